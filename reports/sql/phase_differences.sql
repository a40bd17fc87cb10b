-- One row a pair of smoothnesses, size, replication and estimator: whether its interval covers, and its
-- difference to the oracle on the same sample in units of the oracle's standard deviation.
WITH cell AS (
  SELECT *, residual_smoothness(problem) AS residual, jacobian_smoothness(problem, coordinate) AS jacobian,
    estimate - truth AS error
  FROM estimates
), oracle AS (
  SELECT residual, jacobian, n, replication, error,
    stddev_samp(error) OVER (PARTITION BY residual, jacobian, n) AS spread
  FROM cell WHERE estimator = 'oracle'
)
SELECT residual, jacobian, n, replication, c.estimator,
  (abs(c.error) <= normal_quantile() * c.standard_error)::DOUBLE AS covered,
  (c.error - o.error) / o.spread AS difference
FROM cell c JOIN oracle o USING (residual, jacobian, n, replication)
WHERE c.estimator <> 'oracle'
ORDER BY ALL;
