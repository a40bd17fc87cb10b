-- What each method with its tuned step has reached by what it has spent: geometric means over
-- replications, with 95 % intervals. Runs that diverge give NULL.
WITH tuned AS (
  SELECT DISTINCT study, experiment, problem, axis, estimator, step FROM ends WHERE tuned
), numbered AS (
  SELECT *, row_number() OVER (
    PARTITION BY study, experiment, problem, axis, quantity, estimator, replication ORDER BY x
  ) AS place
  FROM points JOIN tuned USING (study, experiment, problem, axis, estimator, step)
), means AS (
  SELECT study, experiment, problem, axis, quantity, estimator, step, avg(x) AS x,
    count(*)::INTEGER AS replications, geometric_interval(value) AS mean
  FROM numbered GROUP BY study, experiment, problem, axis, quantity, estimator, step, place
)
SELECT * EXCLUDE (mean), unnest(mean) FROM means ORDER BY ALL;
