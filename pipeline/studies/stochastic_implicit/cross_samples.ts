/**
 * The error of the gradient in the number of samples of the cross term.
 *
 * @module
 */

import type { Problem } from "../experiment.ts";
import { fixedPointErrors, fixedPointExact, sid } from "../fixed_points.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { slopesThrough } from "../query.ts";
import {
  claim,
  computed,
  figure,
  means,
  modules,
  overInstances,
  RANGES,
  slopeOf,
} from "../words.ts";
import { instancesFor } from "./instances.ts";

const ID = "cross-samples";
/**
 * The sizes are t = k of the runs in which J varies: at 400 what the two solvers leave is at most 2 % of what 32
 * samples of the cross term do (`predictedErrors`, on draws of another seed).
 */
const SIZES: Sizes = { smoke: [[40], 5], default: [[400], 300] };
const BATCH = 20;
const SAMPLES = [1, 2, 4, 8, 16, 32];
/** t = k of the runs in which they vary. */
const STEPS = [10, 20, 40, 80, 160, 320];
/** Of the runs whose two solvers have hardly an error left, and how many times as many they are. */
const ACCURATE = { t: 48, step: 0.2, period: 8, times: 5 };

const WEIGHTED: Problem = {
  name: "weighted-ridge",
  code: modules.fixedPointProblems("weightedRidgeMap"),
};
const PLAIN: Problem = { name: "ridge", code: modules.fixedPointProblems("ridgeMap") };

/** The part for a given context. */
export function crossSamples(context: PartContext): StudyPart {
  const { block, profile, size, table } = context;
  const { sizes, replications } = size(SIZES);
  const t = sizes[0];
  const steps = profile === "smoke" ? STEPS.slice(0, 3) : STEPS;
  const inSamples = {
    ...sid("decreasing", SAMPLES.map((J) => ({ t, k: t, J })), { batch: BATCH }),
    setting: `t=${t}`,
  };
  const inSteps = [1, 32].map((J) => ({
    ...sid("decreasing", steps.map((t) => ({ t, k: t, J })), { batch: BATCH }),
    setting: `J=${J}`,
    level: J,
  }));
  const accurate = sid("anchored", [{ t: ACCURATE.t, k: ACCURATE.t, J: 1 }], {
    batch: BATCH,
    steps: { rule: "constant", size: ACCURATE.step },
    anchorPeriod: ACCURATE.period,
    adjointAnchorPeriod: ACCURATE.period,
  });
  const instances = instancesFor(replications);
  const experiment = { id: ID, replications, block, measure: fixedPointErrors({ instances }) };
  const [errors, exact] = [table(`${ID}/collect`), table("exact")];
  const { queries, points, slopes } = slopesThrough(context, ID, "cross_points", { errors });
  const inJ = overInstances(
    slopeOf(slopes, { problem: WEIGHTED.name, quantity: "error in J" }),
  );
  return {
    experiments: [
      { ...experiment, problem: WEIGHTED, over: [inSamples, ...inSteps] },
      {
        ...experiment,
        problem: WEIGHTED,
        over: [accurate],
        replications: ACCURATE.times * replications,
        block: ACCURATE.times * block,
      },
      {
        ...experiment,
        problem: PLAIN,
        over: [inSamples],
        replications: Math.min(replications, block),
      },
    ],
    stages: [fixedPointExact(context, ID, WEIGHTED, { batch: BATCH, instances, parts: ["cross"] })],
    queries,
    claims: [
      claim("sid_cross_slope", RANGES.inverse, inJ, { paper: "ours" })`
        Where the cross term is random, the mean squared error of the gradient falls as 1/J once the
        two solvers are accurate.
        Number: slope of log E‖∇̂F − ∇F‖² in log J`,
      claim(
        "sid_cross_plateau",
        RANGES.near,
        overInstances({ sql: PLATEAU, tables: { errors, exact } }),
        { paper: "ours" },
      )`
        With one sample of the cross term its variance is what is left of the mean squared error,
        however accurate the two solvers are.
        Number: mean squared error over the variance of one sample at the solution, mean over draws
        of the problem`,
      claim("sid_cross_control", RANGES.rounding, computed({ sql: SPAN, tables: { errors } }), {
        paper: "ours",
      })`
        Where the outer variables meet no data, the number of samples of the cross term is
        irrelevant.
        Number: largest relative difference of squared errors between two J`,
    ],
    sections: [{
      id: ID,
      title: "Samples of the cross term",
      text: `The weights of the observations are the outer variables of a ridge regression ` +
        `(400 observations, 10 features): the cross term of a sample sees its own observations alone, ` +
        `and is noise for the most part. A sample is of ${BATCH} observations; steps decrease; ` +
        `${replications} replications of the sampling, on ${instances} draws of the data. With t = k = ${t} and J ` +
        `varied, and with J = 1 and J = 32 and t = k varied.${WORDS}`,
      figures: [CROSS({ points, slopes, exact })],
    }],
  };
}

