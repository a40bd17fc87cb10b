-- The largest mean squared error over its first-order limit, over all solvers and numbers of steps; NULL where a
-- run diverged. The interval is from the largest lower end to the largest upper end.
WITH limits AS (
  SELECT problem, replace(quantity, '_sensitivity', '') AS quantity, value AS square
  FROM exact WHERE quantity LIKE '%_sensitivity' AND setting = 'greatest'
), ratios AS (
  SELECT solver, quantity, avg(points.value) / (square * x) AS ratio,
    normal_quantile() * stddev_samp(points.value) / sqrt(count(*)) / (square * x) AS half,
    count(points.value) = count(*) AS complete
  FROM points JOIN limits USING (problem, quantity) GROUP BY solver, quantity, square, x
), largest AS (
  SELECT max(ratio) AS value, max(ratio - half) AS low, max(ratio + half) AS high,
    arg_max(solver || ', ' || quantity, (ratio, solver)) AS solver, bool_and(complete) AS complete
  FROM ratios
)
SELECT 'stochastic-implicit.sid_solver_limits' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'The mean squared error of the gradient stays below one multiple of that of w, and one of that of v, which depend on the problem and not on the solvers.' AS statement,
  'largest mean squared error over its limit s² ρ_t or s² σ_k (' || solver || ')' AS measure,
  value, unnest(judged_within(CASE WHEN complete THEN low END, CASE WHEN complete THEN high END, 0, 1))
FROM largest;
