-- Norm of the mean difference from the oracle on the same samples: the bias but for what the oracle's
-- own chance contributes. Its error is that of the difference along the direction of its mean.
WITH differences AS (FROM from_oracle('estimates'))
SELECT study, experiment, problem, estimator, learner, n, setting, 'excess_bias' AS metric,
  any_value(bias) AS value, stddev_samp(projected) / sqrt(count(*)) AS mc_error
FROM along_mean('differences') GROUP BY study, experiment, problem, estimator, learner, n, setting
ORDER BY ALL;
