/**
 * The tables of a user's problem as arrays of either level, and as an artifact.
 *
 * @module
 */

import { Stream } from "../../numerics/random.ts";
import type { RowArray, RowArrays } from "../../problems/parametric/objectives.ts";
import { decodeBlock, encodeBlock } from "../blocks/block.ts";
import type { JsonObject } from "../engine/canonical.ts";
import { UsageError } from "../engine/stage.ts";
import type { Table } from "../own_data/table.ts";
import type { OwnArrays, OwnData } from "./contract.ts";

/** The rows of both levels. */
export interface LevelRows {
  readonly lower: RowArrays;
  readonly outer: RowArrays;
}

/** The columns that arrays are made of, each once. */
export function columnsOf(arrays: OwnArrays): string[] {
  return [...new Set(Object.values(arrays).flat())];
}

/**
 * The rows of both levels from one table, of which some rows are drawn for the outer level, or from two.
 *
 * @throws {UsageError} if a level would have no row.
 */
export function levelRows(data: OwnData, tables: readonly Table[]): LevelRows {
  const { arrays, validation = 0.5, standardise = [] } = data;
  const [first, second] = tables;
  let levels: LevelRows;
  if (second !== undefined) {
    levels = { lower: chosen(first, arrays), outer: chosen(second, arrays) };
  } else {
    const outer = Math.round(validation * first.n);
    if (outer < 1 || outer >= first.n) {
      throw new UsageError(
        `"${data.file}" has ${first.n} rows, of which ${outer} would be the outer level's; give more ` +
          `rows, or another "data.validation".`,
      );
    }
    const order = Stream.of("own problem", "validation rows").permutation(first.n);
    const rows = (from: number, to: number): Uint32Array => order.slice(from, to).sort();
    levels = {
      lower: chosen(first, arrays, rows(outer, first.n)),
      outer: chosen(first, arrays, rows(0, outer)),
    };
  }
  for (const name of standardise) standardised(name, levels);
  return levels;
}

function chosen({ n, columns }: Table, arrays: OwnArrays, rows?: Uint32Array): RowArrays {
  const count = rows?.length ?? n;
  const made = (names: string | readonly string[]): RowArray => {
    const list = typeof names === "string" ? [names] : names;
    const values = new Float64Array(count * list.length);
    list.forEach((name, c) => {
      const column = columns.get(name)!;
      for (let i = 0; i < count; i++) values[i * list.length + c] = column[rows?.[i] ?? i];
    });
    return { values, ...(typeof names === "string" ? {} : { columns: names.length }) };
  };
  return {
    n: count,
    arrays: Object.fromEntries(Object.entries(arrays).map(([name, of]) => [name, made(of)])),
  };
}

/** Gives the columns of an array mean 0 and variance 1 in the lower level's rows; a constant column stays. */
function standardised(name: string, { lower, outer }: LevelRows): void {
  const { values, columns: width = 1 } = lower.arrays[name];
  const { n } = lower;
  for (let c = 0; c < width; c++) {
    let mean = 0;
    for (let i = 0; i < n; i++) mean += values[i * width + c] / n;
    let variance = 0;
    for (let i = 0; i < n; i++) {
      const centred = values[i * width + c] - mean;
      variance += centred * centred / n;
    }
    if (!(variance > 1e-24 * mean * mean)) continue;
    for (const { values } of [lower.arrays[name], outer.arrays[name]]) {
      for (let at = c; at < values.length; at += width) {
        values[at] = (values[at] - mean) / Math.sqrt(variance);
      }
    }
  }
}

/** As an artifact; equal rows give equal bytes. */
export function encodeRows(levels: LevelRows): Uint8Array<ArrayBuffer> {
  const columns: Record<string, Float64Array> = {};
  const level = (name: "lower" | "outer"): JsonObject => {
    const { n, arrays } = levels[name];
    const widths = Object.entries(arrays).map(([array, { values, columns: width }]) => {
      columns[`${name}/${array}`] = values;
      return [array, width ?? 0] as const;
    });
    return { n, arrays: Object.fromEntries(widths) };
  };
  return encodeBlock({ lower: level("lower"), outer: level("outer") }, columns);
}

/** Back from an artifact. */
export function decodeRows(bytes: Uint8Array<ArrayBuffer>): LevelRows {
  const { meta, columns } = decodeBlock(bytes);
  const level = (name: "lower" | "outer"): RowArrays => {
    const { n, arrays } = meta[name] as unknown as { n: number; arrays: Record<string, number> };
    const made = Object.entries(arrays).map(([array, width]): [string, RowArray] => [
      array,
      { values: columns[`${name}/${array}`], ...(width === 0 ? {} : { columns: width }) },
    ]);
    return { n, arrays: Object.fromEntries(made) };
  };
  return { lower: level("lower"), outer: level("outer") };
}
