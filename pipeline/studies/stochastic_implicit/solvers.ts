/**
 * Other solvers of the lower level and of the adjoint: what of them the gradient's error depends on.
 *
 * @module
 */

import type { Method, Problem } from "../experiment.ts";
import {
  atEfforts,
  batchAid,
  fixedPointErrors,
  fixedPointExact,
  sid,
  type SidOptions,
} from "../fixed_points.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { ERROR_BARS } from "../../../reports/charts/axes.ts";
import { claim, figure, modules, overInstances, RANGES, slopeOf } from "../words.ts";
import { instancesFor } from "./instances.ts";

const ID = "solvers";
/** The sizes are the steps of the solvers with the rate 1/t, or to a floor. */
const SIZES: Sizes = { smoke: [[25, 50], 5], default: [[25, 50, 100, 200, 400], 100] };
const BATCH = 10;
/**
 * Steps of the solvers with a linear rate: with anchors every 20 steps, and on all observations. The
 * direction of a solver's error turns once, from that of the start to that in which it falls slowest, which
 * moves the error of the gradient by a factor: the more the errors fall, the less of the slope that is.
 */
const ANCHORED_STEPS = [20, 60, 100, 140, 180];
const BATCH_STEPS = [1, 3, 5, 7];

const PROBLEM: Problem = { name: "ridge", code: modules.fixedPointProblems("ridgeMap") };

const constant = (size: number) => ({ rule: "constant", size }) as const;
const ANCHORED = { steps: constant(0.2), anchorPeriod: 20 };
const ANCHORED_ADJOINT = { adjointSteps: constant(0.2), adjointAnchorPeriod: 20 };
/** Steps of the solver that is not looked at, which has anchors. */
const ACCURATE = 320;

/** The solvers of w, that of v being accurate. */
function lowerSolvers(sizes: readonly number[]): Method[] {
  const sidOf = (name: string, steps: readonly number[], options: SidOptions): Method =>
    sid(name, steps.map((t) => ({ t, k: ACCURATE, J: 1 })), {
      batch: BATCH,
      ...ANCHORED_ADJOINT,
      ...options,
    });
  return [
    sidOf("decreasing", sizes, {}),
    sidOf("polyak", sizes, { steps: constant(0.3), averaging: "polyak", adjointAveraging: "last" }),
    sidOf("constant", sizes, { steps: constant(0.05) }),
    sidOf("anchored", ANCHORED_STEPS, ANCHORED),
    batchAid("fixed-point", "cg", BATCH_STEPS.map((t) => ({ t, k: 10 }))),
  ].map((entry) => ({ ...entry, setting: "lower" }));
}

/** The solvers of v, that of w being accurate. */
function adjointSolvers(sizes: readonly number[]): Method[] {
  const sidOf = (name: string, steps: readonly number[], options: SidOptions): Method =>
    sid(name, steps.map((k) => ({ t: ACCURATE, k, J: 1 })), {
      batch: BATCH,
      ...ANCHORED,
      ...options,
    });
  const decreasing = { adjointSteps: { rule: "decreasing" } } as const;
  return [
    sidOf("decreasing", sizes, decreasing),
    sidOf("polyak", sizes, { adjointSteps: constant(0.3), adjointAveraging: "polyak" }),
    sidOf("constant", sizes, { adjointSteps: constant(0.05) }),
    sidOf("anchored", ANCHORED_STEPS, ANCHORED_ADJOINT),
    atEfforts(
      "mixed",
      sizes.map((k) => ({ t: ACCURATE, k, J: 1 })),
      (effort) =>
        modules.mixedFixedPoint("mixedFixedPoint", {
          ...{ ...effort, batch: BATCH, ...ANCHORED, ...decreasing, mixing: 0.5 },
        }),
    ),
    batchAid("cg", "cg", BATCH_STEPS.map((k) => ({ t: ACCURATE, k }))),
  ].map((entry) => ({ ...entry, setting: "adjoint" }));
}

