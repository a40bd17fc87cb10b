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
import { type ColumnType, finite, type Row, type Types } from "../table.ts";

/** Columns of numbers, in order. */
export const all = <Type extends ColumnType>(
  type: Type,
  ...names: readonly string[]
): Readonly<Record<string, Type>> => Object.fromEntries(names.map((name) => [name, type]));

const ORACLES: readonly Oracle[] = [
  ...["lowerValue", "lowerGradient", "lowerGradientX", "hessian", "hessianVector"] as const,
  ...["cross", "outerValue", "outerGradientX", "outerGradientY"] as const,
];

/** lowerGradientX: lower_gradients_x. */
const callsOf = (oracle: Oracle | TaskOracle): string => {
  const [, what, variable] = /^(.*?)(X|Y|Theta)?$/.exec(oracle)!;
  return underscored(`${what}${what === "cross" ? "es" : "s"}${variable ?? ""}`);
};

const underscored = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The names of calls by kind, and of calls times observations. */
const NAMES = { calls: callsOf, samples: (oracle: Oracle) => `${underscored(oracle)}_samples` };

const KINDS = ["calls", "samples"] as const;

/** The counts by column. */
export function oracleColumns(counts: OracleCounts): Record<string, number> {
  return Object.fromEntries(
    KINDS.flatMap((kind) => ORACLES.map((oracle) => [NAMES[kind](oracle), counts[kind][oracle]])),
  );
}

/** The columns, in order. */
export const ORACLE_TYPES: Types = all(
  "count",
  ...KINDS.flatMap((kind) => ORACLES.map(NAMES[kind])),
);

/** The columns, in order. */
export const TASK_TYPES: Types = all("count", ...TASK_ORACLES.map(callsOf));

/** The counts by column. */
export function taskColumns(counts: TaskCounts): Record<string, number> {
  return Object.fromEntries(TASK_ORACLES.map((oracle) => [callsOf(oracle), counts[oracle]]));
}

/** The calls of all kinds. */
export function allCalls(counts: TaskCounts): number {
  let sum = 0;
  for (const oracle of TASK_ORACLES) sum += counts[oracle];
  return sum;
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
