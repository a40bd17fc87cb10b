-- Objective at the end over that of first-order training with the same draws: geometric means over seeds with
-- 95 % intervals. NULL where a training diverged.
WITH ends AS (FROM run_ends('traces')), ratios AS (
  SELECT problem, one.estimator, count(*)::INTEGER AS replications,
    geometric_interval(one.objective / base.objective) AS mean
  FROM ends one JOIN ends base USING (problem, replication)
  WHERE base.estimator = 'first-order' AND one.estimator <> 'first-order' GROUP BY ALL
)
SELECT problem, estimator, replications, mean.value AS ratio, mean.low AS low, mean.high AS high
FROM ratios ORDER BY ALL;
