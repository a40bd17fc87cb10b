/**
 * From which accuracy on it is cheaper to go through all the data than to sample them.
 *
 * @module
 */

import type { JsonObject } from "../../engine/canonical.ts";
import type { Experiment, Method } from "../experiment.ts";
import { atEfforts, batchAid, fixedPointErrors, sid } from "../fixed_points.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { claim, figure, modules, overInstances, RANGES, rowOf, type Where } from "../words.ts";

const ID = "against-batch";
/**
 * The sizes are numbers of observations of the lower level. Replications were planned from the intervals on older
 * draws, in which AID by conjugate gradients had overtaken SID after 13 passes, or 20 of the larger problem.
 */
const LOGISTIC: Sizes = { smoke: [[200], 4], default: [[2000], 50] };
const LARGE: Sizes = { smoke: [[800], 4], default: [[8000], 40] };
const ELASTIC_NET: Sizes = { smoke: [[500], 4], default: [[5000], 20] };

const BATCH = 20;
/** As published for the elastic net: β is half a unit and γ two, so that η₀ is a quarter. */
const DECREASING = { rule: "decreasing", beta: 0.5, gamma: 2 } as const;
const CONSTANT = { rule: "constant", size: 0.05 } as const;
const MIXING = 0.5;
/** Samples of the cross term a step, as published for data poisoning. */
const CROSS_SHARE = 0.05;
/** t = k of SID, doubling from here. */
const FEWEST = 10;
/** T = K of AID. */
const STEPS = [1, 2, 4, 8, 12, 16, 32];

/** One problem with the methods that are tried on it. */
interface Comparison {
  readonly name: string;
  readonly code: string;
  readonly options: (n: number) => JsonObject;
  readonly sizes: Sizes;
  /** How often t doubles: until AID has overtaken SID. */
  readonly doublings: number;
  /** Whether SID with decreasing steps is the only method that samples. */
  readonly alone: boolean;
  readonly solver: "cg" | "cg-normal";
  readonly longest: number;
}

const logistic = {
  code: modules.fixedPointProblems("logisticMap"),
  options: (n: number) => ({ data: { n, validation: 200, p: 50 }, start: -4 }),
  solver: "cg",
  longest: 32,
} as const;

const COMPARISONS: readonly Comparison[] = [
  { ...logistic, name: "logistic", sizes: LOGISTIC, doublings: 7, alone: false },
  {
    ...logistic,
    name: "logistic-large",
    sizes: LARGE,
    doublings: 9,
    alone: true,
    longest: 16,
  },
  {
    name: "elastic-net",
    code: modules.fixedPointProblems("elasticNetMap"),
    options: (n) => ({ data: { n, validation: 500, p: 100, noise: 0.01 } }),
    sizes: ELASTIC_NET,
    doublings: 8,
    alone: false,
    solver: "cg-normal",
    longest: 16,
  },
];

/** The part for a given context. */
export function againstBatch({ profile, size, table }: PartContext): StudyPart {
  const sized = COMPARISONS.map((of) => ({ ...of, ...size(of.sizes) }));
  const experiments = sized.map(
    ({ name, code, options, sizes, replications, ...of }): Experiment => {
      const doublings = profile === "smoke" ? 5 : of.doublings;
      return {
        id: ID,
        problem: { name, code, options: options(sizes[0]) },
        over: [...sampling(doublings, of.alone), ...batch(of.solver, of.longest)],
        replications,
        block: 10,
        measure: fixedPointErrors(),
      };
    },
  );
  const errors = table(`${ID}/collect`);
  const comparison = table(`${ID}/comparison`);
  const compared = (where: Where) =>
    overInstances(rowOf({ comparison }, "value, low, high", where));
  const coarse = compared({
    ...{ quantity: "ratio", problem: "logistic-large", against: "aid-fp", steps: 1 },
  });
  const overtaken = compared({ quantity: "overtaken ratio", against: "aid-cg" });
  const bySize = compared({ quantity: "size ratio", estimator: "sid-decreasing", against: "all" });
  const [small, large, net] = sized.map(({ sizes, replications }) =>
    `n = ${sizes[0]}, ${replications} replications`
  );
  return {
    experiments,
    queries: {
      [`${ID}/comparison`]: { sql: "against_batch", tables: { errors }, into: "batch_comparison" },
    },
    claims: [
      claim("sid_cheaper_coarse", RANGES.halfOf, coarse, { headline: true })`
        On a large empirical risk SID is the cheaper one at moderate accuracy: for the two passes
        that the least AID takes, its error is less than half of AID's.
        Number: ratio of relative errors, SID over AID by fixed point with T = K = 1, at equal
        cost, larger logistic regression`,
      claim("sid_crossover", RANGES.halfOf, overtaken, { paper: "ours" })`
        AID by conjugate gradients becomes the cheaper one later the more data there are: with four
        times as many at an error of less than half, since SID's error falls as the inverse root of
        its samples and AID's with the passes.
        Number: ratio of the relative errors at which both cost the same, four times the
        observations over once`,
      claim("sid_cost_free_of_n", RANGES.asGood, bySize, { paper: "ours" })`
        What SID has to sample for an accuracy does not depend on the number of observations.
        Number: ratio of relative errors, four times the observations over once, equal samples,
        geometric mean over the four largest numbers of them`,
    ],
    sections: [{
      id: ID,
      title: "Sampling against going through all the data",
      text:
        `Logistic regression with 50 features and a penalty of e⁻⁴ each (${small}), the same with more ` +
        `data (${large}; SID with decreasing steps alone), and the elastic net with 100 correlated ` +
        `features, 30 of them informative (${net}). ${WORDS}`,
      figures: [COSTS({ comparison })],
    }],
  };
}

