/**
 * Data in the text format of LIBSVM, in which IJCNN1 and Covtype are handed round.
 *
 * @module
 */

import type { LabelledData } from "./labelled_data.ts";
import { requireWhole } from "../../numerics/require.ts";

/** Settings of `parseLibsvm`. */
export interface LibsvmOptions {
  /** Number of features; the greatest index in the text unless said. */
  readonly p?: number;
  /** How many observations to read, from the first on; all unless said. */
  readonly limit?: number;
}

/**
 * Reads `label index:value index:value …`, one observation a line, indices from 1 on in increasing
 * order; features that are not named are 0. Blank lines and what follows a `#` are passed over.
 *
 * @returns Dense data, the labels as they are written; `numberClasses` makes 0, 1, … of them.
 * @throws {RangeError} if a line reads otherwise, naming it, or there is none.
 */
export function parseLibsvm(
  text: string,
  { p: width, limit = Infinity }: LibsvmOptions = {},
): LabelledData {
  if (width !== undefined) requireWhole("p", width, 1);
  if (limit !== Infinity) requireWhole("limit", limit, 1);
  const labels: number[] = [];
  const rows: number[] = [];
  const columns: number[] = [];
  const values: number[] = [];
  let p = width ?? 1;
  for (let start = 0, line = 1; start < text.length && labels.length < limit; line++) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    const tokens = text.slice(start, end).split("#", 1)[0].trim().split(/\s+/);
    start = end + 1;
    if (tokens[0] === "") continue;
    const fault = (what: string): RangeError => new RangeError(`line ${line}: ${what}`);
    const label = Number(tokens[0]);
    if (!Number.isFinite(label)) throw fault(`the label is ${tokens[0]}: give a number`);
    let last = 0;
    for (const token of tokens.slice(1)) {
      const colon = token.indexOf(":");
      const index = colon > 0 ? Number(token.slice(0, colon)) : NaN;
      const value = colon < token.length - 1 ? Number(token.slice(colon + 1)) : NaN;
      if (!Number.isInteger(index) || !Number.isFinite(value)) {
        throw fault(`"${token}" is no feature: give index:value`);
      }
      if (index <= last) {
        throw fault(`index ${index} follows ${last}: give increasing indices from 1 on`);
      }
      if (width !== undefined && index > width) {
        throw fault(`index ${index} is beyond the ${width} features: give a greater p`);
      }
      last = index;
      rows.push(labels.length);
      columns.push(index - 1);
      values.push(value);
    }
    p = Math.max(p, last);
    labels.push(label);
  }
  const n = labels.length;
  if (n === 0) throw new RangeError("the LIBSVM text holds no observation: give at least one line");
  const features = new Float64Array(n * p);
  for (let at = 0; at < rows.length; at++) features[rows[at] * p + columns[at]] = values[at];
  return { n, p, features, labels: Float64Array.from(labels) };
}
