-- Slope of the error of the gradient in k alone.
SELECT 'stochastic-implicit.sid_rate_k' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'The mean squared error of the gradient falls as 1/k in k alone.' AS statement,
  'slope of log E‖∇̂F − ∇F‖² in log k, with w exact' AS measure,
  slope AS value, unnest(judged_within(low, high, -1.15, -0.85))
FROM slopes WHERE quantity = 'squared_error' AND estimator = 'sampled-adjoint';
