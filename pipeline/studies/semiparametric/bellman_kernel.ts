/**
 * Projected Bellman B4: kernel bilevel optimisation on random Fourier features, by penalty.
 *
 * @module
 */

import { GRADIENTS, learned, truths } from "../functional.ts";
import {
  compared,
  exactStage,
  type PartContext,
  type Sizes,
  type StudyPart,
  summaries,
} from "../parts.ts";
import { problem } from "./bellman.ts";
import { bellmanBasis, gradients, OTHER_PLUG_INS } from "./entries.ts";
import { FEATURE_BILEVEL, FEATURES, KERNEL, population } from "./kernel_entries.ts";
import { BY_PENALTY, figure, modules } from "../words.ts";

const SIZES: Sizes = { smoke: [[100], 10], default: [[600], 200] };

const PROBLEM = problem(1);

/** The part for a given context. */
export function bellmanKernel(context: PartContext): StudyPart {
  const { sized, blockOfKernels, size } = context;
  return {
    experiments: [{
      id: "bellman-4",
      problem: PROBLEM,
      ...size(SIZES),
      block: blockOfKernels,
      needs: learned({
        design: { folds: 2, pooled: true },
        learners: [bellmanBasis(0.5)],
        besides: FEATURE_BILEVEL,
      }),
      over: gradients(...OTHER_PLUG_INS),
      measure: GRADIENTS,
    }],
    stages: [
      truths(context, PROBLEM),
      exactStage(
        context,
        `${PROBLEM.name}/kernel-exact`,
        modules.kernelBilevelPopulations("bellmanGradients"),
        { name: PROBLEM.name, lambdas: KERNEL.lambdas, ...FEATURES },
      ),
    ],
    queries: population(context, { id: "bellman-4", problem: PROBLEM }),
    published: { experiments: ["bellman-4"], limits: ["bellman-4/population"] },
    sections: [{
      id: "bellman-4",
      title: "Projected Bellman B4: kernel bilevel optimisation by penalty",
      text:
        "The problem of B1. Kernel bilevel optimisation learns from n inner observations by ridge regression on " +
        "256 random Fourier features, one fixed draw, and averages over n outer ones. The other estimators are " +
        "cross-fitted over all 2n observations with the published basis, a penalty as in B1." +
        sized(SIZES) +
        "\n\nKernel bilevel optimisation averages over half of the observations, which alone costs it a factor of " +
        "about √2. The exact bias is that of our draw of the features.",
      figures: [PENALTIES(summaries(context, "bellman-4/summary", "bellman-4/population"))],
      published: [
        compared("table_bellman_b4_kbo", "Errors by penalty", "Bellman B4", {
          note:
            "All columns of kernel bilevel optimisation rest on one draw of the features, theirs on another " +
            "than ours: they are shown and not counted. What does not depend on the penalty is printed in each " +
            "row and counts once.",
        }),
        compared("table_bellman_b4_appendix", "Oracle and learning errors", "Bellman B4, appendix"),
      ],
    }],
  };
}

const PENALTIES = figure("bellman_4_kbo", "errorByPenalty", {
  title: "Projected Bellman B4: kernel bilevel gradient against its regularisation",
  caption:
    "Root-mean-square error of the kernel bilevel gradient on 256 random features, and the exact population bias of the same features, against λ.",
  quantity: "RMSE, or exact bias",
}).from(BY_PENALTY);
