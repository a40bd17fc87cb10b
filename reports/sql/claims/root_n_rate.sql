-- Least-squares slope of log RMSE on log n; sizes are independent, so its error follows by the
-- delta method.
WITH points AS (
  SELECT ln(n) AS x, ln(value) AS y, mc_error / value AS error
  FROM summary WHERE experiment = 'iv-1' AND estimator = 'orthogonal' AND metric = 'rmse'
), centred AS (
  SELECT x - (SELECT avg(x) FROM points) AS x, y, error FROM points
), slope AS (
  SELECT sum(x * y) / sum(x * x) AS value, sqrt(sum(x * x * error * error)) / sum(x * x) AS error
  FROM centred
), interval AS (
  SELECT value, value - normal_quantile() * error AS low, value + normal_quantile() * error AS high
  FROM slope
)
SELECT 'semiparametric.root_n_rate' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'The error of the orthogonal gradient falls as n^(-1/2).' AS statement,
  'slope of log RMSE in log n' AS measure, value, low, high,
  '-0.55 to -0.45' AS bar, -0.55::DOUBLE AS accepted_low, -0.45::DOUBLE AS accepted_high,
  verdict(low, high, -0.55, -0.45) AS verdict
FROM interval;
