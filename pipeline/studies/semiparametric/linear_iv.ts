/**
 * Linear-IV, figure 4: the root of the gradient in a scalar problem.
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
} from "../parts.ts";
import { ROOTS } from "./entries.ts";
import { KERNEL_ROOTS, ROOT_SIGMA, rootLambdas } from "./kernel_entries.ts";
import * as modules from "../modules.ts";
import { both, overBound } from "../facts.ts";
import { figure } from "../figure.ts";
import { errorsAndBound } from "../rows.ts";

const SIZES: Sizes = {
  smoke: { sizes: [100, 200], replications: 20 },
  default: { sizes: [100, 200, 400, 800, 1600], replications: 300 },
  paper: { sizes: [100, 200, 400, 800, 1600], replications: 3000 },
};
const LINEAR_IV = { name: "linear-iv", code: modules.linearIV("linearIV") };

/** The exact roots of the regularised problem, at the penalties of the given sizes. */
function kernelExact(study: string, sizes: readonly number[]): Stage {
  return {
    name: `${study}/${LINEAR_IV.name}/kernel-exact`,
    kind: "exact",
    code: {
      entry: "pipeline/stages/kernel_bilevel_population.ts",
      slots: { population: modules.kernelBilevelPopulations("linearIVRoots") },
    },
    parameters: {
      name: LINEAR_IV.name,
      quantity: "kernel_root",
      lambdas: [...new Set(sizes.flatMap(rootLambdas))].sort((a, b) => a - b),
      options: { sigma: ROOT_SIGMA },
    },
    inputs: {},
    outputs: ["rows"],
  };
}

/** The part for a given context. */
export function linearIV(context: PartContext): StudyPart {
  const { study, seed, block, blockOfKernels, size, table } = context;
  const base = { study, seed, problem: LINEAR_IV, target: "root", ...size(SIZES) } as const;
  const experiments: Experiment[] = [
    {
      ...base,
      id: "iv-4",
      block,
      design: { folds: 2 },
      learners: [{
        name: "linear",
        ...modules.learners.bySize("linear", () => ({ ridge: 1e-8 })),
      }],
      estimators: ROOTS,
    },
    {
      ...base,
      id: "iv-4-kbo",
      block: blockOfKernels,
      design: "split",
      learners: [],
      estimators: {},
      kernelBilevel: KERNEL_ROOTS,
    },
  ];
  const population = queryStage(
    `${study}/iv-4-kbo/population`,
    "summary",
    "reports/sql/kernel_root_population.sql",
    { estimates: table("iv-4-kbo/collect", "estimates"), exact: table("exact") },
  );
  const names = ["iv-4/summary", "iv-4-kbo/summary", "iv-4-kbo/population"];
  const tables = experimentTables(context, experiments);
  return {
    stages: [
      ...experiments.flatMap(experimentStages),
      population,
      exactStage(context, LINEAR_IV),
      kernelExact(study, base.sizes),
    ],
    published: names.map((name) => table(name)),
    database: { ...tables, summary: [...tables.summary, table("iv-4-kbo/population")] },
    sections: [
      {
        id: "iv-4",
        title: "Linear-IV, published figure 4: roots",
        text: describeSizes(
          "The root of the gradient, in a scalar problem with endogenous outcomes: X and T as in sine-IV, " +
            "T_w = w T and Y = 2 T plus noise that depends on that of T, so that the root is 2. The learner is linear, " +
            "cross-fitted over two folds. Kernel bilevel optimisation gets n inner and n outer observations, a " +
            "Gaussian kernel of width 2, and a penalty λ that is fixed or falls with n.",
          size(SIZES),
        ) +
          "\n\nThe linear learner knows the form of the truth and the kernel does not: this compares learners, too. " +
          "The kernel's root tends to that of its regularised problem, which is known exactly.",
        found: both(overBound(context, "iv-4", "root"), {
          words: "The regularised problem has its root at {kernel_root} for λ = 0.01.",
          facts: {
            sql: `SELECT max(value) AS kernel_root FROM exact
WHERE quantity = 'kernel_root' AND setting = 'lambda=0.01'`,
            tables: { exact: table("exact") },
          },
        }),
        figures: [
          ROOT({
            summary: table("iv-4/summary"),
            kernel: table("iv-4-kbo/summary"),
            exact: table("exact"),
          }),
        ],
        published: [
          {
            table: "table_iv_figure4_root_rmse",
            title: "Error of the root",
            origin: "IV figure 4",
          },
          {
            table: "table_iv_figure4_kbo_population_roots",
            title: "Population roots of kernel bilevel optimisation",
            origin: "IV figure 4",
            note:
              "Published for a proxy from one draw. Ours are exact, so these cells are shown and not counted.",
          },
        ],
      },
    ],
  };
}

/**
 * RMSE of the root by each estimator against n, beside the efficiency bound. Kernel bilevel
 * optimisation uses 2n observations, for which this is not the bound.
 */
const ROOT = figure("iv_4_root", "errorBySize", {
  title: "Linear-IV: error of the root against the sample size",
  quantity: "root",
  looks: {
    "kernel-bilevel, λ = 0.01": { like: "indigo", shape: "triangle-right", dash: [10, 3] },
    "kernel-bilevel, λ = 0.05 n^−0.6": { like: "green", shape: "triangle-left", dash: [3, 3] },
  },
}).from(`FROM (${errorsAndBound("root_bound")})
UNION ALL
SELECT CASE setting
    WHEN 'lambda=0.01' THEN 'kernel-bilevel, λ = 0.01'
    ELSE 'kernel-bilevel, λ = 0.05 n^−0.6'
  END, n, value, mc_error, NULL
FROM kernel WHERE metric = 'rmse' AND estimator = 'kernel-bilevel'
ORDER BY ALL`);
