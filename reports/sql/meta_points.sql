-- The derivative against the oracle calls, as logarithms, from the hundredth iteration on.
SELECT study, experiment, problem, estimator, 'derivative' AS quantity, replication,
  ln(inner_gradients + hessian_vectors + outer_gradients) AS x, ln(gradient_norm) AS y
FROM traces WHERE iteration >= 100 AND gradient_norm > 0 ORDER BY ALL;
