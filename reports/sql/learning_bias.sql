-- Norm of the mean difference from the oracle on the same samples, which is the bias, since the
-- oracle has none, without most of the noise. The error is that along the direction of the mean.
WITH difference AS (
  SELECT e.study, e.experiment, e.problem, e.estimator, e.learner, e.n, e.setting, e.replication,
    e.coordinate, e.estimate - o.estimate AS difference
  FROM estimates e JOIN estimates o USING (experiment, problem, n, replication, coordinate)
  WHERE o.estimator = 'oracle' AND e.estimator <> 'oracle'
), mean AS (
  SELECT learner, setting, n, estimator, coordinate, avg(difference) AS mean FROM difference GROUP BY ALL
), size AS (
  SELECT learner, setting, n, estimator, sqrt(sum(mean * mean)) AS bias FROM mean GROUP BY ALL
), along AS (
  SELECT learner, setting, n, estimator, replication,
    sum(difference * mean) / any_value(bias) AS projected
  FROM difference
  JOIN mean USING (learner, setting, n, estimator, coordinate)
  JOIN size USING (learner, setting, n, estimator)
  GROUP BY ALL ORDER BY ALL
)
SELECT learner, setting, n, estimator, any_value(bias) AS bias,
  stddev_samp(projected) / sqrt(count(*)) AS mc_error
FROM along JOIN size USING (learner, setting, n, estimator)
GROUP BY learner, setting, n, estimator
ORDER BY ALL;
