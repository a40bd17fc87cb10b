-- Means over draws of ‖∇F‖² by observations gone through, and the slopes of their logarithms.
WITH means AS (
  SELECT problem, estimator, quantity, x, avg(value) AS value,
    stddev_samp(value) / sqrt(count(value)) AS mc_error, count(value) AS found, count(*) AS tried
  FROM points GROUP BY ALL
)
SELECT problem AS panel, estimator, x, value, mc_error, found::INTEGER AS replications,
  tried::INTEGER AS tried, slope, low AS slope_low, high AS slope_high
FROM means JOIN slopes USING (problem, estimator, quantity)
ORDER BY ALL;
