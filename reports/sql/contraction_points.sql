-- Squared errors of the gradient and of w against t = k = J.
WITH long AS (
  UNPIVOT (SELECT * FROM errors WHERE estimator = 'sid')
  ON squared_error, squared_lower INTO NAME quantity VALUE value
)
SELECT study, experiment, problem, estimator, quantity, replication, t::DOUBLE AS x, value
FROM long ORDER BY ALL;
