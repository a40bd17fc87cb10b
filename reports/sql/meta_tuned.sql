-- Trainings with the step that has led to the least mean objective at the end; one that has led a start to
-- divergence comes last.
WITH ends AS (
  SELECT problem, estimator, setting, objective FROM traces
  QUALIFY traces.iteration = max(traces.iteration) OVER (
    PARTITION BY problem, estimator, setting, replication)
), means AS (
  SELECT problem, estimator, setting,
    CASE WHEN count(objective) = count(*) THEN avg(objective) ELSE 'inf'::DOUBLE END AS mean
  FROM ends GROUP BY ALL
), chosen AS (
  SELECT problem, estimator, min_by(setting, (mean, setting)) AS setting FROM means GROUP BY ALL
)
SELECT problem, estimator, setting, replication, iteration,
  (inner_gradients + hessian_vectors + outer_gradients)::DOUBLE AS calls, objective, test_error,
  iteration = max(iteration) OVER (PARTITION BY problem, estimator, replication) AS ended
FROM traces JOIN chosen USING (problem, estimator, setting)
ORDER BY ALL;
