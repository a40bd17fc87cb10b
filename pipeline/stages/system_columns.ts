/**
 * How what is known of linear systems and of ∇_y g is called in tables.
 *
 * @module
 */

import type { SystemRecord } from "../../estimators/parametric/system_record.ts";

/** The columns, in the order of `systemNumbers`; NaN in a block is NULL in a table. */
export const SYSTEM_COLUMNS = [
  "relative_residual",
  "systems_converged",
  "smallest_curvature",
  "lower_gradient_norm",
] as const;

/** Their types in tables. */
export const SYSTEM_TYPES: string = SYSTEM_COLUMNS
  .map((name) => `${name} ${name === "systems_converged" ? "BOOLEAN" : "DOUBLE"}`).join(", ");

/** A record and ‖∇_y g‖ as numbers; NaN for what is not known, 1 or 0 for whether all converged. */
export function systemNumbers(
  { relativeResidual = NaN, converged, smallestCurvature = NaN }: SystemRecord = {},
  lowerGradientNorm = NaN,
): number[] {
  return [
    relativeResidual,
    converged === undefined ? NaN : converged ? 1 : 0,
    smallestCurvature,
    lowerGradientNorm,
  ];
}

/** What appends numbers to a table. */
interface Appender {
  appendBoolean(value: boolean): void;
  appendDouble(value: number): void;
  appendNull(): void;
}

/** Appends the columns of a row. @param number The number in a column of its block. */
export function appendSystem(appender: Appender, number: (column: string) => number): void {
  for (const name of SYSTEM_COLUMNS) {
    const value = number(name);
    if (!Number.isFinite(value)) appender.appendNull();
    else if (name === "systems_converged") appender.appendBoolean(value === 1);
    else appender.appendDouble(value);
  }
}
