-- All methods at equal budgets: geometric means over the replications that have not diverged.
WITH means AS (
  SELECT axis AS panel, estimator, any_value(budget) AS budget, any_value(step) AS step,
    avg(ln(value)) FILTER (quantity = 'gap') AS middle,
    stddev_samp(ln(value)) FILTER (quantity = 'gap') / sqrt(count(value) FILTER (quantity = 'gap')) AS error,
    count(value) FILTER (quantity = 'gap') AS replications,
    count(*) FILTER (quantity = 'gap' AND value IS NULL) AS diverged,
    exp(avg(ln(value)) FILTER (quantity = 'gradient_norm')) AS gradient_norm
  FROM ends WHERE tuned AND axis IN ('iterations', 'calls', 'products') GROUP BY ALL
)
SELECT panel, estimator, exp(middle) AS value, exp(middle - student_quantile(replications - 1) * error) AS low,
  exp(middle + student_quantile(replications - 1) * error) AS high, budget, step, gradient_norm,
  diverged::INTEGER AS diverged
FROM means ORDER BY ALL;
