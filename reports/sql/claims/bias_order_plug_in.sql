-- Slope of log bias in log nuisance error over the penalties (least squares). The penalties share
-- their samples; their errors are added as if they moved together, which can only widen the interval.
WITH points AS (
  SELECT ln(nuisance_error) AS x, ln(bias) AS y, mc_error / bias AS error
  FROM bias_order WHERE estimator = 'plug-in'
), centred AS (
  SELECT x - (SELECT avg(x) FROM points) AS x, y, error FROM points
), slope AS (
  SELECT sum(x * y) / sum(x * x) AS value, sum(abs(x) * error) / sum(x * x) AS error FROM centred
)
SELECT 'semiparametric.bias_order_plug_in' AS id, 'semiparametric' AS study, 'arXiv 2605.21341' AS paper,
  'The bias of the plug-in gradient is of first order in the error of a penalised learner.' AS statement,
  'slope of log bias in log learning error' AS measure,
  value, unnest(judged(value, error, 0.8, 1.2))
FROM slope;
