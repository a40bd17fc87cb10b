/**
 * The methods that are compared head to head, and in the studies that they are from, with settings that are
 * the same on all problems: a typed line each. Their outer steps are open, to be tuned.
 *
 * @module
 */

import type { SolverOptions } from "../../estimators/parametric/linear_solvers.ts";
import type { Method } from "./experiment.ts";
import { modules } from "./modules.ts";
import { named } from "./ref.ts";

/** Steps of y and of the adjoint, for methods that take several in an outer iteration. */
const INNER = 10;

/** All but some. */
export function without(methods: readonly Method[], ...names: readonly string[]): Method[] {
  return methods.filter(({ name }) => !names.includes(name));
}

/** Along exact gradients, which ask for nothing that is counted. */
export const EXACT: Method = { name: "exact", ...modules.exact.open("exactDescent", {}) };

/** Whole gradients, for the least objective. */
export const REFERENCE: Method = { name: "reference", ...modules.nbo.open("nboCg", { steps: 8 }) };

const aid = (name: string, adjoint: SolverOptions, warmStart: boolean): Method => ({
  name,
  ...modules.implicit.open("aid", { lowerSteps: INNER, adjoint, warmStart }),
});

/** What goes through all observations whenever it asks for something: some of them in logistic tuning, too. */
export const WHOLE: readonly Method[] = [
  { name: "itd", ...modules.unrolled.open("itd", { lowerSteps: INNER }) },
  { name: "itd-last-3", ...modules.unrolled.open("itd", { lowerSteps: INNER, last: 3 }) },
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
  { name: "amigo", ...modules.implicit.open("amigo", { lowerSteps: INNER, adjointSteps: INNER }) },
  {
    name: "amigo-cg",
    ...modules.implicit.open("amigo", { lowerSteps: INNER, adjointSteps: 5, adjointSolver: "cg" }),
  },
  { name: "nbo-gd", ...modules.nbo.open("nboGd", { steps: 1 }) },
  { name: "nbo-cg", ...modules.nbo.open("nboCg", { steps: 3 }) },
  { name: "soba", ...modules.singleLoop.open("soba", {}) },
  { name: "f2sa", ...modules.f2sa.open("f2sa", { lambda: 100, lowerSteps: 5 }) },
  { name: "shine", ...modules.shine.open("shineDescent", { iterations: INNER }) },
];

/** What goes through a minibatch: in the stochastic comparison, too. */
export function minibatch(batch: number): Method[] {
  const sid = { t: INNER, k: INNER, J: 1, batch };
  return [
    { name: "nsbo-sgd", ...modules.nbo.open("nboGd", { steps: 1, batch }) },
    { name: "soba", ...modules.singleLoop.open("soba", { batch }) },
    { name: "saba", ...modules.singleLoop.open("saba", { batch }) },
    {
      name: "amigo",
      ...modules.implicit.open("amigo", { lowerSteps: INNER, adjointSteps: INNER, batch }),
    },
    named("stocbio", modules.implicit.open("stocbio", { lowerSteps: INNER, order: INNER, batch })),
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

/** Iterations from whole terms to whole terms, where directions are recursive; on average, where a coin says so. */
const PERIOD = 16;

/** What the field compares beside these, in the league alone: by minibatches or, the last three, whole. */
export function field(batch: number): Method[] {
  const { open } = modules.recursions;
  const order = INNER;
  const penalised = { p: 2, lowerSteps: 1, shareBatch: true };
  return [
    named("ma-soba", open("recursion", { method: "ma-soba", batch })),
    named("ma-saba", open("recursion", { method: "ma-saba", batch })),
    named("srba", open("recursion", { method: "srba", period: PERIOD, batch })),
    named("spaba", open("recursion", { method: "spaba", probability: 1 / PERIOD, batch })),
    named("fsla", open("recursion", { method: "fsla", batch })),
    named("ttsa", open("recursion", { method: "ttsa", order, batch })),
    named("bsa", open("recursion", { method: "bsa", lowerSteps: INNER, order, batch })),
    named("sustain", open("recursion", { method: "sustain", order, batch })),
    named("mrbo", open("recursion", { method: "mrbo", order, batch })),
    named("vrbo", open("recursion", { method: "vrbo", lowerSteps: 2, order, period: 4, batch })),
    named("f2sa-2", modules.f2saP.open("f2saP", { ...penalised, lambda: 10, batch })),
    named("pzobo", open("recursion", { method: "pzobo", lowerSteps: INNER })),
    named("bome", modules.bome.open("bome", { lowerSteps: 5 })),
    named(
      "qnbo",
      modules.qnbo.open("qnboDescent", { warmUp: 1, iterations: INNER - 1, adjointSteps: 5 }),
    ),
  ];
}

/** Without a gradient of F; what is tuned is how far around the start they look. */
export const SEARCHES: readonly Method[] = ([["random-search", 1], ["halving", 4]] as const).map(
  ([name, candidates]) => {
    const lowerSteps = candidates === 1 ? INNER : INNER / 2;
    const options = { candidates, lowerSteps };
    return named(name, modules.successiveHalving.open("successiveHalving", options));
  },
);

/** First-order estimates, uncorrected and unbiased, with inner loops that start as said. */
export function firstOrder(start: "last" | "outer"): Method[] {
  const loop = { lowerSteps: INNER, start };
  return [
    { name: "first-order", ...modules.metaDescent.open("firstOrderDescent", loop) },
    named("ufo", modules.metaDescent.open("unbiasedDescent", { ...loop, estimator: { q: 0.2 } })),
    { name: "ufo-adaptive", ...modules.metaDescent.open("adaptiveDescent", loop) },
  ];
}

/** Classifiers with fixed weights, for problems of cleaning: levels to compare with. */
export const LEVELS: readonly Method[] = (["all", "right"] as const).map((labels) =>
  named(`level-${labels}`, modules.cleaningProblems.open("fixedWeights", { labels }))
);
