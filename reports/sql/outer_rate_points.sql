-- ‖∇F‖² along runs, by observations gone through: the same numbers of them in every replication.
SELECT study, experiment, problem, estimator, 'squared_gradient' AS quantity, replication,
  (lower_gradient_samples + lower_gradient_x_samples + hessian_vector_samples + cross_samples
    + outer_gradient_x_samples + outer_gradient_y_samples)::DOUBLE AS x,
  gradient_norm * gradient_norm AS value
FROM traces ORDER BY ALL;
