-- Kernel bilevel gradients against what they converge to at fixed lambda, Ψ_λ: the exact
-- regularisation bias ‖Ψ_λ − Ψ‖ and the estimation error ‖estimate − Ψ_λ‖.
WITH exact_gradient AS (
  SELECT problem, setting, coordinate, value FROM exact WHERE quantity = 'kernel_gradient'
), per_replication AS (
  SELECT study, experiment, e.problem, estimator, learner, n, e.setting, e.level, replication,
    sum((estimate - value) * (estimate - value)) AS squared,
    sqrt(sum((estimate - value) * (estimate - value))) AS norm,
    sqrt(sum((value - truth) * (value - truth))) AS bias
  FROM estimates e JOIN exact_gradient x
    ON x.problem = e.problem AND x.setting = e.setting AND x.coordinate = e.coordinate
  WHERE estimator = 'kernel-bilevel'
  GROUP BY ALL ORDER BY ALL
)
SELECT study, experiment, problem, estimator, learner, n, setting, unnest([
  {metric: 'population_bias', value: any_value(bias), mc_error: NULL::DOUBLE},
  {metric: 'population_rmse', value: sqrt(avg(squared)),
    mc_error: stddev_samp(squared) / sqrt(count(*)) / (2 * sqrt(avg(squared)))},
  {metric: 'population_mean_norm', value: avg(norm), mc_error: stddev_samp(norm) / sqrt(count(*))}
], recursive := true), level
FROM per_replication GROUP BY study, experiment, problem, estimator, learner, n, setting, level
ORDER BY ALL;
