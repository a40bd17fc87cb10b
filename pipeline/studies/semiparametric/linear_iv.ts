/**
 * Linear-IV, figure 4: the root of the gradient in a scalar problem.
 *
 * @module
 */

import { type Experiment, experimentStages } from "../grid.ts";
import {
  describeSizes,
  exactStage,
  experimentTables,
  type PartContext,
  type Sizes,
  type StudyPart,
  summaries,
} from "../parts.ts";
import { ROOTS } from "./entries.ts";

const SIZES: Sizes = {
  smoke: { sizes: [100, 200], replications: 20 },
  default: { sizes: [100, 200, 400, 800, 1600], replications: 300 },
  paper: { sizes: [100, 200, 400, 800, 1600], replications: 3000 },
};
const LINEAR_IV = { name: "linear-iv", code: "problems/functional/linear_iv.ts#linearIV" };

/** The part for a given context. */
export function linearIV(context: PartContext): StudyPart {
  const { study, seed, block, size, table } = context;
  const experiment: Experiment = {
    study,
    seed,
    block,
    problem: LINEAR_IV,
    design: { folds: 2 },
    id: "iv-4",
    ...size(SIZES),
    target: "root",
    learners: [{
      name: "linear",
      code: "pipeline/stages/learners.ts#linear",
      options: () => ({ ridge: 1e-8 }),
    }],
    estimators: ROOTS,
  };
  return {
    stages: [...experimentStages(experiment), exactStage(context, LINEAR_IV)],
    published: [table("iv-4/summary")],
    database: experimentTables(context, [experiment]),
    sections: [
      {
        id: "iv-4",
        title: "Linear-IV, figure 4: roots",
        text: describeSizes(
          "The point where the gradient vanishes, in a scalar problem with endogenous outcomes and a linear " +
            "learner. The columns of kernel bilevel optimisation are left out here.",
          size(SIZES),
        ),
        figures: [{
          id: "iv_4_root",
          tables: { ...summaries(context, "iv-4/summary"), exact: table("exact") },
        }],
        published: [{
          table: "table_iv_figure4_root_rmse",
          title: "Error of the root",
          origin: "IV figure 4",
        }],
      },
    ],
  };
}
