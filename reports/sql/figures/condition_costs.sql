-- Geometric means of the counts over the replications that have qualified, by condition number, and the
-- slopes of their logarithms; and how well linear systems were solved, in all replications.
WITH long AS (
  SELECT problem, estimator, quantity, residual, systems_converged, condition AS x, CASE WHEN qualified THEN ln(count) END AS y
  FROM (UNPIVOT costs ON lower_gradients, hessian_vectors INTO NAME quantity VALUE count)
  WHERE count > 0
), means AS (
  SELECT problem, estimator, quantity, x, exp(avg(y)) AS value,
    exp(avg(y)) * stddev_samp(y) / sqrt(count(y)) AS mc_error, count(y) AS qualified, count(*) AS tried,
    max(residual) AS residual, unsolved(systems_converged) AS unsolved
  FROM long GROUP BY ALL
)
SELECT quantity AS panel, estimator, x, value, mc_error, qualified::INTEGER AS replications,
  tried::INTEGER AS tried, slope, low AS slope_low, high AS slope_high,
  residual, unsolved
FROM means LEFT JOIN slopes USING (problem, estimator, quantity)
ORDER BY ALL;
