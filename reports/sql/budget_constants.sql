-- A, B and C of the error A/t + B/k + C/J, from pilot runs in each of which one of t, k and J is short and
-- the others are long: with s = 1/short, l = 1/long the three errors add up to (A + B + C)(s + 2l), and each of
-- them is that sum times l plus its own constant times s − l. The best share is in proportion to the root.
WITH pilots AS (
  SELECT study, experiment, problem, estimator, replication,
    1 / min(least(t, k, j)) AS s, 1 / max(greatest(t, k, j)) AS l,
    sum(squared_error) FILTER (t < k) AS t, sum(squared_error) FILTER (k < t) AS k,
    sum(squared_error) FILTER (j < t) AS j
  FROM errors WHERE setting = 'pilot' GROUP BY ALL
), parts AS (
  UNPIVOT (SELECT *, (t + k + j) / (s + 2 * l) AS total FROM pilots) ON t, k, j INTO NAME part VALUE error
), means AS (
  SELECT study, experiment, problem, estimator, part, count(*)::INTEGER AS replications,
    avg((error - total * l) / (s - l)) AS value,
    stddev_samp((error - total * l) / (s - l)) / sqrt(count(*)) AS mc_error
  FROM parts GROUP BY ALL
)
SELECT study, experiment, problem, estimator, part, replications, value, mc_error,
  sqrt(greatest(value, 0)) / sum(sqrt(greatest(value, 0))) OVER (PARTITION BY study, experiment, problem, estimator)
    AS share
FROM means ORDER BY ALL;
