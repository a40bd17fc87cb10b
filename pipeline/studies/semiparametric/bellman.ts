/**
 * Projected Bellman B1 to B3: gradients, intervals and roots with the published basis.
 *
 * @module
 */

import { type Experiment, experimentStages, type ProblemEntry } from "../grid.ts";
import {
  describeSizes,
  exactStage,
  experimentTables,
  type PartContext,
  type Sizes,
  type StudyPart,
  summaries,
} from "../parts.ts";
import * as modules from "../modules.ts";
import { bellmanBasis, COMPARED, ESTIMATORS, ROOTS } from "./entries.ts";
import { coverages, INTERVALS, overBound } from "../facts.ts";
import { figure } from "../figure.ts";
import { COVERAGE, errorsAndBound } from "../rows.ts";

const SIZES: Sizes = {
  smoke: { sizes: [200, 400], replications: 20 },
  default: { sizes: [200, 400, 800, 1600, 3200], replications: 200 },
  paper: { sizes: [200, 400, 800, 1600, 3200], replications: 2000 },
};

/** Problem B1, B2 or B3. */
export const problem = (which: 1 | 2 | 3): ProblemEntry => ({
  name: `bellman-b${which}`,
  code: modules.projectedBellman(`projectedBellmanB${which}`),
});

/** The part for a given context. */
export function bellman(context: PartContext): StudyPart {
  const { study, seed, block, size, table } = context;
  const base = { study, seed, block, design: { folds: 2 }, ...size(SIZES) };
  const experiments: Experiment[] = [
    {
      ...base,
      id: "bellman-1",
      problem: problem(1),
      learners: [bellmanBasis(0.5)],
      estimators: COMPARED,
    },
    {
      ...base,
      id: "bellman-2",
      problem: problem(2),
      learners: [bellmanBasis(0.05)],
      estimators: ESTIMATORS,
    },
    {
      ...base,
      id: "bellman-3",
      problem: problem(3),
      target: "root",
      learners: [bellmanBasis(1)],
      estimators: ROOTS,
    },
  ];
  return {
    stages: [
      ...experiments.flatMap(experimentStages),
      ...experiments.map(({ problem }) => exactStage(context, problem)),
    ],
    published: [table("bellman-1/summary")],
    database: experimentTables(context, experiments),
    sections: [
      {
        id: "bellman-1",
        title: "Projected Bellman B1: error by sample size",
        text: describeSizes(
          "Fitted Q-evaluation with a linear value function: X is state and action, S′ the next state, T_w the " +
            "reward plus 0.8 times w · φ(S′), φ(s) = (sin s, cos s, s, s²), and Y = T_{w*} plus noise. So h_w − m is a " +
            "Bellman residual, projected on functions of state and action. The means are learned by ridge " +
            "regression on the published basis, on two folds.",
          size(SIZES),
        ) + "\n\nThe basis is penalised, and it extrapolates.",
        found: overBound(context, "bellman-1", "gradient"),
        figures: [GRADIENT({ ...summaries(context, "bellman-1/summary"), exact: table("exact") })],
        published: [
          {
            table: "table_bellman_b1_gradient",
            title: "Gradient error and coverage",
            origin: "Bellman B1",
          },
          {
            table: "table_bellman_b1_nuisance",
            title: "Errors of the learned means",
            origin: "Bellman B1",
          },
        ],
      },
      {
        id: "bellman-2",
        title: "Projected Bellman B2: intervals",
        text: describeSizes(
          "As B1, but the action depends on the state, the discount is 0.9, and the penalty a tenth of B1's. The " +
            "plug-ins “full”, “adjoint” and “forward” are added here.",
          size(SIZES),
        ) +
          "\n\nThe scores of the full and of the adjoint plug-in leave out the noise of T_w and Y, which shortens " +
          "their intervals. The score of the published plug-in has the noise of Y alone, much of which that of T_w " +
          "cancels: its intervals are longer than they need be. The forward one has both. The published table of B2 is not at hand, so there is no comparison.",
        found: coverages(context, "bellman-2", INTERVALS),
        figures: [COVERED(summaries(context, "bellman-2/summary"))],
        published: [],
      },
      {
        id: "bellman-3",
        title: "Projected Bellman B3: roots",
        text: describeSizes(
          "As B1 with the two features sin and cos, so that the root of the gradient is well identified, and twice " +
            "the penalty.",
          size(SIZES),
        ) +
          "\n\nAt small n rare samples from which the basis extrapolates badly weigh heavily in both errors. The " +
          "published table of B3 is not at hand, so there is no comparison.",
        found: overBound(context, "bellman-3", "root"),
        figures: [ROOT({ ...summaries(context, "bellman-3/summary"), exact: table("exact") })],
        published: [],
      },
    ],
  };
}

const GRADIENT = figure("bellman_1_rmse", "errorBySize", {
  title: "Projected Bellman B1: error of the gradient against the sample size",
  quantity: "gradient",
}).from(errorsAndBound("bound"));

const COVERED = figure("bellman_2_coverage", "coverageBySize", {
  title: "Projected Bellman B2: coverage of the 95 % intervals by sample size",
  quantity: "gradient",
}).from(COVERAGE);

const ROOT = figure("bellman_3_root", "errorBySize", {
  title: "Projected Bellman B3: error of the root against the sample size",
  quantity: "root",
}).from(errorsAndBound("root_bound"));
