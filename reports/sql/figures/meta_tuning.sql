-- Means over seeds of the loss on unseen tasks at the end, by the first step of θ, with Student's 95 %
-- intervals. NULL where one loss is above ten times the least of all, or a training diverged.
WITH ends AS (
  SELECT problem, estimator, level AS step, objective FROM traces
  QUALIFY traces.iteration = max(traces.iteration) OVER (
    PARTITION BY problem, estimator, setting, replication)
), shown AS (
  SELECT problem, estimator, step,
    CASE WHEN objective <= 10 * min(objective) OVER (PARTITION BY problem) THEN objective END AS loss
  FROM ends
), means AS (
  SELECT problem, estimator, step, CASE WHEN count(loss) = count(*) THEN avg(loss) END AS value,
    student_quantile(count(*) - 1) * stddev_samp(loss) / sqrt(count(*)) AS half
  FROM shown GROUP BY ALL
)
SELECT problem AS panel, estimator, step AS x, value, value - half AS low, value + half AS high
FROM means ORDER BY ALL;
