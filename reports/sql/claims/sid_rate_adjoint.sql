-- Slope of the error of the linear system.
SELECT 'stochastic-implicit.sid_rate_adjoint' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'With decreasing steps the mean squared error of the linear system falls as 1/k.' AS statement,
  'slope of log E‖v_k − v(w_t)‖² in log k, t = k' AS measure,
  slope AS value, unnest(judged_within(low, high, -1.15, -0.85))
FROM slopes WHERE quantity = 'squared_adjoint' AND estimator = 'decreasing';
