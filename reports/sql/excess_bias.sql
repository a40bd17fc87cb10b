-- Norm of the mean difference from the oracle on the same samples: the bias but for what the oracle's
-- own chance contributes. Its error is that of the difference along the direction of its mean.
CREATE TABLE difference AS
SELECT e.study, e.experiment, e.problem, e.estimator, e.learner, e.n, e.setting, e.replication,
  e.coordinate, e.estimate - o.estimate AS difference
FROM estimates e JOIN estimates o USING (experiment, n, replication, coordinate)
WHERE o.estimator = 'oracle' AND e.estimator <> 'oracle';

WITH mean AS (
  SELECT estimator, learner, n, setting, coordinate, avg(difference) AS mean FROM difference GROUP BY ALL
), size AS (
  SELECT estimator, learner, n, setting, sqrt(sum(mean * mean)) AS bias FROM mean GROUP BY ALL
), along AS (
  SELECT study, experiment, problem, estimator, learner, n, setting, replication,
    any_value(bias) AS bias, sum(difference * mean) / any_value(bias) AS projected
  FROM difference JOIN mean USING (estimator, learner, n, setting, coordinate)
  JOIN size USING (estimator, learner, n, setting)
  GROUP BY ALL ORDER BY ALL
)
SELECT study, experiment, problem, estimator, learner, n, setting, 'excess_bias' AS metric,
  any_value(bias) AS value, stddev_samp(projected) / sqrt(count(*)) AS mc_error
FROM along GROUP BY study, experiment, problem, estimator, learner, n, setting
ORDER BY ALL;
