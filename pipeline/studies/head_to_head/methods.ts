/**
 * The methods that are compared, with settings that are the same on all problems.
 *
 * @module
 */

import type { SolverOptions } from "../../../estimators/parametric/linear_solvers.ts";
import type { OpenMethod } from "../tuned.ts";
import * as modules from "../modules.ts";

/** Steps of y and of the adjoint, for methods that take several in an outer iteration. */
const INNER = 10;

/** Along exact gradients, which ask for nothing that is counted. */
export const EXACT: OpenMethod = {
  name: "exact",
  ...modules.exact.open("exactDescent", {}),
};

/** Whole gradients, for the least objective. */
export const REFERENCE: OpenMethod = {
  name: "reference",
  ...modules.nbo.open("nboCg", { steps: 8 }),
};

const aid = (name: string, adjoint: SolverOptions, warmStart: boolean): OpenMethod => ({
  name,
  ...modules.implicit.open("aid", { lowerSteps: INNER, adjoint, warmStart }),
});

/** What goes through all observations whenever it asks for something. */
export const WHOLE: readonly OpenMethod[] = [
  {
    name: "itd",
    ...modules.unrolled.open("itd", { lowerSteps: INNER }),
  },
  {
    name: "itd-last-3",
    ...modules.unrolled.open("itd", { lowerSteps: INNER, last: 3 }),
  },
  aid("aid-fp", { solver: "fixed-point", iterations: INNER }, false),
  aid("aid-cg", { solver: "cg", iterations: INNER }, false),
  aid("aid-neumann", { solver: "neumann", order: INNER }, true),
  aid("aid-nystroem", { solver: "nystroem", rank: 5, rho: 0.01 }, true),
  {
    name: "aid-map",
    ...modules.fixedPointMethods.open("implicitOnGradientSteps", {
      estimator: { lowerSteps: INNER, adjoint: { solver: "fixed-point", iterations: INNER } },
    }),
  },
  {
    name: "amigo-full",
    ...modules.implicit.open("amigo", { lowerSteps: INNER, adjointSteps: INNER }),
  },
  {
    name: "amigo-cg",
    ...modules.implicit.open("amigo", { lowerSteps: INNER, adjointSteps: 5, adjointSolver: "cg" }),
  },
  { name: "nbo-gd", ...modules.nbo.open("nboGd", { steps: 1 }) },
  { name: "nbo-cg", ...modules.nbo.open("nboCg", { steps: 3 }) },
  { name: "soba-full", ...modules.singleLoop.open("soba", {}) },
  {
    name: "f2sa-full",
    ...modules.f2sa.open("f2sa", { lambda: 100, lowerSteps: 5 }),
  },
  { name: "shine", ...modules.shine.open("shineDescent", { iterations: INNER }) },
];

/** What goes through a minibatch. */
export function minibatch(batch: number): OpenMethod[] {
  const sid = { t: INNER, k: INNER, J: 1, batch };
  return [
    { name: "nsbo-sgd", ...modules.nbo.open("nboGd", { steps: 1, batch }) },
    { name: "soba", ...modules.singleLoop.open("soba", { batch }) },
    { name: "saba", ...modules.singleLoop.open("saba", { batch }) },
    {
      name: "amigo",
      ...modules.implicit.open("amigo", { lowerSteps: INNER, adjointSteps: INNER, batch }),
    },
    {
      name: "stocbio",
      ...modules.implicit.open("stocbio", { lowerSteps: INNER, order: INNER, batch }),
    },
    {
      name: "f2sa",
      ...modules.f2sa.open("f2sa", { lambda: 10, lowerSteps: 1, shareBatch: true, batch }),
    },
    ...(["none", "both"] as const).map((warmStart) => ({
      name: warmStart === "none" ? "bsgm-cold" : "bsgm-warm",
      ...modules.fixedPointMethods.open("bsgmOnGradientSteps", { ...sid, warmStart }),
    })),
    {
      name: "mixed-fp",
      ...modules.fixedPointMethods.open("mixedFixedPointDescent", {
        estimator: { ...sid, mixing: 0.5 },
      }),
    },
  ];
}

/** First-order estimates, uncorrected and unbiased, with inner loops that start as said. */
export function firstOrder(start: "last" | "outer"): OpenMethod[] {
  const loop = { lowerSteps: INNER, start };
  return [
    { name: "first-order", ...modules.metaDescent.open("firstOrderDescent", loop) },
    {
      name: "ufo",
      ...modules.metaDescent.open("unbiasedDescent", { ...loop, estimator: { q: 0.2 } }),
    },
    { name: "ufo-adaptive", ...modules.metaDescent.open("adaptiveDescent", loop) },
  ];
}
