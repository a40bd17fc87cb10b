-- Geometric means over replications of the ratio of two methods, each with its tuned step, at an equal
-- budget, with 95 % intervals of the mean logarithm by Student's distribution. NULL where a run diverged.
WITH tuned AS (FROM ends WHERE tuned), pairs AS (
  SELECT a.study, a.experiment, a.problem, a.axis, a.quantity, a.estimator, b.estimator AS against,
    a.replication, ln(a.value / b.value) AS log_ratio
  FROM tuned a JOIN tuned b USING (study, experiment, problem, axis, quantity, replication)
  WHERE a.estimator <> b.estimator
), means AS (
  SELECT study, experiment, problem, axis, quantity, estimator, against, count(*)::INTEGER AS replications,
    CASE WHEN count(log_ratio) = count(*) THEN avg(log_ratio) END AS middle,
    stddev_samp(log_ratio) / sqrt(count(*)) AS error
  FROM pairs GROUP BY ALL
)
SELECT study, experiment, problem, axis, quantity, estimator, against, replications, exp(middle) AS ratio,
  exp(middle - student_quantile(replications - 1) * error) AS low,
  exp(middle + student_quantile(replications - 1) * error) AS high
FROM means ORDER BY ALL;
