-- Slope of the error in J where the two solvers are accurate against it.
SELECT 'stochastic-implicit.sid_cross_slope' AS id, 'stochastic-implicit' AS study, 'arXiv 2202.03397' AS paper,
  'Where the cross term is random, the mean squared error of the gradient falls as 1/J once the two solvers are accurate.' AS statement,
  'slope of log E‖∇̂F − ∇F‖² in log J' AS measure,
  slope AS value, unnest(judged_within(low, high, -1.1, -0.9))
FROM slopes WHERE problem = 'weighted-ridge' AND quantity = 'error in J';
