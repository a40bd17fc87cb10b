/**
 * Mean and second moment of the debiased estimate: over its coin exactly, and by tossing it.
 *
 * @module
 */

import { formatInteger } from "../../../reports/charts/number.ts";
import type { Stage } from "../../engine/stage.ts";
import { debiased } from "../parametric.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { claim, figure, largest, modules, pooled, prose, RANGES, simulated } from "../words.ts";

const ID = "unbiasedness";
/** The sizes are draws at each θ, the replications are the θ. */
const SIZES: Sizes = { smoke: [[400], 1], default: [[4000], 4], paper: [[40_000], 10] };
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

const SETTLED = "how many θ, q and draws there are was settled after a first run";

/** The part for a given context. */
export function unbiasedness({ study, seed, size, table }: PartContext): StudyPart {
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
  const unbiased = (quantity: string) => `quantity = '${quantity}' AND estimator LIKE 'unbiased%'`;
  const greatest = (quantity: string) => largest({ moments }, "value", unbiased(quantity));
  const settled = { found: SETTLED };
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
      claim("debiased_exactly", RANGES.rounding, greatest("mean_error"))`
        The debiased estimate is unbiased: over its coin its mean is the exact gradient, for every
        task, θ and q.
        Number: greatest error of a coordinate of the mean, by enumeration`,
      // Over θ, since the mean bias may vanish at one of them
      claim(
        "first_order_biased",
        RANGES.bias,
        simulated({ sql: LESSER_SCORE, tables: { moments } }),
        {
          found: `${SETTLED}, and that the mean is over θ`,
        },
      )`
        The first-order estimate is biased.
        Number: standard normal score of Hotelling’s T², mean over θ, lesser of two problems`,
      claim(
        "debiased_mean",
        RANGES.noBias,
        simulated({ sql: MEAN_SCORE, tables: { moments } }),
        settled,
      )`
        Over random tasks and coins no bias of the debiased estimate is seen.
        Number: mean standard normal score of Hotelling’s T² over problems, θ and q`,
      claim("second_moment_exactly", RANGES.rounding, greatest("moment_error"))`
        The second moment of the debiased estimate is ‖G‖² + (1/q − 1)‖G − G_{FO}‖², for every task,
        θ and q.
        Number: greatest relative deviation from the formula, by enumeration`,
      claim("second_moment", RANGES.same, pooled({ moments }, unbiased("moment_ratio")), settled)`
        The second moment of the debiased estimate is ‖G‖² + (1/q − 1)‖G − G_{FO}‖²: seen over
        random tasks and coins.
        Number: sampled second moment over the formula, mean over problems, θ and q`,
    ],
    sections: [{
      id: ID,
      title: "Mean and second moment of the estimate",
      text: prose`
        At ${replications} random θ, for the two scalar tasks and for sine waves learnt by a small
        network (five steps of 0.05 on ten points). ${ENUMERATED} tasks by enumeration: both
        outcomes of the coin with their probabilities. And ${formatInteger(draws)} draws of a task
        and a coin.${WORDS}`,
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
const LESSER_SCORE = `SELECT ${SCORE}, problem AS which FROM moments
WHERE quantity = 'score' AND estimator = 'first-order' GROUP BY problem ORDER BY value LIMIT 1`;
const MEAN_SCORE = `SELECT ${SCORE} FROM moments
WHERE quantity = 'score' AND estimator LIKE 'unbiased%' HAVING count(*) > 0`;

const ROUNDING = {
  scale: "rounding",
  levels: [{ at: 1e-12, label: "accepted up to here" }],
} as const;

const MOMENTS = figure("meta_moments", "momentChecks", {
  title: "Mean and second moment of the debiased estimate",
  caption:
    "Above: both outcomes of the coin with their probabilities; exact zeros stand on the lower edge. Below: " +
    "tasks and coins drawn. Each point is one θ; q = 0 is the first-order estimate, of which theory gives " +
    "the mean alone. The score is standard normal if there is no bias; its axis is logarithmic beyond ±2.",
  panels: [
    { panel: "mean_error", title: "Mean, by enumeration", what: "greatest error", ...ROUNDING },
    {
      ...{ panel: "moment_error", title: "Second moment, by enumeration" },
      ...{ what: "greatest relative error", ...ROUNDING },
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
