-- Of each estimator on each problem the step that has led to the least mean objective at the end; one that
-- has led a start to divergence comes last.
WITH means AS (
  SELECT problem, estimator, level AS step, coalesce(mean_of_all(objective), 'inf'::DOUBLE) AS mean
  FROM run_ends('traces') GROUP BY ALL
)
SELECT problem, estimator, min_by(step, (mean, step)) AS step FROM means GROUP BY ALL ORDER BY ALL;
