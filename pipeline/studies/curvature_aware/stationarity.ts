/**
 * How fast ‖∇F‖² falls along NBO and along its form with minibatches.
 *
 * @module
 */

import type { Method } from "../experiment.ts";
import { traced } from "../outer_loops.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { slopesThrough } from "../query.ts";
import { logisticPenalties } from "../tuned.ts";
import { means, MEANS_AND_SLOPES } from "../values.ts";
import { claim, figure, modules, named, overInstances, prose, RANGES, slopeOf } from "../words.ts";

const ID = "stationarity";
/**
 * The sizes are numbers of observations for training, and as many for validation. Over four draws of the seed
 * 1002 the slopes of single draws had standard deviations of 0.1 to 0.2.
 */
const SIZES: Sizes = { smoke: [[60], 2], default: [[1000], 40] };
/** The first draw: on those from 0 on, and from a million on, other experiments compare and tune. */
const FIRST = 2000;
const BATCH = 64;
/** Steps with which no run of that trial diverged; with decay they are of the order of 1/√k. */
const STEP = { whole: 20, sampled: 100 };
/** Iterations, from the first that enters the slope to the last. */
const FROM = { whole: 25, sampled: 100 };
const DOUBLINGS = 6;

const METHODS = {
  whole: named("nbo-gd-1", modules.nbo("nboGd", { steps: 1, outerStep: STEP.whole })),
  sampled: named(
    "nsbo-sgd-1",
    modules.nbo("nboGd", { steps: 1, outerStep: STEP.sampled, outerDecay: 0.5, batch: BATCH }),
  ),
} as const satisfies Record<string, Method>;

/** The part for a given context. */
export function stationarity(context: PartContext): StudyPart {
  const { profile, size, table } = context;
  const { sizes, replications } = size(SIZES);
  const n = sizes[0];
  const doublings = profile === "smoke" ? 2 : DOUBLINGS;
  const problem = logisticPenalties(n, n / 10);
  const { queries, points, slopes } = slopesThrough(context, ID, "stationarity_points", {
    traces: table(`${ID}/collect`, "traces"),
  });
  const slope = (estimator: string) =>
    overInstances(slopeOf(slopes, { estimator, quantity: "least_squared_gradient" }));
  const ours = { paper: "ours" } as const;
  return {
    experiments: (["whole", "sampled"] as const).map((kind) => {
      const recorded = Array.from({ length: doublings }, (_, i) => FROM[kind] * 2 ** i);
      return {
        ...{ id: ID, problem, replications, firstReplication: FIRST, block: 10 },
        over: [METHODS[kind]],
        measure: traced(
          { iterations: 2 * recorded[doublings - 1], recorded },
          ...[undefined, undefined, {}] as const,
        ),
      };
    }),
    queries,
    claims: [
      claim("stationary_like_inverse", RANGES.inverseOrFaster, slope("nbo-gd-1"), ours)`
        Along NBO-GD with T = 1 the least ‖∇F‖² falls at least like 1/K in K outer iterations.
        Number: slope of the logarithm of the mean of the least ‖∇F‖² so far in log K`,
      claim("stationary_like_root", RANGES.halfPower, slope("nsbo-sgd-1"), ours)`
        Along NSBO-SGD with T = 1 and steps of the order of 1/√k the least ‖∇F‖² falls at least like
        1/√K in K outer iterations.
        Number: slope of the logarithm of the mean of the least ‖∇F‖² so far in log K`,
    ],
    sections: [{
      id: ID,
      title: "How fast outer loops become stationary",
      text: prose`
        The same problem as above, ${n} observations, ${replications} draws that no other experiment
        has, and outer steps that are not tuned: ${STEP.whole} with whole gradients, and
        ${STEP.sampled}/√(k + 1) with minibatches of ${BATCH}; steps of y and of the adjoint are 1/L.
        Theory bounds the least ‖∇F‖² of K iterations by a multiple of κ³/K for NBO, and by one of
        1/√K, but for logarithms, with minibatches. Shown is the least of the iterations that were
        recorded.`,
      figures: [STATIONARITY({ points, slopes })],
    }],
  };
}

const STATIONARITY = figure("stationarity", "slopePanels", {
  title: "Stationarity by outer iterations",
  caption:
    "The least ‖∇F(x)‖² so far along NBO-GD with T = 1, and along its form with minibatches.",
  means: "Means",
  x: "outer iterations",
  panels: [{
    panel: "logistic-tuning",
    title: "Logistic regression with a penalty a feature",
    what: "least ‖∇F(x)‖²",
    guides: [
      { slope: -1, label: "slope −1", beside: "nbo-gd-1", factor: 0.4 },
      { slope: -0.5, label: "slope −½", beside: "nsbo-sgd-1", factor: 2.5 },
    ],
  }],
  looks: { "nbo-gd-1": "blue", "nsbo-sgd-1": "vermillion" },
}).from(`WITH ${means()} SELECT problem AS panel, estimator, ${MEANS_AND_SLOPES} ORDER BY ALL`);
