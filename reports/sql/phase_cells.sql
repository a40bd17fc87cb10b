-- One row a pair of smoothnesses, size and estimator: coverage, and the bias in units of the
-- oracle's standard deviation, from differences to the oracle on the same samples; for the
-- orthogonal gradient its ratio to that of the full plug-in.
WITH mean AS (
  SELECT residual, jacobian, n, estimator, avg(covered) AS coverage,
    share_error(covered) AS mc_error,
    avg(difference) AS bias, stddev_samp(difference) / sqrt(count(*)) AS bias_error
  FROM differences GROUP BY ALL ORDER BY ALL
), ratio AS (
  SELECT residual, jacobian, n, avg(a.difference) / avg(b.difference) AS ratio,
    covar_samp(a.difference, b.difference) AS together, var_samp(a.difference) AS above,
    var_samp(b.difference) AS below, abs(avg(b.difference)) * sqrt(count(*)) AS scale
  FROM differences a JOIN differences b USING (residual, jacobian, n, replication)
  WHERE a.estimator = 'orthogonal' AND b.estimator = 'plug-in-full'
  GROUP BY ALL ORDER BY ALL
)
SELECT mean.residual, mean.jacobian, mean.n, mean.estimator, coverage, mc_error, bias, bias_error,
  smoothness_region(mean.residual, mean.jacobian) AS region, ratio,
  sqrt(greatest(above - 2 * ratio * together + ratio * ratio * below, 0)) / scale AS ratio_error
FROM mean LEFT JOIN ratio ON mean.estimator = 'orthogonal' AND ratio.residual = mean.residual
  AND ratio.jacobian = mean.jacobian AND ratio.n = mean.n
ORDER BY ALL;
