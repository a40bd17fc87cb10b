/**
 * Values that are known of a problem without error, as a table.
 *
 * @module
 */

import { encodeRows, type Types } from "../table.ts";

/** One value. */
export type ExactValue = {
  readonly quantity: string;
  /** What is varied, in words; "" unless said. */
  readonly setting?: string;
  /** The number that the setting names. */
  readonly level?: number;
  /** 0 unless said. */
  readonly coordinate?: number;
  readonly value: number;
  /** Whose value it is, if it is one of several methods. */
  readonly method?: string;
  /** Which of several cases it is of, if there are several. */
  readonly variant?: string;
};

const EXACT: Types = {
  problem: "text",
  quantity: "text",
  setting: "text",
  coordinate: "integer",
  value: "double",
  level: "double",
  method: "text",
  variant: "text",
};

/** The values of a vector, by coordinate. */
export function byCoordinate(
  about: Omit<ExactValue, "coordinate" | "value">,
  values: Float64Array,
): ExactValue[] {
  return Array.from(values, (value, coordinate) => ({ ...about, coordinate, value }));
}

/** The table of a problem's values. @param problem Its name in tables. */
export function encodeExact(
  problem: string,
  values: readonly ExactValue[],
): Uint8Array<ArrayBuffer> {
  return encodeRows(EXACT, values.map((value) => ({ problem, coordinate: 0, ...value })));
}
