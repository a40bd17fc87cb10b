/**
 * Mean and second moment of the debiased estimate against differences of the loss: over its coin exactly,
 * and by tossing it.
 *
 * @module
 */

import { formatInteger } from "../../../reports/charts/number.ts";
import type { Stage } from "../../engine/stage.ts";
import { blocks } from "../experiment.ts";
import { debiased } from "../meta_training.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import {
  ALLOWS_FOR,
  claim,
  type ClaimValue,
  figure,
  largest,
  modules,
  prose,
  RANGES,
} from "../words.ts";

const ID = "unbiasedness";
/**
 * The sizes are draws at each instance, the replications are the instances. How many was planned with trial
 * seeds from 1001 on: see `docs/verdict_history.md`.
 */
const SIZES: Sizes = { smoke: [[300], 4], default: [[1000], 60] };
const ENUMERATED = 4;
const BLOCK = 10;
const PROBABILITIES = [0, 0.1, 0.2, 0.5];
/** Those at which sampled second moments scatter little enough to be judged one by one. */
const JUDGED = [0.2, 0.5];
/** Instances that the figure shows. */
const SHOWN = 6;

const NETWORK = { hidden: [4], shots: 10, queries: 10, steps: 5, stepSize: 0.02, judged: 1 };

/** What an instance draws is its own: curvatures and θ, a network, its penalties. */
const PROBLEMS = [
  {
    // Scalar tasks scatter most, and cost least
    ...{ name: "drawn-tasks", times: 10 },
    ...modules.metaProblems("drawnTasksProblem", {
      // Quadratic wherever θ is, so that differences see no kink.
      ...{ curvature: [0.25, 0.75], gap: [0.75, 1.25], around: 15, radius: 400 },
    }),
  },
  { name: "drawn-sinusoid", times: 1, ...modules.fewShotProblems("sinusoidProblem", NETWORK) },
  {
    ...{ name: "drawn-penalties", times: 1 },
    ...modules.fewShotProblems("penalisedSinusoid", { ...NETWORK, penalties: [-3, 0] }),
  },
];

/** The part for a given context. */
export function unbiasedness({ study, seed, size, table }: PartContext): StudyPart {
  const { sizes, replications } = size(SIZES);
  const draws = sizes[0];
  const cells = PROBLEMS.flatMap(({ name, times, code, options }) =>
    blocks(replications, BLOCK).map(({ first, count }, b): Stage => ({
      name: `${study}/${ID}/${name}/block=${b}${count < BLOCK ? `:${count}` : ""}/moments`,
      kind: "estimate",
      code: {
        entry: "pipeline/stages/meta_moments.ts",
        slots: { problem: code, estimator: modules.unbiasedFirstOrder("unbiasedFirstOrder") },
      },
      parameters: {
        name,
        problem: options,
        estimators: PROBABILITIES.map((q) => ({ name: debiased(q).name, q })),
        first,
        count,
        enumerated: ENUMERATED,
        draws: times * draws,
      },
      inputs: {},
      outputs: ["rows"],
      random: [seed, study, ID, name],
    }))
  );
  const moments = table(`${ID}/table`);
  const greatest = (quantity: string) =>
    largest({ moments }, "value", `quantity = '${quantity}' AND estimator LIKE 'unbiased%'`);
  const over = (sql: string): ClaimValue => ({
    sql,
    tables: { moments },
    allowsFor: ALLOWS_FOR.instances,
  });
  return {
    stages: cells,
    rows: {
      [`${ID}/table`]: {
        of: cells.map(({ name }) => name),
        labels: { study, experiment: ID },
        into: "meta_moments",
      },
    },
    claims: [
      claim("debiased_exactly", RANGES.differences, greatest("mean_error"), { headline: true })`
        The debiased estimate is unbiased: over its coin its mean is the gradient of the loss after
        the inner loop, for every task, θ and q.
        Number: greatest error of a coordinate of the mean, by enumeration, against differences of
        the loss, relative to the norm of the gradient`,
      claim("first_order_biased", RANGES.bias, over(BIAS))`
        The first-order estimate is biased.
        Number: bias along random directions over the derivative along them, root of the ratio of
        weighted mean squares over instances, least of three problems`,
      claim("debiased_mean", RANGES.equal, over(MEAN), { headline: true })`
        Over random tasks and coins no bias of the debiased estimate is seen.
        Number: bias over the derivative, along random directions, ratio of weighted means over
        instances, mean over q, farthest from 0 of three problems`,
      claim(
        "second_moment_exactly",
        RANGES.differences,
        greatest("moment_error"),
        { paper: "ours" },
      )`
        The second moment of the debiased estimate is ‖G‖² + (1/q − 1)‖G − G_{FO}‖², for every task,
        θ and q.
        Number: greatest relative deviation, by enumeration, from the formula with G and G_{FO} from
        differences of the loss`,
      claim("second_moment", RANGES.same, over(MOMENT), { paper: "ours" })`
        The second moment of the debiased estimate along a direction u is ⟨G, u⟩² + (1/q − 1)⟨G −
        G_{FO}, u⟩²: seen over random tasks and coins.
        Number: sampled second moment over the formula with differences of the loss, mean over
        instances, farthest from 1 of three problems with q = ${JUDGED.join(" and ")}`,
    ],
    sections: [{
      id: ID,
      title: "Mean and second moment of the estimate",
      text: prose`
        Three problems in ${replications} instances each: two scalar tasks whose curvatures are
        drawn, and θ; sine waves learnt by a small network (five steps of 0.02 on ten points), whose
        θ is drawn; and the same where θ is the start and a penalty for each parameter, so that it
        enters both losses. ${ENUMERATED} tasks of each instance by enumeration: both outcomes of
        the coin with their probabilities. And ${formatInteger(draws)} draws of a task and a coin,
        of the scalar tasks ten times as many.${WORDS}`,
      figures: [{ ...MOMENTS({ moments }), draws: { sizes, replications: [replications], seed } }],
    }],
  };
}

