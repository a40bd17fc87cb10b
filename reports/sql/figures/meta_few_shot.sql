-- Means over seeds of the loss on unseen tasks, by the iterations recorded and at the end, against those of
-- the oracle calls, with Student's 95 % intervals.
WITH points AS (
  SELECT problem, estimator, regexp_extract(setting, 'step=(.*)', 1)::DOUBLE AS step, calls, objective,
    CASE WHEN ended THEN -1 ELSE iteration END AS place
  FROM tuned WHERE calls > 0
), means AS (
  SELECT problem, estimator, step, place, avg(calls) AS x, avg(objective) AS value,
    student_quantile(count(objective) - 1) * stddev_samp(objective) / sqrt(count(objective)) AS half
  FROM points GROUP BY ALL
)
SELECT problem AS panel, estimator, x, value, value - half AS low, value + half AS high, step
FROM means ORDER BY ALL;
