-- How far each run is after each recorded iteration, by what it has spent: outer iterations, calls of
-- lower-level oracles (gradients, Hessian-vector and cross products), products with a data matrix, and
-- observations gone through. A gradient or a Hessian-vector product is two products with the matrix of its
-- level, and a Hessian one, for the fitted values; those of a logistic fit's penalty are none. The gap is
-- that to the lowest objective that any run has found on the same data, at least 1e-7 so that it has a
-- logarithm. The reference gives nothing but that objective.
WITH gaps AS (
  SELECT *, outer_step AS step,
    CASE WHEN objective IS NOT NULL THEN greatest(1e-7,
      objective - min(objective) OVER (PARTITION BY study, experiment, problem, replication)) END AS gap
  FROM traces
), spent AS (
  SELECT *, iteration AS iterations,
    lower_gradients + lower_gradients_x + hessian_vectors + crosses AS calls,
    2 * (lower_gradients + hessian_vectors + outer_gradients_y) + hessians AS products,
    lower_gradient_samples + lower_gradient_x_samples + hessian_vector_samples + cross_samples
      + outer_gradient_x_samples + outer_gradient_y_samples AS samples
  FROM gaps WHERE estimator <> 'reference'
), by_axis AS (
  UNPIVOT (
    SELECT study, experiment, problem, estimator, step, replication, iterations::DOUBLE AS iterations,
      calls::DOUBLE AS calls, products::DOUBLE AS products, samples::DOUBLE AS samples, gap, gradient_norm
    FROM spent
  ) ON iterations, calls, products, samples INTO NAME axis VALUE x
)
SELECT study, experiment, problem, axis, estimator, step, replication, x, 'gap' AS quantity, gap AS value,
  true AS tuned_by
FROM by_axis
UNION ALL
SELECT study, experiment, problem, axis, estimator, step, replication, x, 'gradient_norm', gradient_norm, false
FROM by_axis
ORDER BY ALL;
