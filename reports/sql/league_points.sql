-- What is left of the gap after each recorded iteration, by the observations that gradients and products of
-- both levels have gone through: the distance to the least objective that any run has found on the same
-- draw, over that at the start; at least 1e-4, which is about what the reference itself leaves. Exact gradients ask for nothing: their iterations are
-- charged what whole-gradient SOBA asks for. The reference gives nothing but its objective.
WITH gaps AS (
  SELECT study, experiment, problem, estimator, replication, iteration, objective,
    outer_step AS step,
    min(objective) OVER data AS least, max(objective) FILTER (iteration = 0) OVER data AS started,
    lower_gradient_samples + lower_gradient_x_samples + hessian_vector_samples + cross_samples
      + outer_gradient_x_samples + outer_gradient_y_samples AS samples
  FROM traces WINDOW data AS (PARTITION BY study, experiment, problem, replication)
), prices AS (
  SELECT study, experiment, problem, max(samples / iteration) FILTER (iteration > 0) AS price
  FROM gaps WHERE estimator = 'soba-full' GROUP BY ALL
)
SELECT study, experiment, problem, 'samples' AS axis, estimator, step, replication,
  (CASE WHEN estimator = 'exact' THEN iteration * price ELSE samples END)::DOUBLE AS x,
  'left' AS quantity,
  CASE WHEN objective IS NOT NULL THEN greatest(1e-4, (objective - least) / (started - least)) END AS value,
  true AS tuned_by
FROM gaps JOIN prices USING (study, experiment, problem) WHERE estimator <> 'reference'
ORDER BY ALL;
