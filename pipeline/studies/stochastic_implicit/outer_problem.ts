/**
 * The outer problem: descent along stochastic hypergradients with and without warm starts.
 *
 * @module
 */

import type { Method } from "../experiment.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { slopesThrough } from "../query.ts";
import { BSGM } from "../papers.ts";
import { traced } from "../outer_loops.ts";
import { logisticPenalties, overGrid, tunedApart, untilSpent } from "../tuned.ts";
import { type BsgmEfforts, comparedMethods, OUTER_LOOKS } from "./bsgm_entries.ts";
import { bySamples, means, MEANS_AND_SLOPES } from "../values.ts";
import { claim, figure, modules, ofTunedDraws, prose, RANGES, ratioOf, slopeOf } from "../words.ts";

const ID = "outer-problem";
/**
 * The sizes are numbers of observations for training, and as many for validation. Replications were planned
 * from an older design, whose ten draws left the logarithm of a ratio a standard error of 0.09.
 */
const SIZES: Sizes = { smoke: [[100], 2], default: [[1000], 20] };
const GRID = [15, 50, 150, 500];
/** Draws that steps are chosen on. */
const TUNING = 4;
/** Budget in passes over the training data. */
const PASSES = 75;
const recorded = [5, 20, 80, 320];
const BATCH = 64;
const EFFORTS: BsgmEfforts = {
  cold: { t: 20, k: 20, J: 1 },
  growing: { t: 1, k: 1, J: 1 },
  warm: { t: 10, k: 10, J: 1 },
};

/** The runs for the rate, with an outer step that is not tuned, on draws that no trial has seen. */
const RATE = { id: "outer-rate", step: 150, passes: 169, recorded: [4, 8, 16, 32], first: 1000 };
/** Their replications: with 40 of them a slope had a standard error of 0.023, on older draws. */
const RATE_SIZES: Sizes = { smoke: [[100], 2], default: [[1000], 80] };

/** Whole gradients, for the least objective. */
const REFERENCE: Method = { name: "reference", ...modules.nbo.open("nboCg", { steps: 4 }) };
const REFERENCE_STEP = 500;

/** The part for a given context. */
export function outerProblem(context: PartContext): StudyPart {
  const { profile, size, table } = context;
  const { sizes, replications } = size(SIZES);
  const n = sizes[0];
  const p = n / 20;
  const smoke = profile === "smoke";
  const passes = smoke ? 20 : PASSES;
  const problem = logisticPenalties(n, p);
  const methods = comparedMethods(BATCH, EFFORTS);
  const trial = {
    problem,
    methods,
    grid: smoke ? GRID.slice(1, 2) : GRID,
    loop: untilSpent({ samples: passes * n, recorded }),
    besides: [{
      method: { ...REFERENCE, options: { ...REFERENCE.options, outerStep: REFERENCE_STEP } },
      loop: smoke ? { iterations: 30, recorded: [20] } : { iterations: 600, recorded: [500] },
    }],
  };
  const draws = { tuning: Math.min(TUNING, replications), compared: replications, block: 10 };
  const { experiments, queries, ends, curves, ratios } = tunedApart(
    ...[context, ID, "tuning_points", [trial], draws] as const,
  );
  const rate = slopesThrough(context, RATE.id, "outer_rate_points", {
    traces: table(`${RATE.id}/collect`, "traces"),
  });
  const { points, slopes } = rate;
  const gap = (against: string) =>
    ofTunedDraws(
      ratioOf(ratios, { estimator: "bsgm-linear", against, axis: "samples", quantity: "gap" }),
    );
  const gains = { paper: "ours", shown: ["outer_methods"] } as const;
  const ofPaper = { paper: BSGM, shown: ["outer_rate"], headline: true };
  const stationarity = slopeOf(slopes, { estimator: "bsgm-linear", quantity: "squared_gradient" });
  return {
    experiments: [
      ...experiments,
      {
        ...{ id: RATE.id, problem, replications: size(RATE_SIZES).replications, block: 10 },
        firstReplication: RATE.first,
        over: overGrid(methods.slice(0, 2), [RATE.step]),
        measure: traced(
          untilSpent({ samples: (smoke ? passes : RATE.passes) * n, recorded: RATE.recorded }),
          ...[undefined, undefined, {}] as const,
        ),
      },
    ],
    queries: { ...queries, ...rate.queries },
    claims: [
      claim("outer_without_warm_start", RANGES.halfPower, stationarity, ofPaper)`
        Without a warm start, the inner effort growing linearly, BSGM needs at most O(ε⁻²) samples
        for ‖∇F‖² ≤ ε.
        Number: slope of the logarithm of the mean of ‖∇F‖² in that of the samples`,
      claim("outer_warm_start_gain", RANGES.asGood, gap("bsgm-wv"), gains)`
        A warm start of w and v gains little: BSGM without one, its inner effort growing, is as good.
        Number: ratio of the gaps of the objective of BSGM with growing effort and with warm w and v after equally many
        observations, each tuned`,
      claim("outer_against_amigo", RANGES.asGood, gap("amigo"), gains)`
        BSGM without a warm start, its inner effort growing, is as good as AmIGO.
        Number: ratio of the gaps of the objective of BSGM with growing effort and of AmIGO after equally many
        observations, each tuned`,
    ],
    sections: [{
      id: ID,
      title: "The outer problem, with and without a warm start",
      text: prose`
        One penalty for each of ${p} features of a logistic regression, ${n} observations for
        training and ${n} for validation, ${replications} draws of them, in minibatches of
        ${BATCH}, until gradients and products have gone through ${passes * n} observations,
        ${passes} times the training data. All methods have constant outer steps, chosen on
        ${draws.tuning} other draws: from the grid ${GRID.join(", ")}, and then from four more
        around the best of it, a factor of 1.5 from one to the next. Of those with which the fewest
        runs diverge it is the one with the least median gap at the end of the budget.${WORDS}`,
      figures: [CURVES({ curves }), METHODS({ ends, ratios }), STATIONARITY({ points, slopes })],
    }],
  };
}

