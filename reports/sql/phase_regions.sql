-- Means over the pairs of smoothnesses of a region: coverage, and the bias in units of the oracle's
-- standard deviation, from differences to the oracle on the same samples. Pairs with one residual
-- share their samples and count as one number a replication; residuals are independent.
WITH one AS (
  SELECT smoothness_region(residual, jacobian) AS region, residual, n, replication, estimator,
    sum(covered) AS covered, sum(difference) AS difference, count(*) AS cells
  FROM differences GROUP BY ALL ORDER BY ALL
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
