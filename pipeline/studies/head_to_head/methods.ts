/**
 * The methods that are compared, with settings that are the same on all problems.
 *
 * @module
 */

import type { OpenMethod } from "../tuned.ts";

const ESTIMATORS = "estimators/parametric";
const FIXED_POINT = "pipeline/stages/fixed_point_methods.ts";

/** Steps of y and of the adjoint, for methods that take several in an outer iteration. */
const INNER = 10;

/** Along exact gradients, which ask for nothing that is counted. */
export const EXACT: OpenMethod = {
  name: "exact",
  code: `${ESTIMATORS}/exact.ts#exactDescent`,
  options: {},
};

/** Whole gradients, for the least objective. */
export const REFERENCE: OpenMethod = {
  name: "reference",
  code: `${ESTIMATORS}/nbo.ts#nboCg`,
  options: { steps: 8 },
};

const aid = (name: string, adjoint: OpenMethod["options"], warmStart: boolean): OpenMethod => ({
  name,
  code: `${ESTIMATORS}/implicit.ts#aid`,
  options: { lowerSteps: INNER, adjoint, warmStart },
});

/** What goes through all observations whenever it asks for something. */
export const WHOLE: readonly OpenMethod[] = [
  {
    name: "itd",
    code: `${ESTIMATORS}/unrolled.ts#itd`,
    options: { lowerSteps: INNER },
  },
  {
    name: "itd-last-3",
    code: `${ESTIMATORS}/unrolled.ts#itd`,
    options: { lowerSteps: INNER, last: 3 },
  },
  aid("aid-fp", { solver: "fixed-point", iterations: INNER }, false),
  aid("aid-cg", { solver: "cg", iterations: INNER }, false),
  aid("aid-neumann", { solver: "neumann", order: INNER }, true),
  aid("aid-nystroem", { solver: "nystroem", rank: 5, rho: 0.01 }, true),
  {
    name: "aid-map",
    code: `${FIXED_POINT}#batchImplicitDescent`,
    options: { estimator: { t: INNER, adjoint: { solver: "fixed-point", iterations: INNER } } },
  },
  {
    name: "amigo-full",
    code: `${ESTIMATORS}/implicit.ts#amigo`,
    options: { lowerSteps: INNER, adjointSteps: INNER },
  },
  {
    name: "amigo-cg",
    code: `${ESTIMATORS}/implicit.ts#amigo`,
    options: { lowerSteps: INNER, adjointSteps: 5, adjointSolver: "cg" },
  },
  { name: "nbo-gd", code: `${ESTIMATORS}/nbo.ts#nboGd`, options: { steps: 1 } },
  { name: "nbo-cg", code: `${ESTIMATORS}/nbo.ts#nboCg`, options: { steps: 3 } },
  { name: "soba-full", code: `${ESTIMATORS}/single_loop.ts#soba`, options: {} },
  {
    name: "f2sa-full",
    code: `${ESTIMATORS}/f2sa.ts#f2sa`,
    options: { lambda: 100, lowerSteps: 5 },
  },
  { name: "shine", code: `${ESTIMATORS}/shine.ts#shineDescent`, options: { iterations: INNER } },
];

/** What goes through a minibatch. */
export function minibatch(batch: number): OpenMethod[] {
  const sid = { t: INNER, k: INNER, J: 1, batch };
  return [
    { name: "nsbo-sgd", code: `${ESTIMATORS}/nbo.ts#nboGd`, options: { steps: 1, batch } },
    { name: "soba", code: `${ESTIMATORS}/single_loop.ts#soba`, options: { batch } },
    { name: "saba", code: `${ESTIMATORS}/single_loop.ts#saba`, options: { batch } },
    {
      name: "amigo",
      code: `${ESTIMATORS}/implicit.ts#amigo`,
      options: { lowerSteps: INNER, adjointSteps: INNER, batch },
    },
    {
      name: "stocbio",
      code: `${ESTIMATORS}/implicit.ts#stocbio`,
      options: { lowerSteps: INNER, order: INNER, batch },
    },
    {
      name: "f2sa",
      code: `${ESTIMATORS}/f2sa.ts#f2sa`,
      options: { lambda: 10, lowerSteps: 1, shareBatch: true, batch },
    },
    ...(["none", "both"] as const).map((warmStart) => ({
      name: warmStart === "none" ? "bsgm-cold" : "bsgm-warm",
      code: `${FIXED_POINT}#bsgmOnGradientSteps`,
      options: { ...sid, warmStart },
    })),
    {
      name: "mixed-fp",
      code: `${FIXED_POINT}#mixedFixedPointDescent`,
      options: { estimator: { ...sid, mixing: 0.5 } },
    },
  ];
}

/** First-order estimates, uncorrected and unbiased, with inner loops that start as said. */
export function firstOrder(start: "last" | "outer"): OpenMethod[] {
  const code = `${ESTIMATORS}/meta_descent.ts`;
  const loop = { lowerSteps: INNER, start };
  return [
    { name: "first-order", code: `${code}#firstOrderDescent`, options: loop },
    {
      name: "ufo",
      code: `${code}#unbiasedDescent`,
      options: { ...loop, estimator: { q: 0.2 } },
    },
    { name: "ufo-adaptive", code: `${code}#adaptiveDescent`, options: loop },
  ];
}
