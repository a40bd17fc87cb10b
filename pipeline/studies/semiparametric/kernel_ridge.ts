/**
 * A learner that was not made for the problem: kernel ridge regression on three covariates.
 *
 * @module
 */

import { GRADIENTS, learned } from "../functional.ts";
import { type PartContext, type Sizes, type StudyPart, summaries } from "../parts.ts";
import { EXOGENOUS, gradients } from "./entries.ts";
import { overBound } from "../facts.ts";
import { figure, modules } from "../words.ts";

const SIZES: Sizes = {
  smoke: [[100], 10],
  default: [[200, 400, 800], 50],
  paper: [[200, 400, 800, 1600], 500],
};
/** Penalties from which leave-one-out error chooses. */
const GRID = { sigma: 1, lambdas: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2] };

/** The part for a given context. */
export function kernelRidge(context: PartContext): StudyPart {
  const { sized, block, size } = context;
  return {
    experiments: [{
      id: "krr",
      problem: EXOGENOUS,
      ...size(SIZES),
      block,
      needs: learned({
        learners: [{
          name: "kernel-ridge",
          ...modules.learners.always("gaussianKernelRidge", GRID),
        }],
      }),
      over: gradients(),
      measure: GRADIENTS,
    }],
    sections: [
      {
        id: "krr",
        title: "A learner that was not made for the problem",
        text:
          "Sine-IV as in the published figure 1, but learned by kernel ridge regression on the three covariates: " +
          "Gaussian kernel of width 1, penalty by leave-one-out error, two folds." +
          sized(SIZES) +
          "\n\nOrthogonality squares the learning error, it does not remove it. In the full plug-in two biases " +
          "of opposite sign meet, shrinkage and the noise that its two learned factors share; the orthogonal " +
          "gradient has both with the same sign.",
        found: overBound(context, { id: "krr", problem: EXOGENOUS }, "gradient", {
          plugIns: { "plug-in": "the published plug-in", "plug-in-full": "the full one" },
        }),
        figures: [BIAS(summaries(context, "krr/summary"))],
      },
    ],
  };
}

const BIAS = figure("krr_bias", "biasAndCoverage", {
  title: "Kernel ridge nuisances: bias and coverage against the sample size",
  caption: "The same kernel ridge nuisances for every estimator.",
  tableCaption: "Bias and coverage with kernel ridge nuisances",
}).from(
  `-- Bias and coverage by sample size when the lower level is learned by kernel ridge regression.
SELECT estimator, n, metric, value, mc_error
FROM summary
WHERE experiment = 'krr' AND metric IN ('bias', 'coverage')
ORDER BY metric, estimator, n`,
);
