-- The largest mean squared error over its first-order limit, over all solvers and numbers of steps.
WITH limits AS (
  SELECT problem, replace(quantity, '_sensitivity', '') AS quantity, value AS square
  FROM exact WHERE quantity LIKE '%_sensitivity' AND setting = 'greatest'
), ratios AS (
  SELECT solver, quantity, avg(points.value) / (square * x) AS ratio,
    stddev_samp(points.value) / sqrt(count(*)) / (square * x) AS mc_error
  FROM points JOIN limits USING (problem, quantity) GROUP BY solver, quantity, square, x
)
SELECT 'stochastic-implicit.sid_solver_limits' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'The mean squared error of the gradient stays below one multiple of that of w, and one of that of v, which depend on the problem and not on the solvers.' AS statement,
  'largest mean squared error over its limit s² ρ_t or s² σ_k (' || solver || ', ' || quantity || ')' AS measure,
  ratio AS value, unnest(judged(ratio, mc_error, 0, 1))
FROM ratios ORDER BY ratio DESC, solver LIMIT 1;
