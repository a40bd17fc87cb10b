-- Mean squared errors against t = k = J by map, with the slopes of their logarithms.
WITH means AS (
  SELECT problem, estimator, quantity, x, avg(value) AS value,
    stddev_samp(value) / sqrt(count(value)) AS mc_error, count(value) AS finite, count(*) AS tried
  FROM points GROUP BY ALL
)
SELECT problem AS panel,
  CASE quantity WHEN 'squared_error' THEN 'gradient' ELSE 'lower level' END AS estimator,
  x, value, mc_error, finite::INTEGER AS replications, tried::INTEGER AS tried,
  slope, low AS slope_low, high AS slope_high
FROM means LEFT JOIN slopes USING (problem, estimator, quantity)
ORDER BY ALL;