/** Methods that sample. */
function sampling(doublings: number, alone: boolean): Method[] {
  const efforts = Array.from({ length: doublings + 1 }, (_, i) => {
    const t = FEWEST * (1 << i);
    return { t, k: t, J: Math.ceil(CROSS_SHARE * t) };
  });
  const decreasing = { batch: BATCH, steps: DECREASING };
  return [
    sid("sid-decreasing", efforts, decreasing),
    ...(alone ? [] : [
      sid("sid-constant", efforts, { batch: BATCH, steps: CONSTANT }),
      atEfforts(
        "mixed",
        // A step of its adjoint takes two products
        efforts.map(({ t, J }) => ({ t, k: t / 2 + 1, J })),
        (effort) =>
          modules.mixedFixedPoint("mixedFixedPoint", { ...effort, ...decreasing, mixing: MIXING }),
      ),
    ]),
  ];
}

/** Methods that go through all the data. */
function batch(solver: "cg" | "cg-normal", longest: number): Method[] {
  const efforts = STEPS.filter((t) => t <= longest).map((t) => ({ t, k: t }));
  return [batchAid("aid-fp", "fixed-point", efforts), batchAid("aid-cg", solver, efforts)];
}

const WORDS =
  "Each replication has new data and new samples, so the intervals are over both; all methods see the same. " +
  "Costs are observations gone through by Φ, ∂₁Φᵀ, ∂₂Φᵀ and the gradients of E, in passes: divided by n. E is " +
  "never sampled, and has 200 observations or, for the elastic net, 500. AID's product with ∂₂Φᵀ counts as " +
  "one pass, also for logistic regression, where it involves no data.\n\n" +
  `SID takes t = k from ${FEWEST} on, doubling, and J = t/20, rounded up, as published code does for data ` +
  `poisoning, with minibatches of ${BATCH} and the steps published for the elastic net, β = ½ and γ = 2 in ` +
  "units of 2/(1 − q²), or constant steps of 0.05. The mixed fixed point has the same decreasing steps and " +
  "mixes equally; a step of its adjoint takes two products, so it takes half as many. AID takes T = K steps, the " +
  "adjoint by fixed point or by conjugate gradients, on the normal equations for the elastic net, whose ∂₁Φ " +
  "is not symmetric: that is two products a step.\n\n" +
  "What AID needs is a number of passes, whatever n; what SID needs is a number of samples. So at equal " +
  "passes SID's error falls as n grows, as 1/√n, and AID overtakes it later and at a smaller error. With the " +
  "passes it falls as slowly, while AID's error falls geometrically: no n makes SID the cheaper one at all " +
  "accuracies. By this model of costs both meet with four times the data at half the error or less: the claim accepts " +
  "what is at most a half. Constant steps end at a floor. On the elastic net the gradient jumps where a feature " +
  "becomes active: the largest errors are of replications in which w_t still has another set of active " +
  "features than the solution, and the means are theirs.";

const COSTS = figure("sid_against_batch", "costCurves", {
  title: "Relative error by passes over the data",
  caption:
    "Root mean square of ‖error‖/‖∇F‖ over replications, each with new data and new samples, with 95 % " +
    "bootstrap intervals, by observations gone through over their number n; all axes logarithmic and " +
    "the same in all panels. Rings are where AID overtakes SID with decreasing steps: from there on, " +
    "to the right and below, it is cheaper to go through all the data.",
  tableCaption: "Relative error by passes over the data, and where AID overtakes SID",
  panels: [
    { panel: "logistic", title: "Logistic regression" },
    { panel: "logistic-large", title: "Logistic, four times the data" },
    { panel: "elastic-net", title: "Elastic net" },
  ],
  overtaken: "sid-decreasing",
  looks: {
    "sid-decreasing": "blue",
    "sid-constant": "vermillion",
    "mixed": "green",
    "aid-fp": "purple",
    "aid-cg": "black",
  },
}).from(`-- Relative errors by passes over the data, and where AID overtakes SID.
SELECT problem AS panel, quantity AS kind, CASE quantity WHEN 'error' THEN estimator ELSE against END AS estimator,
  steps, passes AS x, passes_low AS x_low, passes_high AS x_high, value, low, high
FROM comparison WHERE quantity IN ('error', 'overtaken')
ORDER BY ALL`);
