-- Geometric means over replications of the ratio of two methods, each with its tuned step, at an equal
-- budget, with 95 % intervals. NULL where a run diverged.
WITH tuned AS (FROM ends WHERE tuned), ratios AS (
  SELECT a.study, a.experiment, a.problem, a.axis, a.quantity, a.estimator, b.estimator AS against,
    count(*)::INTEGER AS replications, geometric_interval(a.value / b.value) AS mean
  FROM tuned a JOIN tuned b USING (study, experiment, problem, axis, quantity, replication)
  WHERE a.estimator <> b.estimator GROUP BY ALL
)
SELECT study, experiment, problem, axis, quantity, estimator, against, replications,
  mean.value AS ratio, mean.low AS low, mean.high AS high
FROM ratios ORDER BY ALL;
