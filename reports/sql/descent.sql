-- Progress of descents by recorded step: means over replications with their Monte Carlo errors, and
-- standard deviations, which are the spread of a single draw. Where one replication has diverged
-- beyond all numbers there is no mean; how many are farther from the solution than where they
-- started is counted.
WITH starts AS (
  SELECT study, experiment, problem, estimator, learner, n, replication, distance AS start
  FROM descent WHERE step = 0
), by_step AS (
  SELECT study, experiment, problem, estimator, learner, n, 'step=' || step AS setting, step,
    count(*) AS replications,
    CASE WHEN count(gap) = count(*) THEN avg(gap) END AS gap,
    CASE WHEN count(gap) = count(*) THEN stddev_samp(gap) END AS gap_sd,
    CASE WHEN count(distance) = count(*) THEN avg(distance) END AS distance,
    CASE WHEN count(distance) = count(*) THEN stddev_samp(distance) END AS distance_sd,
    sum((distance IS NULL OR distance > start)::INTEGER)::DOUBLE AS diverged
  FROM descent JOIN starts USING (study, experiment, problem, estimator, learner, n, replication)
  GROUP BY ALL
), long AS (
  SELECT study, experiment, problem, estimator, learner, n, setting, step, unnest([
    {metric: 'gap', value: gap, mc_error: gap_sd / sqrt(replications)},
    {metric: 'gap_sd', value: gap_sd, mc_error: NULL},
    {metric: 'distance', value: distance, mc_error: distance_sd / sqrt(replications)},
    {metric: 'distance_sd', value: distance_sd, mc_error: NULL},
    {metric: 'diverged', value: diverged, mc_error: NULL}
  ], recursive := true)
  FROM by_step
)
SELECT study, experiment, problem, estimator, learner, n, setting, metric, value, mc_error,
  step::DOUBLE AS level
FROM long ORDER BY ALL;