const WORDS =
  "\n\nThe mean squared error is that of an estimate with an exact cross term plus 1/J times the " +
  "variance of one sample of ∂₂Φ̂ᵀ v, exactly. That variance is computed from all observations at the " +
  "solution, and nothing is fitted. With J = 1 more steps do not " +
  "help once it is all there is. The claim measures this floor with solvers that have hardly an error left, variance " +
  `reduced by anchors (t = k = ${ACCURATE.t}, and ${ACCURATE.times} times the replications, since the ` +
  "squared error of one sample has heavy tails)." +
  "\n\nThe control is ridge regression with a penalty a feature: its outer variables meet no data, ∂₂Φ̂ is " +
  "∂₂Φ, and the error is the same for every J.";

/** Squared error with one sample and accurate solvers over the exact variance of that sample. */
const PLATEAU = `WITH ratios AS (
  SELECT errors.instance, mean_of_all(squared_error / exact.value) AS ratio
  FROM errors JOIN exact ON exact.problem = errors.problem AND exact.variant::INTEGER = errors.instance
  WHERE errors.problem = 'weighted-ridge' AND errors.estimator = 'anchored'
    AND exact.quantity = 'cross_variance'
  GROUP BY errors.instance
)
SELECT unnest(mean_interval(ratio)) FROM ratios HAVING count(*) > 0`;

/**
 * Largest relative difference between the squared errors of a replication for two numbers of samples;
 * NULL where a run diverged.
 */
const SPAN = `WITH spans AS (
  SELECT CASE WHEN count(squared_error) = count(*) THEN max(squared_error) / min(squared_error) - 1 END AS span
  FROM errors WHERE problem = 'ridge' AND estimator = 'decreasing' GROUP BY replication
)
SELECT CASE WHEN count(span) = count(*) THEN max(span) END AS value, 0 AS error
FROM spans HAVING count(*) > 0`;

const CROSS = figure("sid_cross", "slopePanels", {
  title: "Error of the gradient and samples of the cross term",
  caption:
    "First panel: mean squared error against t = k for a given J, on weighted ridge regression. Second panel: " +
    "against J with the two solvers accurate, on weighted ridge regression and, as a control, on plain " +
    "ridge regression, whose cross term involves no data. Grey, variance/J: the exact variance of a sample of the " +
    "cross term at the solution, over J.",
  means: "Means",
  x: "t = k, or J",
  fitted: ["weighted ridge", "ridge"],
  panels: [
    { panel: "t", title: "Steps", what: "mean squared error", x: "t = k", guides: [] },
    {
      panel: "J",
      title: "Samples of the cross term",
      what: "mean squared error",
      x: "J",
      guides: [{ slope: -1, label: "slope −1", beside: "weighted ridge", factor: 0.4 }],
    },
  ],
  looks: {
    "J = 1": "blue",
    "J = 32": "vermillion",
    "weighted ridge": { like: "indigo", dash: [1, 0] },
    "ridge": "green",
    "variance/1": "reference",
    "variance/32": { like: "reference", dash: [3, 3] },
    "variance/J": { like: "reference", dash: [2, 2] },
  },
}).from(
  `-- Mean squared errors in J and in t = k with their slopes, and what the exact variance predicts.
WITH ${means()}, named AS (
  SELECT *, regexp_extract(quantity, 'J=([0-9]+)$', 1) AS samples FROM means
), variances AS (
  SELECT problem, avg(value) AS variance FROM exact WHERE quantity = 'cross_variance' GROUP BY problem
)
SELECT CASE samples WHEN '' THEN 'J' ELSE 't' END AS panel,
  CASE WHEN samples <> '' THEN 'J = ' || samples ELSE replace(problem, '-', ' ') END AS estimator,
  x, named.value AS value, mc_error, named.replications AS replications, tried,
  slope, low AS slope_low, high AS slope_high
FROM named LEFT JOIN slopes USING (problem, estimator, quantity)
UNION ALL
SELECT CASE samples WHEN '' THEN 'J' ELSE 't' END,
  CASE samples WHEN '' THEN 'variance/J' ELSE 'variance/' || samples END,
  x, variance / CASE samples WHEN '' THEN x ELSE samples::DOUBLE END,
  NULL, NULL, NULL, NULL, NULL, NULL
FROM named JOIN variances USING (problem)
ORDER BY ALL`,
);
