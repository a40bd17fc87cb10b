-- Coverage of nominal 95 % intervals by learner and sample size.
SELECT learner, estimator, n, value, mc_error
FROM summary
WHERE experiment = 'sobolev' AND metric = 'coverage' AND estimator <> 'oracle'
ORDER BY learner, estimator, n;
