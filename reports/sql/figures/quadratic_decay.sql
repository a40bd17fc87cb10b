-- Geometric means over replications of the relative error, by distance, and the slopes of their logarithms.
WITH means AS (
  SELECT problem, estimator, quantity, exp(x) AS distance, exp(avg(y)) AS error,
    exp(avg(y)) * stddev_samp(y) / sqrt(count(*)) AS mc_error
  FROM points GROUP BY problem, estimator, quantity, x
)
SELECT problem, estimator, distance, error, mc_error, slope, low AS slope_low, high AS slope_high
FROM means JOIN slopes USING (problem, estimator, quantity)
ORDER BY problem, estimator, distance;
