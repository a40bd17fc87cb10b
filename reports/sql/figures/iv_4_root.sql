-- Error of the root by each estimator by sample size, beside the efficiency bound. Kernel bilevel
-- optimisation uses 2n observations, for which this is not the bound.
WITH bound AS (
  SELECT problem, sum(value) AS trace FROM exact WHERE quantity = 'root_bound' GROUP BY problem
)
SELECT estimator, n, value AS rmse, mc_error, sqrt(trace / n) AS bound
FROM summary JOIN bound USING (problem)
WHERE experiment = 'iv-4' AND metric = 'rmse'
  AND estimator IN ('oracle', 'orthogonal', 'plug-in')
UNION ALL
SELECT CASE setting
    WHEN 'lambda=0.01' THEN 'kernel-bilevel, λ = 0.01'
    ELSE 'kernel-bilevel, λ = 0.05 n^−0.6'
  END, n, value, mc_error, NULL
FROM summary
WHERE experiment = 'iv-4-kbo' AND metric = 'rmse' AND estimator = 'kernel-bilevel'
ORDER BY ALL;
