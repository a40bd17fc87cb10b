-- The largest bias where one of the two functions is right and the other is not. Computed, not
-- simulated: there is no error.
WITH largest AS (
  SELECT max(abs(value)) AS value FROM exact
  WHERE quantity = 'bias of orthogonal' AND regexp_matches(setting, 'wrong=(residual|jacobian)')
)
SELECT 'semiparametric.double_robustness_either' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'The orthogonal score is unbiased if either of its two functions is right, however wrong the other.' AS statement,
  'largest bias with one function right' AS measure,
  value, unnest(judged(value, 0, 0, 1e-10))
FROM largest;
