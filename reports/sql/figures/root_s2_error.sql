-- Error of the root by sample size, beside the efficiency bound.
WITH bound AS (
  SELECT problem, sum(value) AS trace FROM exact WHERE quantity = 'root_bound' GROUP BY problem
)
SELECT estimator, n, value AS rmse, mc_error, sqrt(trace / n) AS bound
FROM summary JOIN bound USING (problem)
WHERE experiment = 'root-s2' AND metric = 'rmse'
ORDER BY estimator, n;