/** The part for a given context. */
export function solvers(context: PartContext): StudyPart {
  const { block, size, table } = context;
  const { sizes, replications } = size(SIZES);
  const instances = instancesFor(replications);
  const [errors, exact] = [table(`${ID}/collect`), table("exact")];
  const [points, slopes] = [table(`${ID}/points`), table(`${ID}/slopes`)];
  const slope = (quantity: string) => overInstances(slopeOf(slopes, { quantity }));
  return {
    experiments: [{
      id: ID,
      problem: PROBLEM,
      over: [...lowerSolvers(sizes), ...adjointSolvers(sizes)],
      replications,
      block,
      measure: fixedPointErrors({ adjointTruth: true, instances }),
    }],
    stages: [
      fixedPointExact(context, ID, PROBLEM, { batch: BATCH, instances, parts: ["sensitivity"] }),
    ],
    queries: {
      [`${ID}/points`]: { sql: "solver_points", tables: { errors } },
      [`${ID}/slopes`]: { sql: "solver_slopes", tables: { points }, into: "slopes" },
    },
    claims: [
      claim("sid_solver_lower", RANGES.firstOrder, slope("lower"), { headline: true })`
        Whatever solves the lower level, the mean squared error of the gradient is of the order of
        the mean squared error of w.
        Number: slope of log E‖∇̂F − ∇F‖² in log ρ_t over all solvers`,
      claim("sid_solver_adjoint", RANGES.firstOrder, slope("adjoint"), { headline: true })`
        Whatever solves the adjoint, the mean squared error of the gradient is of the order of the
        mean squared error of v.
        Number: slope of log E‖∇̂F − ∇F‖² in log σ_k over all solvers`,
      claim(
        "sid_solver_limits",
        RANGES.less,
        overInstances({ sql: OVER_LIMITS, tables: { points, exact } }),
        { paper: "ours" },
      )`
        The mean squared error of the gradient stays below one multiple of that of w, and one of
        that of v, which depend on the problem and not on the solvers.
        Number: largest mean squared error over its limit s² ρ_t or s² σ_k, with the s of each draw of
        the problem`,
    ],
    sections: [{
      id: ID,
      title: "Any solver will do",
      text:
        `Ridge regression with a penalty a feature (400 observations, 10 features), samples of ` +
        `${BATCH} observations. The solver of the lower level is swapped while the adjoint is solved ` +
        `accurately, and the other way round; each with several numbers of steps, and ${replications} ` +
        `replications of the sampling, on ${instances} draws of the data.${WORDS}`,
      figures: [SOLVERS({ points, exact, slopes })],
    }],
  };
}

const WORDS =
  "\n\ndecreasing: steps that decrease, as in the paper. constant: steps of 0.05, which stop at a floor. " +
  "Polyak averages: the mean of the iterates of constant steps of 0.3. anchored: constant steps of 0.2 with variance " +
  "reduced by anchors, an SVRG for fixed points, which converges linearly from samples. mixed: the mixed " +
  "fixed-point iteration with a = ½. All data, by fixed-point iteration or CG: without sampling. The solver that " +
  `is not looked at is anchored, with ${ACCURATE} steps, or works on all observations.` +
  "\n\nThe errors of w of these solvers differ in their laws, not in their size alone: so equal $\\rho_t = E\\lVert w_t - w(\\lambda)\\rVert^2$ " +
  "need not give equal errors of the gradient. What holds is an inequality: to first order the mean squared error is at " +
  "most $s^2 \\rho_t$, where $s$ is the greatest singular value of the derivative in w of the gradient with its adjoint solved " +
  "for, whatever the solver; and at most $s^2 \\sigma_k$ with the norm $s$ of $\\partial_2 \\Phi$ if $v$ alone errs by " +
  "$\\sigma_k = E\\lVert v_k - v(w_t)\\rVert^2$. Both " +
  "are computed, not fitted. In the figure that is the line: the slope that is claimed is " +
  "that of all solvers and numbers of steps together, against the error that was measured of w or of v.";

