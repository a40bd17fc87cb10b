-- Memory and oracle calls of one estimate as a table.
SELECT study, experiment, problem, estimator, steps::INTEGER AS steps, phi_bytes::BIGINT AS phi_bytes,
  peak_bytes::BIGINT AS peak_bytes, inner_values::BIGINT AS inner_values,
  inner_gradients::BIGINT AS inner_gradients, hessian_vectors::BIGINT AS hessian_vectors,
  crosses::BIGINT AS crosses, outer_values::BIGINT AS outer_values,
  outer_gradients::BIGINT AS outer_gradients, outer_gradients_theta::BIGINT AS outer_gradients_theta
FROM passes ORDER BY ALL;
