-- Slope of the error of the gradient in t and k together.
SELECT 'stochastic-implicit.sid_rate_gradient' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'With decreasing steps the mean squared error of the gradient falls as 1/t where t = k.' AS statement,
  'slope of log E‖∇̂F − ∇F‖² in log t, t = k' AS measure,
  slope AS value, unnest(judged_within(low, high, -1.15, -0.85))
FROM slopes WHERE quantity = 'squared_error' AND estimator = 'decreasing';
