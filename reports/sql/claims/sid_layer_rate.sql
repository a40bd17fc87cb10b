-- Slope of the error of the gradient in t = k = J.
SELECT 'stochastic-implicit.sid_layer_rate' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'No gradient steps are needed: for the equilibrium of a recurrent layer with dropout the mean squared error falls as 1/t, t = k = J.' AS statement,
  'slope of log E‖∇̂F − ∇F‖² in log t' AS measure,
  slope AS value, unnest(judged_within(low, high, -1.15, -0.85))
FROM slopes WHERE problem = 'recurrent-layer' AND quantity = 'squared_error';