/**
 * The largest mean squared error over its first-order limit, over all solvers and numbers of steps, each
 * draw of the problem with its own; NULL where a run diverged. The interval is from the largest lower end to
 * the largest upper end.
 */
const OVER_LIMITS = `WITH limits AS (
  SELECT problem, variant::INTEGER AS replication, replace(quantity, '_sensitivity', '') AS quantity,
    value AS square
  FROM exact WHERE quantity LIKE '%_sensitivity' AND setting = 'greatest'
), scaled AS (
  SELECT solver, quantity, steps, value / square AS y, x,
    avg(value / square) OVER cell / avg(x) OVER cell AS ratio, avg(x) OVER cell AS mean
  FROM points JOIN limits USING (problem, replication, quantity)
  WINDOW cell AS (PARTITION BY solver, quantity, steps)
), ratios AS (
  SELECT solver, quantity, any_value(ratio) AS ratio, half_width((y - ratio * x) / mean) AS half,
    count(y) = count(*) AND count(x) = count(*) AS complete
  FROM scaled GROUP BY solver, quantity, steps
), largest AS (
  SELECT max(ratio) AS value, max(ratio - half) AS low, max(ratio + half) AS high,
    arg_max(solver || ', ' || quantity, (ratio, solver)) AS which, bool_and(complete) AS complete
  FROM ratios HAVING count(*) > 0
)
SELECT value, CASE WHEN complete THEN low END AS low, CASE WHEN complete THEN high END AS high, which
FROM largest`;

const WHAT = "mean squared error of the gradient";

const SOLVERS = figure("sid_solvers", "slopePanels", {
  title: "Error of the gradient for other solvers",
  caption:
    "Mean squared error of the gradient against that of the solver that is swapped: in the first panel E‖w_t − w(λ)‖² of the " +
    "lower level's, the adjoint being accurate; in the second E‖v_k − v(w_t)‖² of the adjoint's, the lower level being " +
    "accurate. One line a solver, a point a number of steps. First-order limit: the most that such an error can do to first " +
    "order, computed from the problem.",
  means: "Means",
  reading: `Means over replications; all axes logarithmic. ${ERROR_BARS}`,
  x: "mean squared error of the swapped solver",
  most: 7,
  panels: [
    { panel: "lower", title: "Solvers of the lower level", what: WHAT, guides: [] },
    { panel: "adjoint", title: "Solvers of the adjoint", what: WHAT, guides: [] },
  ],
  looks: {
    "decreasing": "blue",
    "mixed": "green",
    "polyak": "vermillion",
    "constant": "indigo",
    "anchored": "purple",
    "fixed-point": "black",
    "cg": "amber",
    "limit": "reference",
  },
}).from(
  `-- Mean squared errors of the gradient against those of the solver that is swapped, their limit, and the slopes
-- through all solvers and numbers of steps at once.
WITH means AS (
  SELECT problem, solver, quantity, steps, mean_of_all(x) AS x, avg(value) AS value,
    stddev_samp(value) / sqrt(count(value)) AS mc_error, count(value) AS finite, count(*) AS tried
  FROM points GROUP BY ALL
), limits AS (
  SELECT problem, replace(quantity, '_sensitivity', '') AS quantity, avg(value) AS square
  FROM exact WHERE quantity LIKE '%_sensitivity' AND setting = 'greatest' GROUP BY ALL
), ends AS (
  SELECT problem, quantity, unnest([min(x), max(x)]) AS x FROM means GROUP BY ALL
)
SELECT quantity AS panel, solver AS estimator, x, value, mc_error, finite::INTEGER AS replications,
  tried::INTEGER AS tried, NULL AS slope, NULL AS slope_low, NULL AS slope_high
FROM means
UNION ALL
SELECT quantity, 'limit', x, square * x, NULL, NULL, NULL, NULL, NULL, NULL
FROM ends JOIN limits USING (problem, quantity)
UNION ALL
SELECT quantity, estimator, NULL, NULL, NULL, NULL, NULL, slope, low, high FROM slopes
ORDER BY ALL`,
);
