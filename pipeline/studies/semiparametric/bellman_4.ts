/**
 * Projected Bellman B4: kernel bilevel optimisation on random Fourier features, by penalty.
 *
 * @module
 */

import { GRADIENT, learned } from "../functional.ts";
import {
  describeSizes,
  exactStage,
  type PartContext,
  type Sizes,
  type StudyPart,
  summaries,
  truths,
} from "../parts.ts";
import { problem } from "./bellman.ts";
import { bellmanBasis, gradients, UNPUBLISHED } from "./entries.ts";
import { FEATURE_BILEVEL, FEATURES, KERNEL } from "./kernel_entries.ts";
import { modules } from "../modules.ts";

const BELLMAN_1 = problem(1);
const SIZES: Sizes = {
  smoke: { sizes: [100], replications: 10 },
  default: { sizes: [600], replications: 200 },
  paper: { sizes: [600], replications: 2000 },
};

/** The part for a given context. */
export function bellman4(context: PartContext): StudyPart {
  const { blockOfKernels, size, table } = context;
  return {
    experiments: [{
      id: "bellman-4",
      problem: BELLMAN_1,
      ...size(SIZES),
      block: blockOfKernels,
      needs: learned({
        design: { folds: 2, pooled: true },
        learners: [bellmanBasis(0.5)],
        besides: FEATURE_BILEVEL,
      }),
      over: gradients(...UNPUBLISHED),
      measure: GRADIENT,
    }],
    stages: [
      truths(context, BELLMAN_1),
      exactStage(
        context,
        `${BELLMAN_1.name}/kernel-exact`,
        "kernel_bilevel_population",
        {
          name: BELLMAN_1.name,
          quantity: "kernel_gradient",
          lambdas: KERNEL.lambdas,
          options: FEATURES,
        },
        { population: modules.kernelBilevelPopulations("bellmanGradients") },
      ),
    ],
    queries: {
      "bellman-4/population": {
        sql: "kernel_population",
        tables: { estimates: table("bellman-4/collect", "estimates"), exact: table("exact") },
        into: "summary",
      },
    },
    sections: [{
      id: "bellman-4",
      title: "Projected Bellman B4: kernel bilevel optimisation by penalty",
      text: describeSizes(
        "The problem of B1. Kernel bilevel optimisation learns from n inner observations by ridge regression on " +
          "256 random Fourier features, one fixed draw, and averages over n outer ones. The other estimators are " +
          "cross-fitted over all 2n observations with the published basis, a penalty as in B1.",
        size(SIZES),
      ) +
        "\n\nKernel bilevel optimisation averages over half of the observations, which alone costs it a factor of " +
        "about √2. The exact bias is that of our draw of " +
        "the features. The grid of penalties is that of the published figure 3: the one of B4 is not known to us, nor " +
        "are its numbers.",
      figures: [{
        id: "bellman_4_kbo",
        tables: summaries(context, "bellman-4/summary", "bellman-4/population"),
      }],
    }],
  };
}
