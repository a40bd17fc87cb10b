/**
 * The rows of the table of exact values.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";

/** One row a coordinate: {problem, quantity, setting, coordinate, value}. */
export function exactRows(
  problem: string,
  quantity: string,
  setting: string,
  values: Float64Array,
): JsonObject[] {
  return [...values].map((value, coordinate) => ({
    problem,
    quantity,
    setting,
    coordinate,
    value,
  }));
}
