-- What each method with its tuned step has reached by what it has spent: geometric means over
-- replications, with 95 % intervals of the mean logarithm by Student's distribution. Runs that diverge give
-- NULL.
WITH tuned AS (
  SELECT DISTINCT study, experiment, problem, axis, estimator, step FROM ends WHERE tuned
), numbered AS (
  SELECT *, row_number() OVER (
    PARTITION BY study, experiment, problem, axis, quantity, estimator, replication ORDER BY x
  ) AS place
  FROM points JOIN tuned USING (study, experiment, problem, axis, estimator, step)
), means AS (
  SELECT study, experiment, problem, axis, quantity, estimator, step, place, avg(x) AS x,
    count(*)::INTEGER AS replications, CASE WHEN count(value) = count(*) THEN avg(ln(value)) END AS middle,
    stddev_samp(ln(value)) / sqrt(count(*)) AS error
  FROM numbered GROUP BY ALL
)
SELECT study, experiment, problem, axis, quantity, estimator, step, x, replications, exp(middle) AS value,
  exp(middle - student_quantile(replications - 1) * error) AS low,
  exp(middle + student_quantile(replications - 1) * error) AS high
FROM means ORDER BY ALL;
