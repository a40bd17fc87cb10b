-- Every run at an equal budget: the least that is spent in a run that does not diverge. Between two
-- recorded iterations a quantity is interpolated; it is NULL where the run has diverged. The step of a
-- method is, of those with which the fewest runs diverge, the one whose median over replications, of the
-- quantity that is tuned by, is least at the end of the budget.
WITH runs AS (
  SELECT study, experiment, problem, axis, estimator, step, replication, max(x) AS x
  FROM points WHERE tuned_by GROUP BY ALL HAVING count(value) = count(*)
), budgets AS (
  SELECT study, experiment, problem, axis, min(x) AS budget FROM runs GROUP BY ALL
), around AS (
  SELECT study, experiment, problem, axis, budget, estimator, step, replication, quantity, tuned_by,
    arg_max({x: x, value: value}, x) FILTER (x <= budget) AS before,
    arg_min({x: x, value: value}, x) FILTER (x >= budget) AS after
  FROM points JOIN budgets USING (study, experiment, problem, axis) GROUP BY ALL
), ends AS (
  SELECT * EXCLUDE (before, after), CASE WHEN after.x > before.x
    THEN before.value + (budget - before.x) / (after.x - before.x) * (after.value - before.value)
    ELSE after.value END AS value
  FROM around
), medians AS (
  SELECT study, experiment, problem, axis, estimator, step,
    median(value) AS middle, count(*) - count(value) AS diverged
  FROM ends WHERE tuned_by GROUP BY ALL
), steps AS (
  SELECT study, experiment, problem, axis, estimator, step,
    row_number() OVER (PARTITION BY study, experiment, problem, axis, estimator
      ORDER BY diverged, middle, step) = 1 AS tuned
  FROM medians
)
SELECT study, experiment, problem, axis, budget, estimator, step, tuned, replication, quantity, tuned_by, value
FROM ends JOIN steps USING (study, experiment, problem, axis, estimator, step)
ORDER BY ALL;
