/**
 * Where losses are not as smooth as the orthogonal score needs them.
 *
 * @module
 */

import { lossDerivatives, type LossPair } from "./losses.ts";

/** A jump of a loss or of one of its derivatives in v. */
export interface Kink {
  /** Which loss. */
  readonly side: "inner" | "outer";
  /** What jumps: the loss itself (0) or its derivative of this order in v. */
  readonly order: number;
  /** The observation, from 0. */
  readonly observation: number;
  /** Where. */
  readonly v: number;
}

/** What must not jump, and what it is the integral of. */
const CONTINUOUS = [
  ["inner", "value", "v", 0],
  ["inner", "v", "vv", 1],
  ["inner", "vv", "vvv", 2],
  ["outer", "value", "v", 0],
  ["outer", "v", "vv", 1],
] as const;

/** Half of the range of v that is searched, in lengths, and the parts into which it is cut. */
const REACH = 5;
const PARTS = 64;
const HALVINGS = 24;
/** A jump smaller than this share of what a function varies by is none. */
const SMALLEST = 1e-5;
/** A jump that is this share of a function's size may be rounding. */
const ROUNDING = 1e-10;

/**
 * The first jump in v of the inner loss, its slope or its curvature, or of the outer loss or its slope,
 * that its own derivative does not account for: |v|, a hinge, Huber's loss, a step. The score moves
 * by the derivative of each, so that where one jumps it is not orthogonal.
 *
 * A function that jumps by J differs from the integral of its derivative by J however short the
 * interval, one without by less and less: the part of the range where they differ most is halved
 * until it is a point.
 *
 * @param w Outer point, p.
 * @param z Observations, n×zDimension.
 * @param centre The middle of the range.
 * @param length Its scale.
 * @throws {RangeError} if the arrays' sizes do not agree.
 */
export function findKink(
  pair: LossPair,
  w: Float64Array,
  z: Float64Array,
  { centre, length }: { readonly centre: number; readonly length: number },
): Kink | undefined {
  const n = z.length / pair.zDimension;
  const grid = Array.from(
    { length: PARTS + 1 },
    (_, part) => centre + length * REACH * (2 * part / PARTS - 1),
  );
  const onGrid = grid.map((v) => lossDerivatives(pair, w, new Float64Array(n).fill(v), z));
  for (let i = 0; i < n; i++) {
    const row = z.subarray(i * pair.zDimension, (i + 1) * pair.zDimension);
    for (const [side, name, slope, order] of CONTINUOUS) {
      const read = (which: string) =>
        onGrid.map((losses) => (losses[side] as unknown as Record<string, Float64Array>)[which][i]);
      const [values, slopes] = [read(name), read(slope)];
      const at = widestGap(grid, values, slopes);
      if (at === undefined) continue;
      const finite = values.filter(Number.isFinite);
      const [least, most] = [Math.min(...finite), Math.max(...finite)];
      const noise = SMALLEST * (most - least) +
        ROUNDING * Math.max(Math.abs(least), Math.abs(most));
      const v = jumpIn(pair, w, row, side, name, slope, grid[at], grid[at + 1], noise);
      if (v !== undefined) return { side, order, observation: i, v };
    }
  }
}

/** The difference of a function over an interval and the integral of its derivative. */
function gap(
  from: number,
  to: number,
  values: readonly number[],
  slopes: readonly number[],
): number {
  return Math.abs(values[1] - values[0] - (to - from) * (slopes[0] + slopes[1]) / 2);
}

/** The part of the grid where the gap is widest; none if nothing is finite. */
function widestGap(
  grid: readonly number[],
  values: readonly number[],
  slopes: readonly number[],
): number | undefined {
  let [widest, at]: [number, number | undefined] = [-1, undefined];
  for (let part = 0; part < PARTS; part++) {
    const here = gap(
      grid[part],
      grid[part + 1],
      values.slice(part, part + 2),
      slopes.slice(part, part + 2),
    );
    if (here > widest && here < Infinity) [widest, at] = [here, part];
  }
  return at;
}

/** Where the gap stays as the interval shrinks, if it does. */
function jumpIn(
  pair: LossPair,
  w: Float64Array,
  row: Float64Array,
  side: "inner" | "outer",
  name: string,
  slope: string,
  from: number,
  to: number,
  noise: number,
): number | undefined {
  const at = (v: number): [number, number] => {
    const losses = lossDerivatives(pair, w, Float64Array.of(v), row)[side] as unknown as Record<
      string,
      Float64Array
    >;
    return [losses[name][0], losses[slope][0]];
  };
  let [low, high] = [from, to];
  let [lowAt, highAt] = [at(low), at(high)];
  for (let halvings = 0; halvings < HALVINGS; halvings++) {
    const middle = low + (high - low) / 2;
    if (!(middle > low && middle < high)) break;
    const here = at(middle);
    const left = gap(low, middle, [lowAt[0], here[0]], [lowAt[1], here[1]]);
    const right = gap(middle, high, [here[0], highAt[0]], [here[1], highAt[1]]);
    if (!(Math.max(left, right) > noise)) return undefined;
    if (left > right) [high, highAt] = [middle, here];
    else [low, lowAt] = [middle, here];
  }
  return low + (high - low) / 2;
}
