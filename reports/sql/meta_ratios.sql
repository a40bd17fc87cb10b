-- Objective at the end over that of first-order training with the same draws: geometric means over seeds with
-- 95 % intervals of the mean logarithm by Student's distribution. NULL where a training diverged.
WITH ends AS (
  SELECT problem, estimator, replication, objective FROM traces
  QUALIFY traces.iteration = max(traces.iteration) OVER (PARTITION BY problem, estimator, replication)
), logs AS (
  SELECT problem, one.estimator, ln(one.objective / base.objective) AS ratio
  FROM ends one JOIN ends base USING (problem, replication)
  WHERE base.estimator = 'first-order' AND one.estimator <> 'first-order'
), means AS (
  SELECT problem, estimator, count(*)::INTEGER AS replications,
    CASE WHEN count(ratio) = count(*) THEN avg(ratio) END AS centre,
    student_quantile(count(*) - 1) * stddev_samp(ratio) / sqrt(count(*)) AS half
  FROM logs GROUP BY ALL
)
SELECT problem, estimator, replications, exp(centre) AS ratio, exp(centre - half) AS low,
  exp(centre + half) AS high
FROM means ORDER BY ALL;
