/**
 * The queries that several claims or figures share. Those of one figure stand beside it.
 *
 * @module
 */

import type { InputReference } from "../engine/stage.ts";
import { ALLOWS_FOR, type ClaimValue } from "./claim.ts";
import type { Tables } from "./contract.ts";
import { figure, type FigureEntry } from "./figure.ts";
import type { Experiment } from "./experiment.ts";
import { type PartContext, summaries } from "./parts.ts";

/** Columns that name what a row is about. */
type Naming =
  | ("problem" | "estimator" | "learner" | "metric" | "quantity" | "against" | "axis" | "split")
  | ("penalties" | "source" | "region" | "steps");

/** Which rows: SQL, or what columns are. */
export type Where = string | Readonly<Partial<Record<Naming, string | number>>>;

/** The condition in SQL. */
export const sqlOf = (where: Where): string =>
  typeof where === "string"
    ? where
    : Object.entries(where).map(([column, is]) =>
      `${column} = ${typeof is === "number" ? is : `'${is}'`}`
    ).join(" AND ");

/** One row of a table; of several the first in a given order. */
export function rowOf(tables: Tables, columns: string, where: Where, order?: string): ClaimValue {
  const allowsFor = ALLOWS_FOR.draws;
  const first = order === undefined ? "" : ` ORDER BY ${order} LIMIT 1`;
  return {
    sql: `SELECT ${columns} FROM ${only(tables)} WHERE ${sqlOf(where)}${first}`,
    tables,
    allowsFor,
  };
}

/** A slope with its interval. */
export function slopeOf(slopes: InputReference, where: Where): ClaimValue {
  return rowOf({ slopes }, "slope AS value, low, high", where);
}

/** A ratio with its interval. */
export function ratioOf(ratios: InputReference, where: Where, order?: string): ClaimValue {
  return rowOf({ ratios }, "ratio AS value, low, high", where, order);
}

/** The mean of values whose Monte Carlo errors are independent: of several sizes, say; `pooledShare` of shares. */
export function pooled(
  tables: Tables,
  where: Where,
  error: "error" | "share_error" = "error",
): ClaimValue {
  return {
    sql: `SELECT avg(value) AS value, sqrt(sum(mc_error * mc_error)) / count(*) AS ${error}
FROM ${only(tables)} WHERE ${sqlOf(where)} HAVING count(*) > 0`,
    tables,
    allowsFor: ALLOWS_FOR.draws,
  };
}

/** The same of shares, whose interval stays between 0 and 1. */
export const pooledShare = (tables: Tables, where: Where): ClaimValue =>
  pooled(tables, where, "share_error");

/** Coverage of the intervals of an estimator, the mean over sizes. */
export const coverage = (summary: Tables, estimator: string, of: Where & object = {}): ClaimValue =>
  pooledShare(summary, { ...of, estimator, metric: "coverage" });

/** The same at the largest size. */
export const coverageAtLargest = (
  summary: Tables,
  estimator: string,
  of: Where & object = {},
): ClaimValue => ({
  sql: `SELECT value, mc_error AS share_error FROM ${only(summary)}
WHERE ${sqlOf({ ...of, estimator, metric: "coverage" })} QUALIFY n = max(n) OVER ()`,
  tables: summary,
  allowsFor: ALLOWS_FOR.draws,
});

/**
 * The largest of numbers that are computed and not simulated, so that there is no error; NULL where one
 * is unknown.
 */
export function largest(tables: Tables, number: string, where: string): ClaimValue {
  return {
    sql: `SELECT CASE WHEN count(${number}) = count(*) THEN max(${number}) END AS value, 0 AS error
FROM ${only(tables)} WHERE ${where} HAVING count(*) > 0`,
    tables,
    allowsFor: ALLOWS_FOR.nothing,
  };
}

/**
 * The ratio of what two runs, a and b, have left at the end of a budget, where one that diverged leaves more
 * than any that did not.
 */
export const RATIO_OF_ENDS =
  `CASE WHEN a.value IS NULL AND b.value IS NULL THEN 1 WHEN a.value IS NULL THEN 'inf'::DOUBLE
    WHEN b.value IS NULL THEN 0 ELSE a.value / b.value END`;

/**
 * SQL: the medians of the ratios of a table, by what a column says if one is named, between the order
 * statistics that hold them in 95 % of samples.
 */
