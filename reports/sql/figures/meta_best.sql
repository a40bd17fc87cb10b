-- The best probability of an exact gradient against the inner step size. The bar of what was measured is
-- that of the bootstrap interval.
SELECT 'q' AS panel, source AS estimator, alpha AS x, q AS value,
  (high - low) / (2 * normal_quantile()) AS mc_error, coalesce(starts, 1) AS replications,
  coalesce(starts, 1) AS tried, NULL::DOUBLE AS slope, NULL::DOUBLE AS slope_low,
  NULL::DOUBLE AS slope_high
FROM best ORDER BY ALL;
