-- Least-squares slopes of y in x over all replications, with 95 % bootstrap intervals.
WITH sums AS (
  SELECT study, experiment, problem, estimator, quantity, replication, count(*)::DOUBLE AS n,
    sum(x) AS x, sum(y) AS y, sum(x * x) AS xx, sum(x * y) AS xy
  FROM points GROUP BY ALL ORDER BY ALL
), times AS (FROM bootstrap('points', 2000)), resampled AS (
  SELECT study, experiment, problem, estimator, quantity, draw, sum(times * n) AS n,
    sum(times * x) AS x, sum(times * y) AS y, sum(times * xx) AS xx, sum(times * xy) AS xy
  FROM times JOIN sums USING (replication) GROUP BY ALL
), intervals AS (
  SELECT study, experiment, problem, estimator, quantity,
    quantile_cont(least_squares_slope(n, x, y, xx, xy), 0.025) AS low,
    quantile_cont(least_squares_slope(n, x, y, xx, xy), 0.975) AS high
  FROM resampled GROUP BY ALL
), slopes AS (
  SELECT study, experiment, problem, estimator, quantity, count(*) AS replications,
    least_squares_slope(sum(n), sum(x), sum(y), sum(xx), sum(xy)) AS slope
  FROM sums GROUP BY ALL
)
SELECT study, experiment, problem, estimator, quantity, replications::INTEGER AS replications, slope,
  CASE WHEN replications > 1 THEN low END AS low, CASE WHEN replications > 1 THEN high END AS high
FROM slopes JOIN intervals USING (study, experiment, problem, estimator, quantity)
ORDER BY ALL;
