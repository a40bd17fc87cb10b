/**
 * The order of the hypergradient's error in that of the lower level's solution, before and after one
 * Newton step.
 *
 * @module
 */

import type { Method } from "../experiment.ts";
import { hypergradientErrors } from "../parametric.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { slopesThrough } from "../query.ts";
import { RANGES } from "../ranges.ts";
import { slopeOf } from "../values.ts";
import { modules } from "../modules.ts";

const ID = "quadratic-decay";
/** The sizes are numbers of observations. */
const SIZES: Sizes = {
  smoke: { sizes: [200], replications: 3 },
  default: { sizes: [200], replications: 50 },
};

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
  return {
    experiments: problems(n).map((problem) => ({
      id: ID,
      problem,
      replications,
      block,
      over: ESTIMATORS,
      measure: hypergradientErrors(DISTANCES),
    })),
    queries,
    claims: [
      {
        id: "newton_step_squares",
        says:
          "One Newton step of the lower level squares the error of the hypergradient: with the adjoint solved at the new point it is of second order in the distance before the step.",
        measures: "slope of log error in log distance",
        accepts: RANGES.secondOrder,
        value: slopeOf(slopes, of("nbo-at-next")),
      },
      {
        id: "direction_is_first_order",
        paper: "ours",
        says:
          "Found here: the direction that NBO itself takes is of first order, since its adjoint is solved for before the step and not after it.",
        measures: "slope of log error in log distance",
        accepts: RANGES.firstOrder,
        found: "it was seen here",
        value: slopeOf(slopes, of("nbo-direction")),
      },
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
      figures: [{
        id: "quadratic_decay",
        tables: { points, slopes, errors: table(`${ID}/collect`) },
      }],
    }],
  };
}

const WORDS =
  "\n\nThe paper's bound is on the gradient at the point *after* the Newton step, with an adjoint " +
  "that is solved for there: its error is of second order. The algorithm saves that second linear " +
  "system: its adjoint comes from the Hessian and from ∇_{y} f *before* the step. That adjoint is wrong by " +
  "as much as y was, so the direction stays of first order, also where the Newton step has solved the " +
  "lower level exactly. Over the iterations this is a delay of the adjoint by one step, and no bias: " +
  "both warm starts converge together.";

const of = (estimator: string): string =>
  `problem = 'logistic' AND estimator = '${estimator}' AND quantity = 'error'`;
