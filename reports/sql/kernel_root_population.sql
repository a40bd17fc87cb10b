-- What kernel bilevel optimisation's roots tend to as both samples grow, in the shape of a summary:
-- exact, so there is neither n nor error.
WITH problem AS (
  SELECT study, experiment, problem, estimator, learner, coordinate, any_value(truth) AS truth
  FROM estimates WHERE estimator = 'kernel-bilevel' GROUP BY ALL
), root AS (
  SELECT study, experiment, problem, estimator, learner, setting, level,
    sqrt(sum((value - truth) * (value - truth))) AS bias,
    CASE WHEN count(*) = 1 THEN any_value(value) END AS root
  FROM problem JOIN exact USING (problem, coordinate)
  WHERE quantity = 'kernel_root' GROUP BY ALL
)
SELECT study, experiment, problem, estimator, learner, NULL::INTEGER AS n, setting, unnest([
  {metric: 'population_bias', value: bias, mc_error: NULL::DOUBLE},
  {metric: 'population_root', value: root, mc_error: NULL::DOUBLE}
], recursive := true), level
FROM root
ORDER BY ALL;
