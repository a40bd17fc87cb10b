-- Metrics of each estimator with their Monte Carlo standard errors.
--
-- A replication is the unit of independence: coordinates of one replication are not independent,
-- so every error is computed from one number a replication (delta method for roots and ratios;
-- for quantiles the interval of Woodruff, 1952: the distribution function inverted at p ± 1.96 of
-- its errors, divided by 2 · 1.96).
CREATE TABLE per_coordinate AS
SELECT *, estimate - truth AS error,
  (estimate - truth) / standard_error AS z,
  2 * normal_quantile() * standard_error AS length,
  (abs(estimate - truth) <= normal_quantile() * standard_error)::DOUBLE AS covered,
  (abs(estimate - truth) <= 1.6448536269514722::DOUBLE * standard_error)::DOUBLE AS covered_90
FROM estimates;

CREATE TABLE per_replication AS
SELECT study, experiment, problem, estimator, learner, n, setting, replication,
  sum(error * error) AS squared,
  avg(error * error) AS mean_squared,
  sqrt(sum(error * error)) AS norm,
  avg(covered) AS covered,
  avg(covered_90) AS covered_90,
  avg(length) AS length,
  avg(z) AS z,
  count(*) - count(estimate) AS missing
FROM per_coordinate
GROUP BY ALL ORDER BY ALL;

-- Means over replications of one number each.
CREATE TABLE means AS
SELECT study, experiment, problem, estimator, learner, n, setting,
  sqrt(avg(squared)) AS rmse,
  stddev_samp(squared) / sqrt(count(*)) / (2 * sqrt(avg(squared))) AS rmse_error,
  sqrt(avg(mean_squared)) AS rmse_coordinate,
  stddev_samp(mean_squared) / sqrt(count(*)) / (2 * sqrt(avg(mean_squared))) AS rmse_coordinate_error,
  avg(norm) AS mean_norm,
  stddev_samp(norm) / sqrt(count(*)) AS mean_norm_error,
  any_value(n) * avg(squared) AS n_mse,
  any_value(n) * stddev_samp(squared) / sqrt(count(*)) AS n_mse_error,
  avg(covered) AS coverage,
  share_error(covered) AS coverage_error,
  avg(covered_90) AS coverage_90,
  share_error(covered_90) AS coverage_90_error,
  avg(length) AS length,
  stddev_samp(length) / sqrt(count(*)) AS length_error,
  avg(z) AS z_mean,
  stddev_samp(z) / sqrt(count(*)) AS z_mean_error,
  sum(missing)::DOUBLE AS missing,
  count(*)::DOUBLE AS replications
FROM per_replication GROUP BY ALL;

-- Norm of the mean error, and its error along the direction of the mean.
CREATE TABLE bias AS
SELECT study, experiment, problem, estimator, learner, n, setting,
  any_value(bias) AS bias, stddev_samp(projected) / sqrt(count(*)) AS bias_error
FROM along_mean('per_coordinate') GROUP BY study, experiment, problem, estimator, learner, n, setting;

-- Quantiles over replications of the norm of the error.
CREATE TABLE norm_quantiles AS
WITH pooled AS (
  SELECT study, experiment, problem, estimator, learner, n, setting, list_sort(list(norm)) AS sorted
  FROM per_replication WHERE isfinite(norm) GROUP BY ALL
), quantile AS (
  SELECT *, sorted_quantile(sorted, p) AS value, len(sorted) AS count
  FROM pooled, (VALUES (0.5::DOUBLE, 'median_norm'), (0.9::DOUBLE, 'q90_norm')) AS levels (p, metric)
), share_error AS (
  SELECT *, len(list_filter(sorted, norm -> norm <= value)) / count::DOUBLE AS share,
    sqrt(share * (1 - share) / greatest(count - 1, 1)) AS se
  FROM quantile
)
SELECT study, experiment, problem, estimator, learner, n, setting, metric, value,
  CASE WHEN count > 1 THEN (sorted_quantile(sorted, least(p + normal_quantile() * se, 1))
    - sorted_quantile(sorted, greatest(p - normal_quantile() * se, 0))) / (2 * normal_quantile()) END AS mc_error
FROM share_error;

