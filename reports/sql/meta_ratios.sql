-- Objective at the end, and share of errors, over those of another estimator with the same draws, or of the
-- start: geometric means over seeds with 95 % intervals. NULL where a training diverged.
WITH ends AS (
  SELECT problem, estimator, replication, objective, test_error FROM run_ends('traces')
  UNION ALL
  SELECT problem, 'start', replication, objective, test_error FROM traces
  WHERE iteration = 0 AND estimator = 'first-order'
), long AS (
  SELECT problem, estimator, replication, 'objective' AS quantity, objective::DOUBLE AS value FROM ends
  UNION ALL
  SELECT problem, estimator, replication, 'test_error', test_error::DOUBLE FROM ends
), ratios AS (
  SELECT problem, quantity, one.estimator, base.estimator AS against, count(*)::INTEGER AS replications,
    geometric_interval(one.value / base.value) AS mean
  FROM long one JOIN long base USING (problem, quantity, replication)
  WHERE one.estimator <> base.estimator GROUP BY ALL
)
SELECT problem, quantity, estimator, against, replications, mean.value AS ratio, mean.low AS low, mean.high AS high
FROM ratios ORDER BY ALL;
