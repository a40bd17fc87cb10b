-- Norm of the mean difference from the oracle on the same samples, by penalty.
WITH difference AS (
  SELECT e.study, e.experiment, e.problem, e.estimator, e.learner, e.n, e.setting, e.replication,
    e.coordinate, e.estimate - o.estimate AS difference
  FROM estimates e JOIN estimates o USING (experiment, n, replication, coordinate)
  WHERE o.estimator = 'oracle' AND e.estimator <> 'oracle'
), mean AS (
  SELECT estimator, setting, coordinate, avg(difference) AS mean FROM difference GROUP BY ALL
), size AS (
  SELECT estimator, setting, sqrt(sum(mean * mean)) AS bias FROM mean GROUP BY ALL
), along AS (
  SELECT estimator, setting, replication, sum(difference * mean) / any_value(bias) AS projected
  FROM difference JOIN mean USING (estimator, setting, coordinate) JOIN size USING (estimator, setting)
  GROUP BY ALL ORDER BY ALL
), learned AS (
  SELECT setting, avg(value) AS nuisance_error FROM errors WHERE metric = 'error_j' GROUP BY ALL
)
SELECT estimator, setting, nuisance_error, any_value(bias) AS bias,
  stddev_samp(projected) / sqrt(count(*)) AS mc_error
FROM along JOIN size USING (estimator, setting) JOIN learned USING (setting)
GROUP BY estimator, setting, nuisance_error
ORDER BY ALL;
