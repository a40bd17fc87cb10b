/**
 * Projected Bellman B4: kernel bilevel optimisation on random Fourier features, by penalty.
 *
 * @module
 */

import type { Stage } from "../../engine/stage.ts";
import { type Experiment, experimentStages } from "../grid.ts";
import { queryStage } from "../query.ts";
import {
  describeSizes,
  exactStage,
  experimentTables,
  type PartContext,
  type Sizes,
  type StudyPart,
  summaries,
} from "../parts.ts";
import { problem } from "./bellman.ts";
import { bellmanBasis, COMPARED, KERNEL } from "./entries.ts";
import { FEATURE_BILEVEL, FEATURES } from "./kernel_entries.ts";
import * as modules from "../modules.ts";
import { figure } from "../figure.ts";
import { BY_PENALTY } from "../rows.ts";

const BELLMAN_1 = problem(1);
const SIZES: Sizes = {
  smoke: { sizes: [100], replications: 10 },
  default: { sizes: [600], replications: 200 },
  paper: { sizes: [600], replications: 2000 },
};

/** The part for a given context. */
export function bellman4(context: PartContext): StudyPart {
  const { study, seed, blockOfKernels, size, table } = context;
  const experiment: Experiment = {
    study,
    seed,
    id: "bellman-4",
    block: blockOfKernels,
    problem: BELLMAN_1,
    design: { folds: 2, pooled: true },
    ...size(SIZES),
    learners: [bellmanBasis(0.5)],
    estimators: COMPARED,
    kernelBilevel: FEATURE_BILEVEL,
  };
  const population = queryStage(
    `${study}/bellman-4/population`,
    "summary",
    "reports/sql/kernel_population.sql",
    { estimates: table("bellman-4/collect", "estimates"), exact: table("exact") },
  );
  const kernelExact: Stage = {
    name: `${study}/${BELLMAN_1.name}/kernel-exact`,
    kind: "exact",
    code: {
      entry: "pipeline/stages/kernel_bilevel_population.ts",
      slots: { population: modules.kernelBilevelPopulations("bellmanGradients") },
    },
    parameters: {
      name: BELLMAN_1.name,
      quantity: "kernel_gradient",
      lambdas: KERNEL.lambdas,
      options: FEATURES,
    },
    inputs: {},
    outputs: ["rows"],
  };
  const tables = experimentTables(context, [experiment]);
  return {
    stages: [
      ...experimentStages(experiment),
      population,
      exactStage(context, BELLMAN_1),
      kernelExact,
    ],
    database: { ...tables, summary: [...tables.summary, table("bellman-4/population")] },
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
      figures: [PENALTIES(summaries(context, "bellman-4/summary", "bellman-4/population"))],
      published: [],
    }],
  };
}

const PENALTIES = figure("bellman_4_kbo", "errorByPenalty", {
  title: "Projected Bellman B4: kernel bilevel gradient against its regularisation",
  caption:
    "Root-mean-square error of the kernel bilevel gradient on 256 random features, and the exact population bias of the same features, against λ.",
  quantity: "RMSE, or exact bias",
}).from(BY_PENALTY);