-- Spread and quantiles of the studentized errors, pooled over coordinates.
CREATE TABLE studentized AS
WITH pooled AS (
  SELECT study, experiment, problem, estimator, learner, n, setting,
    avg(z) AS mean, stddev_samp(z) AS sd, list_sort(list(z)) AS sorted
  FROM per_coordinate WHERE isfinite(z) GROUP BY ALL
), spread AS (
  SELECT study, experiment, problem, estimator, learner, n, setting, replication,
    avg((z - mean) * (z - mean)) AS deviation
  FROM per_coordinate JOIN pooled USING (study, experiment, problem, estimator, learner, n, setting)
  GROUP BY ALL ORDER BY ALL
), spread_error AS (
  SELECT study, experiment, problem, estimator, learner, n, setting,
    stddev_samp(deviation) / sqrt(count(*)) AS variance_error
  FROM spread GROUP BY ALL
), quantile AS (
  SELECT *, sorted_quantile(sorted, p) AS value
  FROM pooled, (VALUES (0.025::DOUBLE, 'z_q025'), (0.5::DOUBLE, 'z_q500'), (0.975::DOUBLE, 'z_q975')) AS levels (p, metric)
), below AS (
  SELECT study, experiment, problem, estimator, learner, n, setting, metric, replication,
    avg((z <= value)::DOUBLE) AS share
  FROM per_coordinate JOIN quantile USING (study, experiment, problem, estimator, learner, n, setting)
  GROUP BY ALL ORDER BY ALL
), share_error AS (
  SELECT study, experiment, problem, estimator, learner, n, setting, metric,
    stddev_samp(share) / sqrt(count(*)) AS se
  FROM below GROUP BY ALL
)
SELECT study, experiment, problem, estimator, learner, n, setting, 'z_sd' AS metric, sd AS value,
  variance_error / (2 * sd) AS mc_error
FROM pooled JOIN spread_error USING (study, experiment, problem, estimator, learner, n, setting)
UNION ALL
SELECT study, experiment, problem, estimator, learner, n, setting, metric, value,
  (sorted_quantile(sorted, least(p + normal_quantile() * se, 1))
    - sorted_quantile(sorted, greatest(p - normal_quantile() * se, 0))) / (2 * normal_quantile())
FROM quantile JOIN share_error USING (study, experiment, problem, estimator, learner, n, setting, metric);

WITH levels AS (
  SELECT n, setting, any_value(level) AS level
  FROM (SELECT n, setting, level FROM estimates UNION ALL SELECT n, setting, level FROM errors)
  GROUP BY ALL
), long AS (
  SELECT study, experiment, problem, estimator, learner, n, setting, unnest([
    {metric: 'rmse', value: rmse, mc_error: rmse_error},
    {metric: 'rmse_coordinate', value: rmse_coordinate, mc_error: rmse_coordinate_error},
    {metric: 'mean_norm', value: mean_norm, mc_error: mean_norm_error},
    {metric: 'n_mse', value: n_mse, mc_error: n_mse_error},
    {metric: 'coverage', value: coverage, mc_error: coverage_error},
    {metric: 'coverage_90', value: coverage_90, mc_error: coverage_90_error},
    {metric: 'length', value: length, mc_error: length_error},
    {metric: 'z_mean', value: z_mean, mc_error: z_mean_error},
    {metric: 'missing', value: missing, mc_error: NULL},
    {metric: 'replications', value: replications, mc_error: NULL}
  ], recursive := true)
  FROM means
  UNION ALL
  SELECT study, experiment, problem, estimator, learner, n, setting, 'bias', bias, bias_error FROM bias
  UNION ALL
  FROM studentized
  UNION ALL
  FROM norm_quantiles
  UNION ALL
  SELECT study, experiment, problem, estimator, learner, n, setting, metric,
    CASE WHEN count(value) = count(*) THEN avg(value) ELSE 'NaN'::DOUBLE END, stddev_samp(value) / sqrt(count(*))
  FROM errors GROUP BY ALL
)
SELECT study, experiment, problem, estimator, learner, n, setting, metric,
  CASE WHEN isfinite(value) THEN value END AS value,
  CASE WHEN isfinite(mc_error) THEN mc_error END AS mc_error, level
FROM long JOIN levels USING (n, setting) WHERE value IS NOT NULL
ORDER BY ALL;
