-- Pooled over sizes, whose samples are independent.
WITH pooled AS (
  SELECT avg(value) AS value, sqrt(sum(mc_error * mc_error)) / count(*) AS error
  FROM summary
  WHERE experiment = 'iv-2' AND estimator = 'orthogonal' AND metric = 'coverage'
)
SELECT 'semiparametric.orthogonal_coverage' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'With the published sieve the cross-fitted orthogonal gradient has nominal 95 % Wald coverage.' AS statement,
  'coverage, mean over sample sizes' AS measure,
  value, unnest(judged(value, error, 0.93, 0.97))
FROM pooled;
