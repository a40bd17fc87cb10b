/**
 * Mean and second moment of the debiased estimate: over its coin exactly, and by tossing it.
 *
 * @module
 */

import { formatInteger } from "../../../reports/number.ts";
import type { Stage } from "../../engine/stage.ts";
import { queryStage } from "../grid.ts";
import { debiasedEntry, META_ESTIMATORS } from "../meta_grid.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";

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
  {
    name: "two-tasks",
    code: "pipeline/stages/meta_problems.ts#counterExampleProblem",
    options: {},
  },
  {
    name: "sinusoid",
    code: "pipeline/stages/few_shot_problems.ts#sinusoidProblem",
    options: { hidden: [4], shots: 10, queries: 10, steps: 5, stepSize: 0.05, judged: 1 },
  },
];

/** The part for a given context. */
export function unbiasedness(context: PartContext): StudyPart {
  const { study, seed, size, table } = context;
  const { sizes, replications } = size(SIZES);
  const draws = sizes[0]!;
  const cells = PROBLEMS.map(({ name, code, options }): Stage => ({
    name: `${study}/${ID}/${name}/moments`,
    kind: "estimate",
    code: {
      entry: "pipeline/stages/meta_moments.ts",
      slots: { problem: code, estimator: META_ESTIMATORS.unbiased },
    },
    parameters: {
      labels: { study, experiment: ID, problem: name },
      problem: options,
      estimators: PROBABILITIES.map((q) => ({ name: debiasedEntry(q).name, q })),
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
    stages: [
      ...cells,
      queryStage(
        `${study}/${ID}/table`,
        "collect",
        "reports/sql/meta_moments.sql",
        { moments: cells.map(({ name }) => ({ stage: name, output: "rows" })) },
        { moments: "json" },
      ),
    ],
    database: { meta_moments: [moments] },
    claims: [
      "debiased_exactly",
      "first_order_biased",
      "debiased_mean",
      "second_moment_exactly",
      "second_moment",
    ]
      .map((id) => ({ id, tables: { moments }, evidence: ["meta_moments"] })),
    sections: [{
      id: ID,
      title: "Mean and second moment of the estimate",
      text:
        `At ${replications} random θ, for the two scalar tasks and for sine waves learnt by a network ` +
        `with 13 parameters (five steps of 0.05 on ten points). ${ENUMERATED} tasks by enumeration: both ` +
        `outcomes of the coin with their probabilities. And ${
          formatInteger(draws)
        } draws of a task and a ` +
        `coin.${WORDS}`,
      figures: [{ id: "meta_moments", tables: { moments } }],
      published: [],
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
