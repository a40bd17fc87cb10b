/**
 * The questions to the tables of a comparison, in SQL.
 *
 * @module
 */

import { literal } from "../duckdb.ts";

/** What the traces are of. */
export interface Sides {
  readonly kinds: readonly {
    readonly name: string;
    readonly random: boolean;
    readonly goesThrough: string;
  }[];
  /** Rows of a pass. */
  readonly n: number;
  /** In passes. */
  readonly budget: number;
  /** Whether there are runs on other draws than those that steps were chosen on. */
  readonly compared: boolean;
}

/** What gradients and products of both levels have gone through. */
const SAMPLES =
  `lower_gradient_samples + lower_gradient_x_samples + hessian_vector_samples + cross_samples +
    outer_gradient_x_samples + outer_gradient_y_samples`;

/** Errors of estimators by passes. */
export const errorsByCost = (n: number): string =>
  `SELECT estimator, effort, (${SAMPLES})::DOUBLE / ${n}::DOUBLE AS passes, error, cosine, relative_residual,
  systems_converged, smallest_curvature, lower_gradients, hessian_vectors, crosses
FROM errors ORDER BY ALL`;

/** What of a trace is looked at. */
const points = (trace: string, n: number): string =>
  `SELECT estimator, outer_step AS step, replication, iteration, (${SAMPLES})::DOUBLE / ${n}::DOUBLE AS passes,
    objective, diverged FROM ${trace}`;

/** The last point of each run within the budget; a run that has diverged has no objective. */
const lasts = (from: string, budget: number): string =>
  `SELECT estimator, step, replication, bool_or(diverged) AS diverged,
    CASE WHEN NOT bool_or(diverged) THEN
      arg_max(objective, iteration) FILTER (passes <= ${budget}) END AS objective,
    max(iteration) FILTER (passes <= ${budget}) AS iterations
  FROM ${from} GROUP BY ALL`;

/**
 * The outer step of each method with which the fewest runs diverge, and of those the one with the least median of
 * F at the end of the budget.
 */
export const choiceOfSteps = ({ n, budget }: Sides): string =>
  `WITH points AS (${points("tuning", n)}), lasts AS (${lasts("points", budget)}),
medians AS (
  SELECT estimator, step, count(*) FILTER (diverged) AS diverged, median(objective) AS middle
  FROM lasts GROUP BY ALL
)
SELECT 'own' AS problem, 'samples' AS axis, estimator,
  arg_min(step, (diverged, coalesce(middle, 'Infinity'::DOUBLE), step)) AS step,
  arg_min(step, (diverged, coalesce(middle, 'Infinity'::DOUBLE), step)) = min(step)
    OR arg_min(step, (diverged, coalesce(middle, 'Infinity'::DOUBLE), step)) = max(step) AS at_end
FROM medians GROUP BY estimator ORDER BY ALL`;

/** What is left of the gap is at least this: what descent along exact gradients may leave itself. */
const LEAST_LEFT = 1e-4;

/** Runs that count: of methods without chance those that were tuned, of the others those on draws of their own. */
const common = ({ kinds, n, compared }: Sides): string => {
  const kind = kinds.map(({ name, random, goesThrough }) =>
    `(${literal(name)}, ${random}, ${literal(goesThrough)})`
  );
  return `kinds(estimator, random, kind) AS (VALUES ${kind.join(", ")}),
tuned AS (${points("tuning", n)}), marks AS (${points("exact", n)}),
${compared ? `others AS (${points("compared", n)}),` : ""}
runs AS (
  SELECT t.* FROM tuned t JOIN choice USING (estimator, step) JOIN kinds USING (estimator)
  WHERE NOT random
  ${compared ? "UNION ALL SELECT * FROM others" : ""}
), every AS (
  FROM tuned UNION ALL FROM marks ${compared ? "UNION ALL FROM others" : ""}
), gap AS (
  SELECT min(objective) AS least, max(objective) FILTER (iteration = 0) AS started FROM every
)`;
};

const left = (objective: string): string =>
  `greatest(${LEAST_LEFT}, (${objective} - least) / (started - least))`;

/** What each method has left of the gap between F where x starts and the least F of any run, the best first. */
export const endsOfMethods = (sides: Sides): string =>
  `WITH ${common(sides)}, lasts AS (${lasts("runs", sides.budget)}),
means AS (
  SELECT estimator, step, count(*) AS draws, count(*) FILTER (diverged) AS diverged,
    avg(ln(${left("objective")})) AS middle,
    stddev_samp(ln(${left("objective")})) / sqrt(count(objective)) AS error,
    avg(objective) AS objective, avg(iterations) AS iterations, count(objective) AS known
  FROM lasts, gap GROUP BY ALL
)
SELECT estimator, kind, m.step, at_end, draws, diverged, objective, iterations, exp(middle) AS value,
  CASE WHEN known > 1 AND diverged = 0 THEN exp(middle - student_quantile(known - 1) * error) END AS low,
  CASE WHEN known > 1 AND diverged = 0 THEN exp(middle + student_quantile(known - 1) * error) END AS high,
  least, started
FROM means m JOIN kinds USING (estimator) JOIN choice USING (estimator), gap
ORDER BY diverged > 0, value NULLS LAST, estimator`;

/** The same on the way, where all draws of a method have come to, and along exact gradients by iterations. */
export const curvesOfMethods = (sides: Sides): string =>
  `WITH ${common(sides)}, means AS (
  SELECT estimator, step, iteration, avg(passes) AS x, avg(ln(${left("objective")})) AS middle,
    stddev_samp(ln(${left("objective")})) / sqrt(count(*)) AS error, count(*) AS draws
  FROM runs, gap WHERE NOT diverged AND passes <= ${sides.budget} GROUP BY ALL
)
SELECT estimator, step, x, exp(middle) AS value,
  CASE WHEN draws > 1 THEN exp(middle - student_quantile(draws - 1) * error) END AS low,
  CASE WHEN draws > 1 THEN exp(middle + student_quantile(draws - 1) * error) END AS high
FROM means WHERE x > 0
QUALIFY draws = max(draws) OVER (PARTITION BY estimator)
ORDER BY ALL`;
