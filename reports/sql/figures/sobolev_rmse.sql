-- Root-mean-square error by learner and sample size as a multiple of the efficiency bound.
WITH bound AS (
  SELECT problem, sum(value) AS trace FROM exact WHERE quantity = 'bound' GROUP BY problem
)
SELECT learner, estimator, n, value / sqrt(trace / n) AS value, mc_error / sqrt(trace / n) AS mc_error
FROM summary JOIN bound USING (problem)
WHERE experiment = 'sobolev' AND metric = 'rmse' AND estimator <> 'oracle'
ORDER BY learner, estimator, n;
