-- Slope of log RMSE on log n, each size weighted by the inverse of its variance; sizes are
-- independent, so the slope's error follows.
WITH points AS (
  SELECT ln(n) AS x, ln(value) AS y, (value / mc_error) * (value / mc_error) AS weight
  FROM summary WHERE experiment = 'iv-1' AND estimator = 'orthogonal' AND metric = 'rmse'
), centred AS (
  SELECT x - (SELECT sum(weight * x) / sum(weight) FROM points) AS x, y, weight FROM points
), slope AS (
  SELECT sum(weight * x * y) / sum(weight * x * x) AS value, 1 / sqrt(sum(weight * x * x)) AS error
  FROM centred
)
SELECT 'semiparametric.root_n_rate' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'With the published sieve the error of the orthogonal gradient falls at the root-n rate.' AS statement,
  'slope of log RMSE in log n' AS measure,
  value, unnest(judged(value, error, -0.55, -0.45))
FROM slope;
