-- Gradient error of each estimator by sample size, beside the efficiency bound.
WITH bound AS (
  SELECT problem, sum(value) AS trace FROM exact WHERE quantity = 'bound' GROUP BY problem
)
SELECT estimator, n, value AS rmse, mc_error, sqrt(trace / n) AS bound
FROM summary JOIN bound USING (problem)
WHERE experiment = 'bellman-1' AND metric = 'rmse'
  AND estimator IN ('oracle', 'orthogonal', 'plug-in')
ORDER BY estimator, n;
