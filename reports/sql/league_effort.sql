-- What each method asks for with each step, on average to the end of its runs, and what its gradients go
-- through, and how well its linear systems were solved: minibatches are told by the observations of a lower-level gradient.
WITH ends AS (
  SELECT *, outer_step AS step FROM run_ends('traces') WHERE estimator <> 'reference'
), efforts AS (
  SELECT problem, estimator, step, avg(iteration) AS iterations,
    avg(lower_gradients + lower_gradients_x + hessian_vectors + crosses + outer_gradients_x
      + outer_gradients_y) AS calls,
    sum(lower_gradient_samples) / nullif(sum(lower_gradients), 0) AS batch,
    max(relative_residual) AS residual, unsolved(systems_converged) AS unsolved
  FROM ends GROUP BY ALL
)
SELECT problem, estimator, step, CASE
    WHEN batch IS NULL THEN 'exact gradients, not counted'
    WHEN batch < max(batch) OVER (PARTITION BY problem) THEN 'minibatches'
    ELSE 'whole gradients'
  END AS kind, iterations, calls, residual, unsolved
FROM efforts ORDER BY ALL;
