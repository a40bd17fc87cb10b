-- Norm of the mean difference from the oracle on the same samples, by penalty.
WITH differences AS (FROM from_oracle('estimates')), learned AS (
  SELECT setting, avg(value) AS nuisance_error FROM errors WHERE metric = 'error_j' GROUP BY ALL
)
SELECT estimator, setting, nuisance_error, any_value(bias) AS bias,
  stddev_samp(projected) / sqrt(count(*)) AS mc_error
FROM along_mean('differences') JOIN learned USING (setting)
GROUP BY estimator, setting, nuisance_error
ORDER BY ALL;
