-- Least-squares slopes of the logarithm of the mean squared error of the gradient in that of the solver that is
-- swapped, through all solvers and numbers of steps at once, with 95 % bootstrap intervals over replications.
-- NULL where a value is missing or a mean not positive.
WITH times AS (
  FROM bootstrap('points', 1000)
  UNION ALL
  SELECT DISTINCT -1, replication, 1 FROM points
), means AS (
  SELECT study, experiment, problem, solver, quantity, steps, draw,
    CASE WHEN count(x) = count(*) THEN sum(times * x) END AS x,
    CASE WHEN count(value) = count(*) THEN sum(times * value) END AS value
  FROM times JOIN points USING (replication) GROUP BY ALL
), logs AS (
  SELECT study, experiment, problem, quantity, draw, ln(greatest(x, 1e-300)) AS x,
    ln(greatest(value, 1e-300)) AS y, coalesce(least(x, value), 0) > 0 AS known
  FROM means
), drawn AS (
  SELECT study, experiment, problem, quantity, draw, CASE WHEN bool_and(known) THEN
    least_squares_slope(count(*)::DOUBLE, sum(x), sum(y), sum(x * x), sum(x * y)) END AS slope
  FROM logs GROUP BY ALL
), ends AS (
  SELECT study, experiment, problem, quantity, max(slope) FILTER (draw = -1) AS slope,
    count(slope) = count(*) AS complete, quantile_cont(slope, 0.025) FILTER (draw >= 0) AS low,
    quantile_cont(slope, 0.975) FILTER (draw >= 0) AS high
  FROM drawn GROUP BY ALL
), counted AS (SELECT count(DISTINCT replication)::INTEGER AS replications FROM points)
SELECT study, experiment, problem, 'all solvers' AS estimator, quantity, replications, slope,
  CASE WHEN replications > 1 AND complete THEN low END AS low,
  CASE WHEN replications > 1 AND complete THEN high END AS high
FROM ends, counted ORDER BY ALL;
