-- n·MSE of the orthogonal gradient against the trace of the semiparametric efficiency bound, over
-- the sizes from 800 on: below, learning errors of second order are still visible.
WITH bound AS (
  SELECT problem, sum(value) AS trace FROM exact WHERE quantity = 'bound' GROUP BY problem
), pooled AS (
  SELECT avg(value / trace) AS value, sqrt(sum((mc_error / trace) * (mc_error / trace))) / count(*) AS error
  FROM summary JOIN bound USING (problem)
  WHERE experiment = 'iv-2' AND estimator = 'orthogonal' AND metric = 'n_mse' AND n >= 800
)
SELECT 'semiparametric.efficiency' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'With the published sieve n·MSE of the orthogonal gradient meets the semiparametric efficiency bound.' AS statement,
  'n·MSE / trace of the bound, mean over n ≥ 800' AS measure,
  value, unnest(judged(value, error, 0.9, 1.1))
FROM pooled;
