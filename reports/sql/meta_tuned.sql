-- Of each estimator on each problem the step that has led to the least mean objective at the end; one that
-- has led a start to divergence comes last.
WITH ends AS (
  SELECT problem, estimator, level AS step, objective FROM traces
  QUALIFY traces.iteration = max(traces.iteration) OVER (
    PARTITION BY problem, estimator, setting, replication)
), means AS (
  SELECT problem, estimator, step,
    CASE WHEN count(objective) = count(*) THEN avg(objective) ELSE 'inf'::DOUBLE END AS mean
  FROM ends GROUP BY ALL
)
SELECT problem, estimator, min_by(step, (mean, step)) AS step FROM means GROUP BY ALL ORDER BY ALL;
