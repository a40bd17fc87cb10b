-- Coverage of nominal 95 % intervals by sample size.
SELECT estimator, n, value AS coverage, mc_error
FROM summary
WHERE experiment = 'poisson-cleaning' AND metric = 'coverage'
ORDER BY estimator, n;
