-- Slope of the error of the gradient in that of v, over all solvers of the adjoint and numbers of steps.
SELECT 'stochastic-implicit.sid_solver_adjoint' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'Whatever solves the adjoint, the mean squared error of the gradient is of the order of the mean squared error of v.' AS statement,
  'slope of log E‖∇̂F − ∇F‖² in log σ_k over all solvers' AS measure,
  slope AS value, unnest(judged_within(low, high, 0.9, 1.1))
FROM slopes WHERE quantity = 'adjoint';
