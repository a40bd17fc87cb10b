-- Least-squares slopes of the logarithm of means over replications in the logarithm of x, with 95 %
-- bootstrap intervals. NULL where a value is missing or a mean not positive.
CREATE MACRO log_slope(x, mean) AS
  CASE WHEN bool_and(coalesce(mean, 0) > 0) THEN least_squares_slope(count(*)::DOUBLE, sum(ln(x)),
    sum(ln(greatest(mean, 1e-300))), sum(ln(x) * ln(x)), sum(ln(x) * ln(greatest(mean, 1e-300)))) END;
CREATE MACRO complete_mean(times, value) AS
  CASE WHEN count(value) = count(*) THEN sum(times * value) / sum(times) END;
WITH times AS (FROM bootstrap('points', 1000)), resampled AS (
  SELECT study, experiment, problem, estimator, quantity, draw, x, complete_mean(times, value) AS mean
  FROM times JOIN points USING (replication) GROUP BY ALL
), redrawn AS (
  SELECT study, experiment, problem, estimator, quantity, draw, log_slope(x, mean) AS slope
  FROM resampled GROUP BY ALL
), intervals AS (
  SELECT study, experiment, problem, estimator, quantity,
    quantile_cont(slope, 0.025) AS low, quantile_cont(slope, 0.975) AS high
  FROM redrawn GROUP BY ALL
), means AS (
  SELECT study, experiment, problem, estimator, quantity, x, complete_mean(1, value) AS mean,
    count(DISTINCT replication) AS replications
  FROM points GROUP BY ALL
), slopes AS (
  SELECT study, experiment, problem, estimator, quantity, max(replications) AS replications,
    log_slope(x, mean) AS slope
  FROM means GROUP BY ALL
)
SELECT study, experiment, problem, estimator, quantity, replications::INTEGER AS replications, slope,
  CASE WHEN replications > 1 AND slope IS NOT NULL THEN low END AS low,
  CASE WHEN replications > 1 AND slope IS NOT NULL THEN high END AS high
FROM slopes JOIN intervals USING (study, experiment, problem, estimator, quantity)
ORDER BY ALL;
