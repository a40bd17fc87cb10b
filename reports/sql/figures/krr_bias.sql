-- Bias and coverage by sample size when the lower level is learned by kernel ridge regression.
SELECT estimator, n, metric, value, mc_error
FROM summary
WHERE experiment = 'krr' AND metric IN ('bias', 'coverage')
ORDER BY metric, estimator, n;
