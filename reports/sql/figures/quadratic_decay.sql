-- Geometric means over replications of the relative error, by distance, and the slopes of their logarithms.
WITH means AS (
  SELECT problem, estimator, quantity, exp(x) AS x, exp(avg(y)) AS value,
    exp(avg(y)) * stddev_samp(y) / sqrt(count(*)) AS mc_error, count(*) AS points
  FROM points GROUP BY problem, estimator, quantity, points.x
)
SELECT problem AS panel, estimator, x, value, mc_error, points::INTEGER AS replications,
  replications::INTEGER AS tried, slope, low AS slope_low, high AS slope_high
FROM means JOIN slopes USING (problem, estimator, quantity)
ORDER BY ALL;
