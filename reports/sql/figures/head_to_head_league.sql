-- All methods at the equal budget: geometric means over the draws that no step was chosen on, of those that
-- have not diverged.
WITH means AS (
  SELECT problem, estimator, step, any_value(budget) AS budget, avg(ln(value)) AS middle,
    stddev_samp(ln(value)) / sqrt(count(value)) AS error, count(value) AS replications,
    (count(*) - count(value))::INTEGER AS diverged
  FROM ends WHERE tuned AND quantity = 'left' GROUP BY ALL
)
SELECT problem AS panel, estimator, kind, exp(middle) AS value,
  exp(middle - student_quantile(replications - 1) * error) AS low,
  exp(middle + student_quantile(replications - 1) * error) AS high, budget, step, iterations, calls, diverged,
  residual, unsolved
FROM means JOIN effort USING (problem, estimator, step) ORDER BY ALL;
