/**
 * How a budget of samples is best split between the lower level, the adjoint and the cross term.
 *
 * @module
 */

import type { Problem } from "../experiment.ts";
import { fixedPointErrors, sid, type SidEffort } from "../fixed_points.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import {
  claim,
  type ClaimDetails,
  figure,
  modules,
  overInstances,
  RANGES,
  ratioOf,
} from "../words.ts";

const ID = "budget-split";
/**
 * The sizes are budgets t + k + J, multiples of `SHARES`. Replications were planned from an older design on one
 * draw of the data, whose 300 left a ratio a standard error of 0.04.
 */
const SIZES: Sizes = { smoke: [[90], 10], default: [[270], 600] };
/** Shares of the budget are whole numbers of ninths, which hold the equal split. */
const SHARES = 9;
/** One of t, k and J in a pilot run, the two others, and the first replication, beyond all others. */
const PILOT = { short: 40, long: 320, first: 1_000_000 };
const BATCH = 4;
const STEPS = { rule: "decreasing", beta: 1, gamma: 2 } as const;

const PROBLEMS: readonly Problem[] = [
  {
    name: "weighted-ridge",
    ...modules.fixedPointProblems("weightedRidgeMap", {
      data: { n: 100, validation: 100, p: 10, contaminated: 0.2 },
      penalty: 0.02,
    }),
  },
  {
    name: "logistic",
    ...modules.fixedPointProblems("logisticMap", { data: { n: 200, validation: 200, p: 10 } }),
  },
];

const OURS: ClaimDetails = { paper: "ours" };

/** The part for a given context. */
export function budgetSplit({ block, size, table }: PartContext): StudyPart {
  const { sizes, replications } = size(SIZES);
  const tried = (efforts: readonly SidEffort[], setting: string) => ({
    ...sid("sid", efforts, { batch: BATCH, steps: STEPS }),
    setting,
  });
  const measure = fixedPointErrors();
  const errors = table(`${ID}/collect`);
  const [constants, grid, ratios] = [
    table(`${ID}/constants`),
    table(`${ID}/splits`),
    table(`${ID}/ratios`),
  ];
  const predicted = (problem: string, against: string) =>
    overInstances(ratioOf(ratios, { problem, split: "predicted", against }, "budget DESC"));
  return {
    experiments: PROBLEMS.flatMap((problem) => {
      const experiment = { id: ID, problem, replications, block, measure };
      return [
        { ...experiment, over: sizes.map((budget) => tried(splits(budget), `budget=${budget}`)) },
        { ...experiment, firstReplication: PILOT.first, over: [tried(pilots(), "pilot")] },
      ];
    }),
    queries: {
      [`${ID}/constants`]: {
        sql: "budget_constants",
        tables: { errors },
        into: "budget_constants",
      },
      [`${ID}/splits`]: {
        sql: "budget_splits",
        tables: { errors, constants },
        into: "budget_splits",
      },
      [`${ID}/ratios`]: {
        sql: "budget_ratios",
        tables: { errors, splits: grid },
        into: "budget_ratios",
      },
    },
    claims: [
      claim("budget_split_weighted", RANGES.nearlyBest, predicted("weighted-ridge", "best"), OURS)`
        Where all three parts are random, the split in proportion to √A : √B : √C is nearly the best
        one: the constants of other runs predict it.
        Number: ratio of mean squared errors, predicted split over the best measured one, largest
        budget`,
      claim("budget_split_logistic", RANGES.nearlyBest, predicted("logistic", "best"), OURS)`
        Where the cross term involves no data, the predicted split leaves it the least share, and is
        nearly the best one.
        Number: ratio of mean squared errors, predicted split over the best measured one, largest
        budget`,
      claim("budget_split_equal", RANGES.less, predicted("weighted-ridge", "equal"), OURS)`
        Where all three parts are random, the predicted split is better than equal shares.
        Number: ratio of mean squared errors, predicted split over equal shares, largest budget`,
    ],
    sections: [{
      id: ID,
      title: "How to split a budget of samples",
      text:
        `A budget of t + k + J = ${
          sizes.join(" or ")
        } minibatches of ${BATCH}, split in all ways in whole ` +
        `numbers of ninths. Ridge regression with a weight an observation (100 of them, 10 features), ` +
        `whose cross term is as random as all else, and logistic regression with a penalty a feature ` +
        `(200 and 10), whose cross term involves no data. Steps decrease from ½, with β one unit and γ ` +
        `two. ${replications} replications, each with data of its own.${WORDS}`,
      figures: [SPLITS({ splits: grid, constants })],
    }],
  };
}

/** All splits of a budget into positive numbers of shares. */
function splits(budget: number): SidEffort[] {
  const share = budget / SHARES;
  const counts = Array.from({ length: SHARES - 2 }, (_, i) => i + 1);
  return counts.flatMap((t) =>
    counts.filter((k) => t + k < SHARES).map((k) => ({
      t: t * share,
      k: k * share,
      J: (SHARES - t - k) * share,
    }))
  );
}

/** Three runs, one of t, k and J being short in each. */
function pilots(): SidEffort[] {
  const { short, long } = PILOT;
  const all = { t: long, k: long, J: long };
  return [{ ...all, t: short }, { ...all, k: short }, { ...all, J: short }];
}

const WORDS =
  "\n\nWith an error of about A/t + B/k + C/J a budget is best split in the proportions √A : √B : √C, " +
  "whatever it is. A, B and C come from three pilot runs, in each of which one of t, k and J is " +
  `${PILOT.short} and the others are ${PILOT.long}, in as many other replications. The predicted split is ` +
  "that of the grid for which A/t + B/k + C/J is least; it is compared with the one whose measured error is " +
  "least, and with equal shares. The intervals are bootstrap ones over replications, and the best split " +
  "is chosen anew in each draw: being chosen after the fact, it looks better than it is, and the ratio to " +
  "it is never below 1.";

const SPLITS = figure("budget_split", "budgetSplits", {
  title: "Error by the split of a budget of samples",
  caption:
    "Mean squared error of the gradient over the least one of its budget, by the shares of t (steps " +
    "of the lower level) and J (samples of the cross term); k, the steps of the adjoint, has what they " +
    "leave: most in the lower left corner, least on the diagonal. The full frame is the split that " +
    "theory predicts from the constants of other runs, the dashed one that which is best as measured.",
  tableCaption: "Measured and predicted mean squared errors of all splits",
}).from(
  `-- The error of every split over the least one of its budget, and the shares that theory predicts.
WITH shares AS (
  SELECT problem, max(share) FILTER (part = 't') AS best_t, max(share) FILTER (part = 'k') AS best_k,
    max(share) FILTER (part = 'j') AS best_j
  FROM constants GROUP BY ALL
)
SELECT problem, budget, t, k, j, value, mc_error, predicted, loss, best::INTEGER AS best,
  chosen::INTEGER AS chosen, best_t, best_k, best_j
FROM splits JOIN shares USING (problem) ORDER BY ALL`,
);
