-- What reaching the target costs, by method, condition number and seed. A method has qualified if it has
-- reached it in the iterations that it may take. And the worst of its
-- linear systems.
SELECT study, experiment, problem, estimator,
  level::DOUBLE AS condition, replication,
  iteration::DOUBLE AS iteration, reached AS qualified,
  lower_gradients::DOUBLE AS lower_gradients, hessian_vectors::DOUBLE AS hessian_vectors,
  relative_residual AS residual, systems_converged
FROM run_ends('traces') ORDER BY ALL;