const WORDS =
  "\n\nBSGM descends along SID gradients, whose maps are gradient steps of the size 2/(L + μ), with steps of the " +
  "stochastic solvers that decrease from ½, and whose outer objective is sampled too, J minibatches at a time. It starts each lower level and each adjoint from 0, " +
  "with t = k = 20 and J = 1; so does BSGM with growing effort, but with t = k = J = s + 1 in the outer iteration s = 0, 1, …; " +
  "BSGM with warm w goes on from the last w, with warm w and v from both, with t = k = 10 and J = 1. AmIGO and stocBiO " +
  "take ten steps of y, and ten of the adjoint or a Neumann series of order ten, SOBA takes one of each, all of " +
  "the size 1/L; apart from the Neumann series they go on from where they were.\n\nThe paper on BSGM (R. Grazzi, M. Pontil, S. " +
  "Salzo, JMLR 2023, arXiv 2202.03397) shows that $O(\\varepsilon^{-2})$ samples suffice for $\\lVert \\nabla F \\rVert^2 \\le \\varepsilon$ without a warm start: " +
  "with an inner effort that grows, $\\lVert \\nabla F \\rVert^2$ falls at least as the power −½ of their number. " +
  "The claim is that of BSGM with growing effort and an outer step of 150, from its fourth iteration on; " +
  "its range is the theorem's rate. What a warm start gains in a constant factor, and which method is ahead, no " +
  "theorem says: two claims of ours accept what a user would not pay for.";

const x = "observations gone through";

const CURVES = figure("outer_curves", "methodCurves", {
  title: "Outer loops with and without warm starts by observations gone through",
  caption:
    "Each method with the outer step that was chosen on other draws. BSGM and that with growing effort start anew " +
    "in each outer iteration, with an inner effort that is constant or grows; " +
    "BSGM with warm w goes on from the last w, with warm w and v from both. Geometric means over draws of the data " +
    "with 95 % intervals, which contain how much the draws differ; all axes logarithmic.",
  panels: [
    {
      panel: "logistic-tuning gap",
      title: "Gap of the objective",
      x,
      what: "F(x) − least F found",
      log: true,
    },
    { panel: "logistic-tuning gradient_norm", title: "Gradient", x, what: "‖∇F(x)‖", log: true },
  ],
  across: 2,
  looks: OUTER_LOOKS,
}).from(bySamples());

const METHODS = figure("outer_methods", "methodDots", {
  title: "Methods with and without warm starts, over AmIGO after equally many observations",
  caption:
    "Ratios to AmIGO on the same draws of the data, each method with the outer step that was chosen on " +
    "others; the table has the steps. Geometric means with 95 % intervals. Methods " +
    "are in the order of the first panel, the best on top.",
  panels: [
    { panel: "gap", title: "Gap of the objective" },
    { panel: "gradient_norm", title: "Norm of the gradient" },
  ],
  what: "ratio to AmIGO",
  level: 1,
}).from(
  `-- Ratios of each method to AmIGO after equally many observations, each with its tuned step.
WITH tuned AS (
  SELECT estimator, any_value(budget) AS budget, any_value(step) AS step,
    exp(avg(ln(value)) FILTER (quantity = 'gradient_norm')) AS gradient_norm,
    (count(*) FILTER (quantity = 'gap' AND value IS NULL))::INTEGER AS diverged
  FROM ends WHERE tuned AND axis = 'samples' GROUP BY estimator
), against_amigo AS (
  SELECT quantity AS panel, estimator, ratio AS value, low, high
  FROM ratios WHERE axis = 'samples' AND against = 'amigo'
  UNION ALL
  SELECT DISTINCT quantity, 'amigo', 1, NULL, NULL FROM ends
)
SELECT panel, estimator, value, low, high, budget, step, gradient_norm, diverged
FROM against_amigo JOIN tuned USING (estimator) ORDER BY ALL`,
);

const STATIONARITY = figure("outer_rate", "slopePanels", {
  title: "Stationarity without a warm start by observations gone through",
  caption:
    "‖∇F(x)‖² along BSGM that starts each lower level and each adjoint anew: with an inner effort " +
    "that stays as it is, and with one that grows with the outer iteration.",
  means: "Means",
  x,
  panels: [{
    panel: "logistic-tuning",
    title: "Logistic regression with a penalty a feature",
    what: "‖∇F(x)‖²",
    guides: [{ slope: -0.5, label: "slope −½", beside: "bsgm-linear", factor: 0.5 }],
  }],
  looks: OUTER_LOOKS,
}).from(`WITH ${means()} SELECT problem AS panel, estimator, ${MEANS_AND_SLOPES} ORDER BY ALL`);
