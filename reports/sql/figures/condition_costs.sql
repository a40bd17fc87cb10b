-- Geometric means over qualifying replications of the counts, by condition number, and the slopes of their
-- logarithms.
WITH long AS (
  UNPIVOT costs ON lower_gradients, hessian_vectors INTO NAME quantity VALUE count
), means AS (
  SELECT problem, estimator, quantity, condition,
    exp(avg(ln(count)) FILTER (qualified)) AS value,
    exp(avg(ln(count)) FILTER (qualified)) * stddev_samp(ln(count)) FILTER (qualified)
      / sqrt(count(*) FILTER (qualified)) AS mc_error,
    count(*) FILTER (qualified) AS qualified, count(*) AS replications
  FROM long WHERE count > 0 GROUP BY ALL
)
SELECT estimator, quantity, condition, value, mc_error, qualified::INTEGER AS qualified,
  replications::INTEGER AS replications, slope, low AS slope_low, high AS slope_high
FROM means LEFT JOIN slopes USING (problem, estimator, quantity)
ORDER BY estimator, quantity, condition;
