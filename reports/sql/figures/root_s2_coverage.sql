-- Coverage of nominal 95 % sandwich intervals of the root by sample size.
SELECT estimator, n, value AS coverage, mc_error
FROM summary
WHERE experiment = 'root-s2' AND metric = 'coverage'
ORDER BY estimator, n;
