-- Mean squared errors by the number of steps with the slopes of their logarithms, and what bounds them
-- for decreasing steps.
WITH means AS (
  SELECT problem, estimator, quantity, x, avg(value) AS value,
    stddev_samp(value) / sqrt(count(value)) AS mc_error, count(value) AS finite, count(*) AS tried
  FROM points WHERE quantity LIKE 'squared_%' AND estimator <> 'constant-0.004' GROUP BY ALL
), limits AS (
  UNPIVOT (
    SELECT t AS x, lower_bound AS squared_lower, adjoint_bound AS squared_adjoint,
      error_bound AS squared_error
    FROM bounds WHERE estimator = 'decreasing'
  ) ON squared_lower, squared_adjoint, squared_error INTO NAME quantity VALUE value
)
SELECT quantity AS panel, estimator, x, value, mc_error, finite::INTEGER AS replications,
  tried::INTEGER AS tried, slope, low AS slope_low, high AS slope_high
FROM means LEFT JOIN slopes USING (problem, estimator, quantity)
UNION ALL
SELECT quantity, 'bound of decreasing', x, value, NULL, NULL, NULL, NULL, NULL, NULL FROM limits
ORDER BY ALL;
