-- Counts against the condition number, as logarithms, where the method has qualified.
SELECT study, experiment, problem, estimator, quantity, replication, ln(condition) AS x, ln(count) AS y
FROM (UNPIVOT costs ON lower_gradients, hessian_vectors INTO NAME quantity VALUE count)
WHERE qualified AND count > 0 ORDER BY ALL;
