/**
 * Mean and second moment of the debiased estimate: over its coin exactly, and by tossing it.
 *
 * @module
 */

import { formatInteger } from "../../../reports/charts/number.ts";
import type { Stage } from "../../engine/stage.ts";
import { debiased } from "../parametric.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { RANGES } from "../ranges.ts";
import { largest, pooled } from "../values.ts";
import { modules } from "../modules.ts";
import { figure } from "../figure.ts";

const ID = "unbiasedness";
/** The sizes are draws at each θ, the replications are the θ. */
const SIZES: Sizes = {
  smoke: { sizes: [400], replications: 1 },
  default: { sizes: [4000], replications: 4 },
  paper: { sizes: [40_000], replications: 10 },
};
const ENUMERATED = 20;
/** The smaller q, the more draws Hotelling's test needs. */
const PROBABILITIES = [0, 0.1, 0.2, 0.5];

const PROBLEMS = [
  { name: "two-tasks", ...modules.metaProblems("counterExampleProblem", {}) },
  {
    name: "sinusoid",
    ...modules.fewShotProblems("sinusoidProblem", {
      hidden: [4],
      shots: 10,
      queries: 10,
      steps: 5,
      stepSize: 0.05,
      judged: 1,
    }),
  },
];

/** The part for a given context. */
export function unbiasedness(context: PartContext): StudyPart {
  const { study, seed, size, table } = context;
  const { sizes, replications } = size(SIZES);
  const draws = sizes[0];
  const cells = PROBLEMS.map(({ name, code, options }): Stage => ({
    name: `${study}/${ID}/${name}/moments`,
    kind: "estimate",
    code: {
      entry: "pipeline/stages/meta_moments.ts",
      slots: { problem: code, estimator: modules.unbiasedFirstOrder("unbiasedFirstOrder") },
    },
    parameters: {
      name,
      problem: options,
      estimators: PROBABILITIES.map((q) => ({ name: debiased(q).name, q })),
      count: replications,
      enumerated: ENUMERATED,
      draws,
    },
    inputs: {},
    outputs: ["rows"],
    random: [seed, study, ID, name],
  }));
  const moments = table(`${ID}/table`);
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
      {
        id: "debiased_exactly",
        says:
          "The debiased estimate is unbiased: over its coin its mean is the exact gradient, for every task, θ and q.",
        measures: "greatest error of a coordinate of the mean, by enumeration",
        accepts: RANGES.roundingSharp,
        value: largest(
          { moments },
          "value",
          "quantity = 'mean_error' AND estimator LIKE 'unbiased%'",
        ),
      },
      {
        id: "first_order_biased",
        says: "The first-order estimate is biased.",
        measures: "standard normal score of Hotelling’s T², mean over θ, lesser of two problems",
        accepts: RANGES.bias,
        found:
          "how many θ, q and draws there are was settled after a first run, and that the mean is over θ",
        // Over θ, since the mean bias may vanish at one of them
        value: {
          sql: `SELECT ${SCORE}, problem AS which FROM moments
WHERE quantity = 'score' AND estimator = 'first-order' GROUP BY problem ORDER BY value LIMIT 1`,
          tables: { moments },
        },
      },
      {
        id: "debiased_mean",
        says: "Over random tasks and coins no bias of the debiased estimate is seen.",
        measures: "mean standard normal score of Hotelling’s T² over problems, θ and q",
        accepts: RANGES.noBias,
        found: "how many θ, q and draws there are was settled after a first run",
        value: {
          sql: `SELECT ${SCORE} FROM moments
WHERE quantity = 'score' AND estimator LIKE 'unbiased%' HAVING count(*) > 0`,
          tables: { moments },
        },
      },
      {
        id: "second_moment_exactly",
        says:
          "The second moment of the debiased estimate is ‖G‖² + (1/q − 1)‖G − G_{FO}‖², for every task, θ and q.",
        measures: "greatest relative deviation from the formula, by enumeration",
        accepts: RANGES.roundingSharp,
        value: largest({ moments }, "value", "quantity = 'moment_error'"),
      },
      {
        id: "second_moment",
        says:
          "The second moment of the debiased estimate is ‖G‖² + (1/q − 1)‖G − G_{FO}‖²: seen over random tasks and coins.",
        measures: "sampled second moment over the formula, mean over problems, θ and q",
        accepts: RANGES.same,
        found: "how many θ, q and draws there are was settled after a first run",
        value: pooled({ moments }, "quantity = 'moment_ratio' AND estimator LIKE 'unbiased%'"),
      },
    ],
    sections: [{
      id: ID,
      title: "Mean and second moment of the estimate",
      text:
        `At ${replications} random θ, for the two scalar tasks and for sine waves learnt by a small ` +
        `network (five steps of 0.05 on ten points). ${ENUMERATED} tasks by enumeration: both ` +
        `outcomes of the coin with their probabilities. And ${
          formatInteger(draws)
        } draws of a task and a ` +
        `coin.${WORDS}`,
      figures: [MOMENTS({ moments })],
    }],
  };
}

const WORDS =
  "\n\nWhat is tested is the estimate minus the exact gradient of its own task, which is zero on average " +
  "if and only if the estimate is unbiased, without the scatter of the tasks. Hotelling’s T² is shown as " +
  "a standard normal score: within ±2 nineteen times of twenty if there is no bias, large if there is. " +
  "The mean bias of the first-order estimate has a sign that differs from θ to θ, and is small where it " +
  "changes: hence the mean score over θ in the claim that there is a bias.\n\nThe second moment that " +
  "theory gives is ‖G‖² + (1/q − 1)‖G − G_{FO}‖²: what the coin adds is the squared error of the " +
  "first-order estimate times 1/q − 1, and not times 1/q.\n\nThat mean over θ, and how many θ, q and " +
  "draws there are, were settled after a first run.";

/** Hotelling's scores have unit variance: they are standard normal without a bias, and shifted by one. */
const SCORE = "avg(value) AS value, 1 / sqrt(count(*)) AS error";

const MOMENTS = figure("meta_moments", "momentChecks", {
  title: "Mean and second moment of the debiased estimate",
  caption:
    "Above: both outcomes of the coin with their probabilities; exact zeros stand on the lower edge. Below: " +
    "tasks and coins drawn. Each point is one θ; q = 0 is the first-order estimate, of which theory gives " +
    "the mean alone. The score is standard normal if there is no bias; its axis is logarithmic beyond ±2.",
  panels: [
    {
      panel: "mean_error",
      title: "Mean, by enumeration",
      what: "greatest error",
      scale: "rounding",
      levels: [{ at: 1e-12, label: "accepted up to here" }],
    },
    {
      panel: "moment_error",
      title: "Second moment, by enumeration",
      what: "greatest relative error",
      scale: "rounding",
      levels: [{ at: 1e-12, label: "accepted up to here" }],
    },
    {
      panel: "score",
      title: "Mean, by draws",
      what: "score of Hotelling’s T²",
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
  `-- Mean and second moment of estimates with a coin, for each problem, q and θ: errors by enumeration of the
-- coin, the score of the test that the mean is right, and the sampled second moment over that of theory.
SELECT quantity AS panel, problem,
  q, replication AS theta, value, mc_error
FROM moments WHERE quantity IN ('mean_error', 'moment_error', 'score', 'moment_ratio')
ORDER BY ALL`,
);
