-- Metrics of each run after each recorded iteration, by the observations it has gone through.
WITH spent AS (
  SELECT study, experiment, problem, estimator, setting, level, replication, iteration,
    (lower_gradient_samples + lower_gradient_x_samples + hessian_vector_samples + cross_samples
      + outer_gradient_x_samples + outer_gradient_y_samples)::DOUBLE AS x
  FROM traces WHERE setting <> ''
)
SELECT study, experiment, problem, 'samples' AS axis, estimator,
  spent.level AS step, replication, x, metric AS quantity, value,
  metric = 'validation_loss' AS tuned_by
FROM metrics JOIN spent USING (study, experiment, problem, estimator, setting, replication, iteration)
ORDER BY ALL;
