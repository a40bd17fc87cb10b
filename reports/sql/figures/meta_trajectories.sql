-- Geometric means over starts of the derivative after 1, 2, 5, 10, … iterations, against those of the
-- oracle calls, and the slopes of their logarithms.
WITH means AS (
  SELECT problem, estimator, iteration,
    exp(avg(ln(inner_gradients + hessian_vectors + outer_gradients))) AS x,
    exp(avg(ln(gradient_norm))) AS value,
    exp(avg(ln(gradient_norm))) * stddev_samp(ln(gradient_norm)) / sqrt(count(gradient_norm)) AS mc_error,
    count(gradient_norm)::INTEGER AS replications, count(*)::INTEGER AS tried
  FROM traces
  WHERE problem IN ('two-tasks', 'equal-curvatures') AND iteration > 0
    AND (gradient_norm IS NULL OR gradient_norm > 0) GROUP BY ALL
)
SELECT problem AS panel, estimator, x, value, mc_error, means.replications, tried,
  slope, low AS slope_low, high AS slope_high
FROM means LEFT JOIN slopes USING (problem, estimator)
ORDER BY ALL;