const WORDS =
  "\n\nThe truth is no gradient of this laboratory’s, but differences of the loss after the inner loop, of " +
  "fourth order: they know neither the outer gradient nor any second " +
  "derivative. The first-order truth is the difference of the outer loss where the loop’s end moves as its " +
  "start does.\n\nWhat is sampled is the estimate along a random direction of the instance, minus the " +
  "derivative along it of its own task’s loss, which is zero on average if and only if the estimate is " +
  "unbiased, without the scatter of the tasks. Over random directions a ratio of sums over instances is " +
  "that of inner products in full, and its interval is from the scatter of instances, each of which is in " +
  "units of its own root mean square over tasks. The score in the " +
  "figure is the mean of what is off in standard errors of one instance.\n\nThe second moment that " +
  "theory gives is $\\lVert G \\rVert^2 + (1/q - 1) \\lVert G - G_{FO} \\rVert^2$: what the coin adds is the squared error of the " +
  "first-order estimate times $1/q - 1$, and not times $1/q$. Formula and enumeration are this laboratory’s.";

/**
 * By problem and instance: how far the estimate is off along its direction, and what is true there, both in
 * units of the root mean square over tasks, so that no instance outweighs the others.
 */
const INSTANCES = `instances AS (
  PIVOT (SELECT problem, q, replication, quantity, value FROM moments)
  ON quantity IN ('off', 'truth', 'truth_square') USING any_value(value)
), scaled AS (
  SELECT problem, q, replication, off / sqrt(truth_square) AS off,
    truth / sqrt(truth_square) AS truth
  FROM instances
)`;

/** Ratio of sums over instances, and its error by linearisation, of numbers called above and below. */
const RATIO = `sum(above) / sum(below) AS ratio,
    sqrt(count(*) / (count(*) - 1) * (sum(above * above) - 2 * ratio * sum(above * below)
      + ratio * ratio * sum(below * below))) / abs(sum(below)) AS ratio_error`;

const BIAS = `WITH ${INSTANCES}, ratios AS (
  SELECT problem, ${RATIO} FROM (
    SELECT problem, off * off AS above, truth * truth AS below FROM scaled WHERE q = 0
  ) GROUP BY problem
)
SELECT sqrt(ratio) AS value, ratio_error / (2 * sqrt(ratio)) AS error, problem AS which
FROM ratios ORDER BY value NULLS FIRST LIMIT 1`;

const MEAN = `WITH ${INSTANCES}, ratios AS (
  SELECT problem, ${RATIO} FROM (
    SELECT problem, avg(off) * any_value(truth) AS above,
      any_value(truth) * any_value(truth) AS below
    FROM scaled WHERE q > 0 GROUP BY problem, replication
  ) GROUP BY problem
)
SELECT ratio AS value, ratio_error AS error, problem AS which
FROM ratios ORDER BY abs(ratio) DESC NULLS FIRST, problem LIMIT 1`;

/** By q, since what is wrong may be too much for one q and too little for another. */
const MOMENT = `WITH ratios AS (
  PIVOT (SELECT problem, q, replication, quantity, value FROM moments WHERE q IN (${
  JUDGED.join(", ")
}))
  ON quantity IN ('moment', 'stated_moment') USING any_value(value)
)
SELECT unnest(mean_interval(moment / stated_moment)), problem || ', q = ' || q AS which
FROM ratios GROUP BY problem, q ORDER BY abs(avg(moment / stated_moment) - 1) DESC NULLS FIRST, which LIMIT 1`;

const DIFFERENCES = {
  scale: "rounding",
  levels: [{ at: RANGES.differences.high!, label: "accepted up to here" }],
} as const;

const MOMENTS = figure("meta_moments", "momentChecks", {
  title: "Mean and second moment of the debiased estimate",
  caption:
    "Above: both outcomes of the coin with their probabilities, against differences of the loss. Below: " +
    "tasks and coins drawn. Each point is one instance, of which the first six of each problem are shown; " +
    "q = 0 is the first-order estimate, of which theory gives the mean alone. The score is standard normal " +
    "if there is no bias; its axis is logarithmic beyond ±2.",
  panels: [
    { panel: "mean_error", title: "Mean, by enumeration", what: "greatest error", ...DIFFERENCES },
    {
      ...{ panel: "moment_error", title: "Second moment, by enumeration" },
      ...{ what: "greatest relative error", ...DIFFERENCES },
    },
    {
      panel: "score",
      title: "Mean, by draws",
      what: "what is off in standard errors",
      scale: "far out",
      levels: [{ at: -2, label: "" }, { at: 2, label: "±2" }],
    },
    {
      panel: "moment_ratio",
      title: "Second moment, by draws",
      what: "measured over theory",
      scale: "linear",
      levels: [{ at: 1, label: "" }],
    },
  ],
}).from(
  `-- Mean and second moment of estimates with a coin, for each problem, q and instance: errors by enumeration of
-- the coin, how far the mean of draws is off in standard errors, and the sampled second moment over that of
-- theory.
WITH shown AS (FROM moments WHERE replication < ${SHOWN})
SELECT quantity AS panel, problem, q, replication AS theta, value, mc_error
FROM shown WHERE quantity IN ('mean_error', 'moment_error', 'score')
UNION ALL
SELECT 'moment_ratio', problem, q, replication,
  max(value) FILTER (quantity = 'moment') / max(value) FILTER (quantity = 'stated_moment'), NULL
FROM shown WHERE q > 0 GROUP BY problem, q, replication
ORDER BY ALL`,
);