export function medianOf(pairs: string, by?: string): string {
  return `SELECT nullif(middle, 'inf'::DOUBLE) AS value,
  CASE WHEN below > 0 THEN nullif(ratios[below], 'inf'::DOUBLE) END AS low,
  CASE WHEN below > 0 THEN nullif(ratios[len(ratios) + 1 - below], 'inf'::DOUBLE) END AS high${
    by === undefined ? "" : `, ${by}`
  }
FROM (
  SELECT list_sort(list(ratio)) AS ratios, median(ratio) AS middle,
    floor((count(*) + 1 - normal_quantile() * sqrt(count(*))) / 2)::INTEGER AS below${
    by === undefined ? "" : `, ${by}`
  }
  FROM ${pairs} ${by === undefined ? "HAVING count(*) > 0" : `GROUP BY ${by}`}
)`;
}

/** The median over draws of the ratio of what two tuned methods have left at the end of a budget. */
export function medianRatio(
  ends: InputReference,
  of: string,
  against: string,
  where: Where & object,
): ClaimValue {
  return {
    sql: `WITH pairs AS (
  SELECT ${RATIO_OF_ENDS} AS ratio
  FROM (FROM ends WHERE ${sqlOf({ ...where, estimator: of })} AND tuned) a
  JOIN (FROM ends WHERE ${sqlOf({ ...where, estimator: against })} AND tuned) b
    USING (experiment, problem, replication)
)
${medianOf("pairs")}`,
    tables: { ends },
    allowsFor: ALLOWS_FOR.tunedDraws,
  };
}

/**
 * Test error of a tuned method over that of the classifier learned from all labels: the geometric mean
 * over draws with Student's interval; NULL where a run diverged.
 */
export function overAllLabels(
  tables: { readonly ends: InputReference; readonly metrics: InputReference },
  method: string,
): ClaimValue {
  return {
    sql: `SELECT unnest(geometric_interval(ends.value / metrics.value))
FROM ends JOIN metrics USING (problem, replication)
WHERE problem = 'mnist' AND ends.estimator = '${method}' AND tuned AND quantity = 'test_error'
  AND metrics.estimator = 'level-all' AND metric = 'test_error'
HAVING count(*) > 0`,
    tables,
    allowsFor: ALLOWS_FOR.draws,
  };
}

/** The name of the only table. */
function only(tables: Tables): string {
  const [name, ...more] = Object.keys(tables);
  if (name === undefined || more.length > 0) {
    throw new Error(`The query reads one table, not ${[name, ...more].join(", ")}.`);
  }
  return name;
}

/** Coverage of nominal 95 % intervals by sample size. */
const COVERAGE = `SELECT estimator, n, value AS coverage, mc_error
FROM summary WHERE metric = 'coverage' ORDER BY estimator, n`;

/** SQL texts in a list. */
export const quoted = (names: readonly string[]): string =>
  names.map((name) => `'${name}'`).join(", ");

/** Errors by sample size beside the efficiency bound of the gradient or of the root. */
export function errorsAndBound(
  quantity: "bound" | "root_bound",
  besides: readonly string[] = [],
): string {
  const others = besides.length === 0 ? "" : ` AND estimator NOT IN (${quoted(besides)})`;
  return `WITH bound AS (
  SELECT problem, sum(value) AS trace FROM exact WHERE quantity = '${quantity}' GROUP BY problem
)
SELECT estimator, n, value AS rmse, mc_error, sqrt(trace / n) AS bound
FROM summary JOIN bound USING (problem)
WHERE metric = 'rmse'${others} ORDER BY estimator, n`;
}

/** The figure of an experiment's errors by sample size, beside the efficiency bound. */
export function errorBySize(
  context: PartContext,
  { id: experiment, problem }: Pick<Experiment, "id" | "problem">,
  id: string,
  of: string,
  quantity: "gradient" | "root" = "gradient",
  besides: readonly string[] = [],
): FigureEntry {
  const title = `${of}: error of the ${quantity} against the sample size`;
  const bound = quantity === "root" ? "root_bound" : "bound";
  return figure(id, "errorBySize", { title, quantity }).from(errorsAndBound(bound, besides))(
    { ...summaries(context, `${experiment}/summary`), exact: context.exact(problem) },
  );
}

/** The figure of the coverage of an experiment's intervals by sample size. */
export function coverageBySize(
  context: PartContext,
  experiment: string,
  id: string,
  of: string,
  what = "coverage of the 95 % intervals by sample size",
  quantity: "gradient" | "root" = "gradient",
): FigureEntry {
  const figureOf = figure(id, "coverageBySize", { title: `${of}: ${what}`, quantity });
  return figureOf.from(COVERAGE)(summaries(context, `${experiment}/summary`));
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
