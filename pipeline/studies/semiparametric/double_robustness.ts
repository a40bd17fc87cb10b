/**
 * Double robustness: the bias identity of the orthogonal score, computed and not simulated.
 *
 * @module
 */

import type { Stage } from "../../engine/stage.ts";
import type { PartContext, StudyPart } from "../parts.ts";
import { gradients, SMOOTH } from "./entries.ts";
import { claim, computed, figure, largest, modules, RANGES } from "../words.ts";

/** The part for a given context. */
export function doubleRobustness({ study, seed, table }: PartContext): StudyPart {
  const stage: Stage = {
    name: `${study}/double-robustness`,
    kind: "identity",
    code: {
      entry: "pipeline/stages/exact.ts",
      slots: {
        values: modules.doubleRobustness("doubleRobustness"),
        problem: SMOOTH.code,
        learner: modules.learners("scheduledKernelRidge"),
        ...Object.fromEntries(gradients().map(({ code }, i) => [`estimator${i}`, code])),
      },
    },
    parameters: {
      name: SMOOTH.name,
      problem: SMOOTH.options,
      learner: { kernel: "laplace", sigma: 1, scale: 0.3, rate: 2 / 3 },
      n: 400,
      points: 4096,
      errors: [0.001, 0.01, 0.1, 1],
      estimators: gradients().map(({ name }) => name),
    },
    random: [seed, study, "double robustness"],
    inputs: {},
    outputs: ["rows"],
  };
  const tables = { exact: table("double-robustness/table") };
  const eitherRight = largest(
    tables,
    "abs(value)",
    "method = 'orthogonal' AND variant IN ('residual', 'jacobian')",
  );
  return {
    stages: [stage],
    rows: {
      // Not among the study's exact rows: a broken estimator would take everything that reads them along.
      "double-robustness/table": { of: [stage.name], kind: "exact-table", into: "exact" },
    },
    claims: [
      claim("double_robustness_identity", RANGES.rounding, computed({ sql: DIFFERENCE, tables }), {
        paper: "ours",
      })`
        The bias of the orthogonal score is exactly minus the mean product of the two errors.
        Number: largest difference between the two sides`,
      claim("double_robustness_either", RANGES.rounding, eitherRight)`
        The orthogonal score is unbiased if either of its two functions is right, however wrong the
        other.
        Number: largest bias with one function right`,
    ],
    sections: [{
      id: "double-robustness",
      title: "Double robustness, exactly",
      text: WORDS,
      figures: [BIASES(tables)],
    }],
  };
}

const WORDS =
  "For quadratic losses the expectation of the orthogonal score at *any* functions $\\hat r$ and $\\hat g$ in the places " +
  "of $r = h_w - m$ and $g = j$ is $\\Psi - E[(\\hat r - r)(\\hat g - g)]$: right if either function is. No sample is needed to " +
  "see it. The estimators are handed a grid of 4096 points whose average is the expectation, the true " +
  "conditional means for data, and functions that are wrong by ε times a fixed function, or learned from one " +
  "sample of 400 rows by kernel ridge regression; the figure shows the former, the claims are on both. The " +
  "functions to learn are those of the smooth problem below.\n\nOf the plug-ins, the adjoint one is right if $\\hat r$ is, the " +
  "forward one if $\\hat g$ is; the other two need both.";

/** The largest difference between the two sides, over all wrong functions and coordinates. */
const DIFFERENCE = `SELECT max(abs(b.value - p.value)) AS value, 0 AS error
FROM exact b JOIN exact p USING (problem, setting, coordinate)
WHERE b.quantity = 'bias of orthogonal' AND p.quantity = 'product of errors' HAVING count(*) > 0`;

const BIASES = figure("double_robustness", "exactBias", {
  title: "Exact bias of each estimator when its functions are wrong",
  caption: "Norm of the exact bias when a function is wrong by ε times a fixed one; both axes " +
    "logarithmic. Nothing here is simulated: what is below 10⁻¹² is rounding, and exact zeros " +
    "stand on the lower edge.",
  tableCaption: "Exact bias by what is wrong and by how much",
  panels: {
    both: "Both wrong",
    residual: "Residual wrong alone",
    jacobian: "Jacobian wrong alone",
  },
}).from(`-- Norm of the exact bias of each estimator by the size of the errors made on purpose.
SELECT method AS estimator, variant AS wrong, level AS error, sqrt(sum(value * value)) AS bias
FROM exact
WHERE method <> '' AND level IS NOT NULL
GROUP BY ALL ORDER BY ALL`);
