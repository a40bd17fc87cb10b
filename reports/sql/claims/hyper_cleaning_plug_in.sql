-- Pooled over sizes, whose samples are independent.
WITH pooled AS (
  SELECT avg(value) AS value, sqrt(sum(mc_error * mc_error)) / count(*) AS error
  FROM summary
  WHERE experiment = 'hyper-cleaning' AND estimator = 'plug-in-forward' AND metric = 'coverage'
)
SELECT 'semiparametric.hyper_cleaning_plug_in' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'In data hyper-cleaning the forward plug-in''s interval covers far too seldom.' AS statement,
  'coverage of the forward plug-in, mean over sample sizes' AS measure,
  value, unnest(judged(value, error, 0, 0.65))
FROM pooled;
