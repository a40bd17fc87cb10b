-- Pooled over sizes, whose samples are independent.
WITH pooled AS (
  SELECT avg(value) AS value, sqrt(sum(mc_error * mc_error)) / count(*) AS error
  FROM summary
  WHERE experiment = 'hyper-cleaning' AND estimator = 'orthogonal' AND metric = 'coverage'
)
SELECT 'semiparametric.hyper_cleaning_coverage' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'With losses that are not quadratic (data hyper-cleaning) the interval of the orthogonal gradient, jackknifed over folds, has nominal coverage.' AS statement,
  'coverage, mean over sample sizes' AS measure,
  value, unnest(judged(value, error, 0.93, 0.97))
FROM pooled;
