/**
 * The queries that several figures share. Those of one figure stand beside it.
 *
 * @module
 */

/** Coverage of nominal 95 % intervals by sample size. */
export const COVERAGE = `SELECT estimator, n, value AS coverage, mc_error
FROM summary WHERE metric = 'coverage' ORDER BY estimator, n`;

/** SQL texts in a list. */
export const quoted = (names: readonly string[]): string =>
  names.map((name) => `'${name}'`).join(", ");

/**
 * Errors by sample size beside the efficiency bound of the gradient or of the root, but of those
 * estimators that stand in a figure of their own.
 */
export function errorsAndBound(
  quantity: "bound" | "root_bound",
  besides: readonly string[] = [],
): string {
  const where = besides.length === 0 ? "" : ` AND estimator NOT IN (${quoted(besides)})`;
  return `WITH bound AS (
  SELECT problem, sum(value) AS trace FROM exact WHERE quantity = '${quantity}' GROUP BY problem
)
SELECT estimator, n, value AS rmse, mc_error, sqrt(trace / n) AS bound
FROM summary JOIN bound USING (problem)
WHERE metric = 'rmse'${where} ORDER BY estimator, n`;
}

/** Kernel bilevel optimisation by penalty: total error, exact bias; the others for comparison. */
export const BY_PENALTY =
  `SELECT CASE metric WHEN 'population_bias' THEN 'population-bias' ELSE estimator END AS series,
  level AS "lambda", value,
  CASE metric WHEN 'rmse' THEN mc_error END AS mc_error
FROM summary WHERE metric IN ('rmse', 'population_bias') ORDER BY ALL`;

/** Curves by observations gone through. */
export const bySamples = (where = ""): string =>
  `SELECT problem || ' ' || quantity AS panel, estimator, x, value, low, high, step
FROM curves WHERE axis = 'samples' AND x > 0${where} ORDER BY ALL`;

/** Test errors and separations by observations gone through, and the errors of the two levels. */
export const CLEANING_CURVES =
  `SELECT problem || ' ' || quantity AS panel, estimator, x, value, low, high, step
FROM curves WHERE quantity IN ('test_error', 'separation') AND x > 0
UNION ALL
SELECT problem || ' test_error', replace(estimator, 'level-', '') || ' labels, weight 1',
  (SELECT min(x) FROM curves WHERE x > 0), avg(value), NULL, NULL, NULL
FROM metrics WHERE setting = '' AND metric = 'test_error' GROUP BY problem, estimator
ORDER BY ALL`;

/**
 * Means over replications of the points that slopes were fitted to: "means", for `MEANS_AND_SLOPES`.
 * A condition is SQL.
 */
export const means = (where = ""): string =>
  `means AS (
  SELECT problem, estimator, quantity, x, avg(value) AS value,
    stddev_samp(value) / sqrt(count(value)) AS mc_error, count(value)::INTEGER AS replications,
    count(*)::INTEGER AS tried
  FROM points${where} GROUP BY ALL
)`;

/** What the means of an estimator are, with its slope. */
export const MEANS_AND_SLOPES = `x, value, mc_error, means.replications AS replications, tried,
  slope, low AS slope_low, high AS slope_high
FROM means LEFT JOIN slopes USING (problem, estimator, quantity)`;
