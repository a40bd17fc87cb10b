/**
 * Numbers of claims on functional gradients that several parts share.
 *
 * @module
 */

import { type ClaimValue, simulated } from "../claim.ts";
import type { Tables } from "../contract.ts";
import { pooled, sqlOf, type Where } from "../values.ts";

/**
 * n·MSE of an estimator against the trace of its efficiency bound, over the sizes from `least` on: below,
 * learning errors of second order are still visible. Tables: "summary" and "exact".
 */
export const efficiency = (
  tables: Tables,
  bound: "bound" | "root_bound",
  least: number,
): ClaimValue =>
  simulated({
    tables,
    sql: `WITH bound AS (
  SELECT problem, sum(value) AS trace FROM exact WHERE quantity = '${bound}' GROUP BY problem
)
SELECT avg(value / trace) AS value, sqrt(sum((mc_error / trace) * (mc_error / trace))) / count(*) AS error
FROM summary JOIN bound USING (problem)
WHERE estimator = 'orthogonal' AND metric = 'n_mse' AND n >= ${least} HAVING count(*) > 0`,
  });

/**
 * The same number with a fraction of its error: 1 plus what n·MSE has more than the oracle's on the same samples.
 * The oracle is a mean of n independent scores, whose n·MSE is the trace of the bound at every n. Tables:
 * "estimates" and "exact".
 */
export const efficiencyBesideOracle = (tables: Tables, least: number): ClaimValue =>
  simulated({
    tables,
    sql: `WITH bound AS (
  SELECT problem, sum(value) AS trace FROM exact WHERE quantity = 'bound' GROUP BY problem
), squared AS (
  SELECT problem, n, estimator, replication, sum((estimate - truth) * (estimate - truth)) AS squared
  FROM estimates WHERE n >= ${least} GROUP BY ALL ORDER BY ALL
), size AS (
  SELECT n, avg(n * (a.squared - b.squared) / trace) AS excess,
    stddev_samp(n * (a.squared - b.squared) / trace) / sqrt(count(*)) AS error
  FROM squared a JOIN squared b USING (problem, n, replication) JOIN bound USING (problem)
  WHERE a.estimator = 'orthogonal' AND b.estimator = 'oracle' GROUP BY n
)
SELECT 1 + avg(excess) AS value, sqrt(sum(error * error)) / count(*) AS error
FROM size HAVING count(*) > 0`,
  });

/**
 * Slope of log RMSE in log n, each size weighted by the inverse of its variance; sizes are independent,
 * so the slope's error follows. Table: "summary".
 */
export const rootNSlope = (tables: Tables, least = 0): ClaimValue =>
  simulated({
    tables,
    sql: `WITH points AS (
  SELECT ln(n) AS x, ln(value) AS y, (value / mc_error) * (value / mc_error) AS weight
  FROM summary WHERE estimator = 'orthogonal' AND metric = 'rmse' AND n >= ${least}
), centred AS (
  SELECT x - (SELECT sum(weight * x) / sum(weight) FROM points) AS x, y, weight FROM points
)
SELECT sum(weight * x * y) / sum(weight * x * x) AS value, 1 / sqrt(sum(weight * x * x)) AS error
FROM centred HAVING count(*) > 1`,
  });

/**
 * Coverage of 95 % intervals, of the orthogonal gradient unless said, less that of others on the same samples,
 * the best one of them if they are several; replication by replication over the mean of the coordinates. Mean
 * over sizes, which are independent. Table: "estimates".
 */
export const coverageGain = (
  tables: Tables,
  over: Where,
  of: Where = { estimator: "orthogonal" },
): ClaimValue =>
  simulated({
    tables,
    sql: `WITH covered AS (
  SELECT problem, n, replication, estimator, setting, ${sqlOf(of)} AS own,
    avg((abs(estimate - truth) <= normal_quantile() * standard_error)::DOUBLE) AS covered
  FROM estimates WHERE ${sqlOf(of)} OR ${sqlOf(over)} GROUP BY ALL
), best AS (
  SELECT estimator, setting FROM covered WHERE NOT own
  GROUP BY ALL ORDER BY avg(covered) DESC, estimator LIMIT 1
), gain AS (
  SELECT problem, n, avg(a.covered - b.covered) AS gain,
    stddev_samp(a.covered - b.covered) / sqrt(count(*)) AS error
  FROM covered a JOIN (FROM covered SEMI JOIN best USING (estimator, setting)) b USING (problem, n, replication)
  WHERE a.own GROUP BY ALL
)
SELECT avg(gain) AS value, sqrt(sum(error * error)) / count(*) AS error FROM gain HAVING count(*) > 0`,
  });

/**
 * RMSE of the orthogonal estimator over another's on the same samples (delta method on the two squared errors
 * of a replication); mean over sizes, which are independent. Table: "estimates", of which a learner's alone
 * if there are several.
 */
export const errorRatio = (tables: Tables, over: string, of: Where = "true"): ClaimValue =>
  simulated({
    tables,
    sql: `WITH squared AS (
  SELECT problem, n, estimator, replication, sum((estimate - truth) * (estimate - truth)) AS squared
  FROM estimates WHERE ${sqlOf(of)} GROUP BY ALL ORDER BY ALL
), size AS (
  SELECT problem, n, avg(a.squared) AS a, avg(b.squared) AS b, var_samp(a.squared) AS aa,
    var_samp(b.squared) AS bb, covar_samp(a.squared, b.squared) AS ab, count(*) AS count
  FROM squared a JOIN squared b USING (problem, n, replication)
  WHERE a.estimator = 'orthogonal' AND b.estimator = '${over}' GROUP BY ALL
), ratio AS (
  SELECT sqrt(a / b) AS ratio,
    sqrt(a / b) / 2 * sqrt((aa / (a * a) - 2 * ab / (a * b) + bb / (b * b)) / count) AS error
  FROM size
)
SELECT avg(ratio) AS value, sqrt(sum(error * error)) / count(*) AS error FROM ratio HAVING count(*) > 0`,
  });

/**
 * Standard deviation of studentized errors, of all coordinates together: 1 if standard errors are right and
 * no coordinate is biased, for one that is widens it by about half the mean square of such biases, each in
 * standard errors. Table: "summary".
 */
export const scoresSpread = (tables: Tables, least = 800): ClaimValue =>
  pooled(tables, `estimator = 'orthogonal' AND metric = 'z_sd' AND n >= ${least}`);

/**
 * The largest distance D over the coordinates, at the largest size. Its interval holds whatever the
 * dependence of the coordinates, with probability 95 % at least. Above: the true distance is reached at
 * one point of one coordinate, and there the share of errors below is within 1.96 / (2√R) of its mean.
 * Below: every empirical distribution function is within √(ln(2p / 0.025) / (2R)) of the true one
 * (Dvoretzky, Kiefer, Wolfowitz, with Massart's constant; Bonferroni over p coordinates). Table: "normality".
 */
export const largestDistance = (tables: Tables): ClaimValue =>
  simulated({
    tables,
    sql: `WITH largest AS (
  SELECT max(distance) AS value, any_value(replications) AS replications, count(*) AS coordinates
  FROM normality
  WHERE estimator = 'orthogonal' AND n = (SELECT max(n) FROM normality) HAVING count(*) > 0
)
SELECT value,
  greatest(0, value - sqrt(ln(2 * coordinates / 0.025::DOUBLE) / (2 * replications))) AS low,
  value + normal_quantile() / (2 * sqrt(replications)) AS high
FROM largest`,
  });
