-- Coverage and bias by the smoothness of both factors at the largest size.
SELECT estimator, residual, jacobian, n, coverage, mc_error, bias, bias_error, ratio, ratio_error
FROM cells WHERE n = (SELECT max(n) FROM cells)
ORDER BY estimator, residual, jacobian;
