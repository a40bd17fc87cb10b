-- Mean squared error with one sample and accurate solvers over the exact variance of that sample; NULL where a
-- run diverged.
WITH measured AS (
  SELECT CASE WHEN count(squared_error) = count(*) THEN avg(squared_error) END AS mean,
    stddev_samp(squared_error) / sqrt(count(*)) AS mc_error
  FROM errors WHERE problem = 'weighted-ridge' AND estimator = 'anchored'
), predicted AS (
  SELECT value AS variance FROM exact
  WHERE problem = 'weighted-ridge' AND quantity = 'cross_variance'
)
SELECT 'stochastic-implicit.sid_cross_plateau' AS id, 'stochastic-implicit' AS study, 'arXiv 2011.07122' AS paper,
  'With one sample of the cross term its variance is what is left of the mean squared error, however accurate the two solvers are.' AS statement,
  'mean squared error over the variance of one sample at the solution' AS measure,
  mean / variance AS value, unnest(judged(mean / variance, mc_error / variance, 0.9, 1.1))
FROM measured, predicted;
