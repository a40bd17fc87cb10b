-- Means and second moments of meta-gradients as a table.
SELECT study, experiment, problem, estimator, replication::INTEGER AS replication, quantity,
  value::DOUBLE AS value, mc_error::DOUBLE AS mc_error
FROM moments ORDER BY ALL;
