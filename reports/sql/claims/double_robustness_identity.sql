-- The largest difference between the two sides, over all wrong functions and coordinates. Computed,
-- not simulated: there is no error.
WITH sides AS (
  SELECT b.value - p.value AS difference
  FROM exact b JOIN exact p USING (problem, setting, coordinate)
  WHERE b.quantity = 'bias of orthogonal' AND p.quantity = 'product of errors'
), largest AS (
  SELECT max(abs(difference)) AS value FROM sides
)
SELECT 'semiparametric.double_robustness_identity' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'The bias of the orthogonal score is exactly minus the mean product of the two errors.' AS statement,
  'largest difference between the two sides' AS measure,
  value, unnest(judged(value, 0, 0, 1e-10))
FROM largest;
