-- Means over the pairs of smoothnesses of a region: coverage, and the bias in units of the oracle's
-- standard deviation, from differences to the oracle on the same samples. Pairs with one residual
-- share their samples and count as one number a replication; residuals are independent.
WITH cell AS (
  SELECT *, residual_smoothness(problem) AS residual, jacobian_smoothness(problem, coordinate) AS jacobian,
    estimate - truth AS error
  FROM estimates
), oracle AS (
  SELECT residual, jacobian, n, replication, error,
    stddev_samp(error) OVER (PARTITION BY residual, jacobian, n) AS spread
  FROM cell WHERE estimator = 'oracle'
), one AS (
  SELECT smoothness_region(residual, jacobian) AS region, residual, n, replication, c.estimator,
    sum((abs(c.error) <= normal_quantile() * c.standard_error)::DOUBLE) AS covered,
    sum((c.error - o.error) / o.spread) AS difference, count(*) AS cells
  FROM cell c JOIN oracle o USING (residual, jacobian, n, replication)
  WHERE c.estimator <> 'oracle'
  GROUP BY ALL ORDER BY ALL
), row_of AS (
  SELECT region, residual, n, estimator, any_value(cells) AS cells,
    avg(covered) AS covered, var_samp(covered) / count(*) AS covered_variance,
    avg(difference) AS difference, var_samp(difference) / count(*) AS difference_variance
  FROM one GROUP BY ALL ORDER BY ALL
)
SELECT region, n, estimator, sum(cells)::DOUBLE AS cells,
  sum(covered) / sum(cells) AS coverage, sqrt(sum(covered_variance)) / sum(cells) AS coverage_error,
  sum(difference) / sum(cells) AS bias, sqrt(sum(difference_variance)) / sum(cells) AS bias_error
FROM row_of GROUP BY region, n, estimator
ORDER BY ALL;
