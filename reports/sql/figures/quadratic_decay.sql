-- Geometric means over replications of the relative error, by distance, and the slopes of their logarithms; and
-- how well linear systems were solved.
WITH means AS (
  SELECT problem, estimator, quantity, exp(x) AS x, exp(avg(y)) AS value,
    exp(avg(y)) * stddev_samp(y) / sqrt(count(*)) AS mc_error, count(*) AS points
  FROM points GROUP BY problem, estimator, quantity, points.x
), systems AS (
  SELECT problem, estimator, exp(ln(distance)) AS x, max(relative_residual) AS residual,
    unsolved(systems_converged) AS unsolved
  FROM errors GROUP BY problem, estimator, distance
)
SELECT problem AS panel, estimator, x, value, mc_error, points::INTEGER AS replications,
  replications::INTEGER AS tried, slope, low AS slope_low, high AS slope_high,
  residual, unsolved
FROM means JOIN slopes USING (problem, estimator, quantity) LEFT JOIN systems USING (problem, estimator, x)
ORDER BY ALL;
