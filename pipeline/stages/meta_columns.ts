/**
 * How counted oracle calls to tasks are called in tables.
 *
 * @module
 */

import {
  TASK_ORACLES,
  type TaskCounts,
  type TaskOracle,
} from "../../problems/parametric/counted.ts";

const NAMES: Readonly<Record<TaskOracle, string>> = {
  innerValue: "inner_values",
  innerGradient: "inner_gradients",
  hessianVector: "hessian_vectors",
  cross: "crosses",
  outerValue: "outer_values",
  outerGradient: "outer_gradients",
  outerGradientTheta: "outer_gradients_theta",
};

/** The names of the columns. */
export const TASK_COLUMNS: readonly string[] = TASK_ORACLES.map((oracle) => NAMES[oracle]);

/** The counts in the order of `TASK_COLUMNS`. */
export function taskNumbers(counts: TaskCounts): number[] {
  return TASK_ORACLES.map((oracle) => counts[oracle]);
}

/** The calls of all kinds. */
export function allCalls(counts: TaskCounts): number {
  return taskNumbers(counts).reduce((sum, count) => sum + count, 0);
}
