-- Squared errors of the gradient and of w against t = k = J.
WITH long AS (
  FROM (SELECT * FROM errors WHERE estimator = 'sid') UNPIVOT INCLUDE NULLS (
    value FOR quantity IN (squared_error, squared_lower)
  )
)
SELECT study, experiment, problem, estimator, quantity, replication, t::DOUBLE AS x, value
FROM long ORDER BY ALL;
