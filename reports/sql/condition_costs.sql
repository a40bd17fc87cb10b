-- What reaching the target costs, by method, condition number and seed. A method has qualified if it has
-- reached it in the iterations that it may take.
SELECT study, experiment, problem, estimator,
  regexp_extract(setting, 'condition=([0-9.]+)', 1)::DOUBLE AS condition, replication,
  iteration::DOUBLE AS iteration, reached AS qualified,
  lower_gradients::DOUBLE AS lower_gradients, hessian_vectors::DOUBLE AS hessian_vectors
FROM traces
QUALIFY traces.iteration = max(traces.iteration) OVER (
  PARTITION BY study, experiment, problem, estimator, setting, replication)
ORDER BY ALL;
