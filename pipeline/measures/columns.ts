/**
 * How counted oracle calls, and what is known of linear systems, are called in tables.
 *
 * @module
 */

import type { SystemRecord } from "../../estimators/parametric/system_record.ts";
import type { Oracle, OracleCounts } from "../../problems/parametric/counted.ts";
import {
  TASK_ORACLES,
  type TaskCounts,
  type TaskOracle,
} from "../../problems/parametric/counted.ts";
import { finite, type Row, type Types } from "../table.ts";

/** The names of calls by kind, and of calls times observations. */
const NAMES: Readonly<Record<Oracle, { readonly calls: string; readonly samples: string }>> = {
  lowerValue: { calls: "lower_values", samples: "lower_value_samples" },
  lowerGradient: { calls: "lower_gradients", samples: "lower_gradient_samples" },
  lowerGradientX: { calls: "lower_gradients_x", samples: "lower_gradient_x_samples" },
  hessian: { calls: "hessians", samples: "hessian_samples" },
  hessianVector: { calls: "hessian_vectors", samples: "hessian_vector_samples" },
  cross: { calls: "crosses", samples: "cross_samples" },
  outerValue: { calls: "outer_values", samples: "outer_value_samples" },
  outerGradientX: { calls: "outer_gradients_x", samples: "outer_gradient_x_samples" },
  outerGradientY: { calls: "outer_gradients_y", samples: "outer_gradient_y_samples" },
};

const KINDS = ["calls", "samples"] as const;

/** The counts by column. */
export function oracleColumns(counts: OracleCounts): Record<string, number> {
  return Object.fromEntries(
    KINDS.flatMap((kind) =>
      Object.entries(NAMES).map(([oracle, names]) => [names[kind], counts[kind][oracle as Oracle]])
    ),
  );
}

/** The columns, in order. */
export const ORACLE_TYPES: Types = Object.fromEntries(
  KINDS.flatMap((kind) => Object.values(NAMES).map((names) => [names[kind], "count"])),
);

const TASK_NAMES: Readonly<Record<TaskOracle, string>> = {
  innerValue: "inner_values",
  innerGradient: "inner_gradients",
  hessianVector: "hessian_vectors",
  cross: "crosses",
  outerValue: "outer_values",
  outerGradient: "outer_gradients",
  outerGradientTheta: "outer_gradients_theta",
};

/** The columns, in order. */
export const TASK_TYPES: Types = Object.fromEntries(
  TASK_ORACLES.map((oracle) => [TASK_NAMES[oracle], "count"]),
);

/** The counts by column. */
export function taskColumns(counts: TaskCounts): Record<string, number> {
  return Object.fromEntries(TASK_ORACLES.map((oracle) => [TASK_NAMES[oracle], counts[oracle]]));
}

/** The calls of all kinds. */
export function allCalls(counts: TaskCounts): number {
  return TASK_ORACLES.reduce((sum, oracle) => sum + counts[oracle], 0);
}

/** The columns, in order. */
export const SYSTEM_TYPES = {
  relative_residual: "double",
  systems_converged: "boolean",
  smallest_curvature: "double",
  lower_gradient_norm: "double",
} as const satisfies Types;

/** A record and ‖∇_y g‖ by column. */
export function systemColumns(
  { relativeResidual, converged, smallestCurvature }: SystemRecord = {},
  lowerGradientNorm?: number,
): Row {
  return {
    relative_residual: finite(relativeResidual),
    systems_converged: converged,
    smallest_curvature: finite(smallestCurvature),
    lower_gradient_norm: finite(lowerGradientNorm),
  };
}
