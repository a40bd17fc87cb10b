/**
 * The order of the hypergradient's error in that of the lower level's solution, before and after one
 * Newton step.
 *
 * @module
 */

import type { Measure, Method } from "../experiment.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { slopesThrough } from "../query.ts";
import { collected, recorded } from "../recorded.ts";
import { claim, figure, modules, RANGES, SEEN_HERE, slopeOf } from "../words.ts";

const ID = "quadratic-decay";
/** The sizes are numbers of observations. */
const SIZES: Sizes = { smoke: [[200], 3], default: [[200], 50] };

const DENSE = { solver: "dense" } as const;
/** All solve their linear systems exactly, so that the lower level's error is the only one. */
const ESTIMATORS: readonly Method[] = [
  { name: "implicit", ...modules.implicit("implicit", { lowerSteps: 0, adjoint: DENSE }) },
  { name: "nbo-direction", ...modules.nbo("nboDirection", { solver: DENSE }) },
  { name: "nbo-at-next", ...modules.nbo("nboAtNext", { solver: DENSE }) },
];
/** From 10⁻³ to 10^−½ in quarters of a decade: ‖y*(x)‖ is about one. */
const DISTANCES = Array.from(
  { length: 11 },
  (_, i) => Number(Math.exp(Math.LN10 * (-3 + i / 4)).toPrecision(6)),
);

/** Errors of hypergradients at these distances from the lower level's solution. */
const ERRORS: Measure = recorded({
  kind: "estimate",
  measure: modules.hypergradientErrors("hypergradientErrors"),
  slot: "estimator",
  parameters: { distances: DISTANCES },
  gathered: collected("errors", "hypergradient_errors"),
});

const problems = (n: number) => [
  {
    name: "logistic",
    ...modules.parametricProblems("simulatedLogistic", { data: { n, validation: n, p: 20 } }),
  },
  { name: "quadratic", ...modules.quadratic("quadratic", { condition: 100 }) },
];

/** The part for a given context. */
export function quadraticDecay(context: PartContext): StudyPart {
  const { block, size, table } = context;
  const { sizes, replications } = size(SIZES);
  const n = sizes[0];
  const errors = table(`${ID}/collect`);
  const { queries, points, slopes } = slopesThrough(
    context,
    ID,
    "decay_points",
    { errors },
    "slopes",
  );
  const slope = (estimator: string) =>
    slopeOf(slopes, { problem: "logistic", estimator, quantity: "error" });
  return {
    experiments: problems(n).map((problem) => ({
      id: ID,
      problem,
      replications,
      block,
      over: ESTIMATORS,
      measure: ERRORS,
    })),
    queries,
    claims: [
      claim("newton_step_squares", RANGES.secondOrder, slope("nbo-at-next"), {
        paper: "ours",
        found: "its range became a wider one after a look",
        headline: true,
      })`
        One Newton step of the lower level squares the error of the hypergradient: with the adjoint
        solved at the new point it is of second order in the distance before the step.
        Number: slope of log error in log distance`,
      claim("direction_is_first_order", RANGES.firstOrder, slope("nbo-direction"), SEEN_HERE)`
        Found here: the direction that NBO itself takes is of first order, since its adjoint is
        solved for before the step and not after it.
        Number: slope of log error in log distance`,
    ],
    sections: [{
      id: ID,
      title: "One Newton step and the error of the hypergradient",
      text:
        `The lower level's solution is displaced by a given distance in a random direction; the ` +
        `gradient is then estimated in three ways, each with exactly solved linear systems, and compared ` +
        `with the exact one. Logistic regression with a penalty a feature (${n} observations, 20 ` +
        `features), whose Hessian depends on the solution, and a quadratic problem (κ = 100), whose ` +
        `Hessian does not; ${replications} draws of each.${WORDS}`,
      figures: [DECAY({ points, slopes, errors: table(`${ID}/collect`) })],
    }],
  };
}

const WORDS =
  "\n\nThe paper's bound is on the gradient at the point *after* the Newton step, with an adjoint " +
  "that is solved for there: its error is of second order. The algorithm saves that second linear " +
  "system: its adjoint comes from the Hessian and from $\\nabla_y f$ *before* the step. That adjoint is wrong by " +
  "as much as y was, so the direction stays of first order, also where the Newton step has solved the " +
  "lower level exactly. Over the iterations this is a delay of the adjoint by one step, and no bias: " +
  "both warm starts converge together.";

const FIRST = { slope: 1, label: "slope 1", beside: "implicit", factor: 2.5 };

const DECAY = figure("quadratic_decay", "slopePanels", {
  title: "Error of the hypergradient before and after one Newton step",
  caption:
    "Error of the hypergradient, relative to its norm, against the distance ‖y − y*‖ of the " +
    "lower-level point it starts from: of the implicit gradient at y; after the Newton step, of the gradient at y⁺, one " +
    "exact Newton step from y, with the adjoint solved for at y⁺; of NBO's direction, the " +
    "gradient at y⁺ with the adjoint solved for at y. On the quadratic problem the Newton step solves the " +
    "lower level, and what is left at y⁺ is rounding. The table has the largest residual of a linear system, " +
    "and the draws in which it was above 10⁻⁶.",
  x: "distance ‖y − y*‖",
  systems: true,
  looks: {
    "implicit": "vermillion",
    "nbo-direction": { like: "indigo", dash: [8, 3, 2, 3] },
    "nbo-at-next": "blue",
  },
  panels: [
    {
      panel: "logistic",
      title: "Logistic regression",
      what: "relative error",
      guides: [FIRST, { slope: 2, label: "slope 2", beside: "nbo-at-next", factor: 0.25 }],
    },
    { panel: "quadratic", title: "Quadratic", what: "relative error", guides: [FIRST] },
  ],
}).from(
  `-- Geometric means over replications of the relative error, by distance, and the slopes of their logarithms; and
-- how well linear systems were solved.
WITH means AS (
  SELECT problem, estimator, quantity, exp(x) AS x, exp(avg(y)) AS value,
    exp(avg(y)) * stddev_samp(y) / sqrt(count(*)) AS mc_error, count(*) AS points
  FROM points GROUP BY problem, estimator, quantity, points.x
), systems AS (
  SELECT problem, estimator, exp(ln(distance)) AS x, max(relative_residual) AS residual,
    unsolved(systems_converged) AS unsolved
  FROM errors GROUP BY problem, estimator, distance
)
SELECT problem AS panel, estimator, x, value, mc_error, points::INTEGER AS replications,
  replications::INTEGER AS tried, slope, low AS slope_low, high AS slope_high,
  residual, unsolved
FROM means JOIN slopes USING (problem, estimator, quantity) LEFT JOIN systems USING (problem, estimator, x)
ORDER BY ALL`,
);
