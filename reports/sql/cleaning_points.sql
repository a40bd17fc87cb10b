-- Metrics of each run after each recorded iteration, by the observations it has gone through. What has fixed
-- weights and no budget gives none; what has fixed weights and a budget has the step 0.
WITH spent AS (
  SELECT study, experiment, problem, estimator, setting, replication, iteration,
    coalesce(outer_step, 0) AS step,
    (lower_gradient_samples + lower_gradient_x_samples + hessian_vector_samples + cross_samples
      + outer_gradient_x_samples + outer_gradient_y_samples)::DOUBLE AS x
  FROM traces WHERE estimator NOT LIKE 'level-%'
)
SELECT study, experiment, problem, 'samples' AS axis, estimator,
  step, replication, x, metric AS quantity, value,
  metric = 'validation_loss' AS tuned_by
FROM metrics JOIN spent USING (study, experiment, problem, estimator, setting, replication, iteration)
ORDER BY ALL;
