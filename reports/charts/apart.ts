/**
 * Symbols that would cover one another, moved apart by pixels: on the drawing alone, never in the data.
 *
 * @module
 */

import type { Spec } from "./figure.ts";
import type { Axes, CurvePoint } from "./marks.ts";
import type { Series } from "./series.ts";

/** Half the height of a symbol, and the distance of two that stand side by side, in pixels. */
const HALF = 4, APART = 7;

/** How far apart the outermost of some symbols may stand, in pixels. */
const MOST = 28;

/** What is said under a figure in which symbols were moved. */
export const MOVED =
  "Symbols that would cover one another stand a few pixels beside their place, " +
  "with their error bars; the lines run through the places themselves, and what is exact is not moved.";

/** Where a number stands on an axis of some length, in pixels from its lower end. */
export function pixelOn({ scale }: Spec, length: number): (value: number) => number {
  const { type, domain, constant = 1 } = scale as {
    readonly type?: string;
    readonly domain: readonly number[];
    readonly constant?: number;
  };
  const bent = (x: number): number => {
    if (type === "log") return Math.log(x);
    return type === "symlog" ? Math.sign(x) * Math.log1p(Math.abs(x / constant)) : x;
  };
  const [low, high] = [bent(domain[0]), bent(domain[1])];
  return (value) => length * (bent(value) - low) / (high - low);
}

/**
 * Points with the `shift` of their symbols in pixels, in the order of the series. Only what has an error
 * bar is moved, and only where it would cover another at the same x.
 */
export function movedApart<Point extends CurvePoint>(
  points: readonly Point[],
  series: readonly Series[],
  { x, y }: Axes,
  [width, height]: readonly [number, number],
): Point[] {
  const order = new Map(series.map(({ name }, i) => [name, i]));
  const [across, up] = [pixelOn(x, width), pixelOn(y, height)];
  const places = new Map<number, { readonly i: number; from: number; to: number }[]>();
  points.forEach(({ x, y, low, high }, i) => {
    if (typeof x === "string" || low >= high) return;
    const at = Math.round(across(x));
    const [from, to] = [Math.min(up(low), up(y) - HALF), Math.max(up(high), up(y) + HALF)];
    places.set(at, [...places.get(at) ?? [], { i, from, to }]);
  });
  const shifts = new Map<number, number>();
  for (const some of places.values()) {
    for (const heap of heaps(some)) {
      const inOrder = heap.sort((a, b) =>
        (order.get(points[a].series) ?? 0) - (order.get(points[b].series) ?? 0) || a - b
      );
      const step = Math.min(APART, MOST / Math.max(1, heap.length - 1));
      inOrder.forEach((i, k) => shifts.set(i, step * (k - (heap.length - 1) / 2)));
    }
  }
  return points.map((point, i) => {
    const shift = shifts.get(i) ?? 0;
    return shift === 0 ? point : { ...point, shift };
  });
}

/** Groups of what overlaps from end to end. */
function heaps(
  some: readonly { readonly i: number; readonly from: number; readonly to: number }[],
): number[][] {
  const found: number[][] = [];
  let top = -Infinity;
  for (const { i, from, to } of [...some].sort((a, b) => a.from - b.from)) {
    if (from < top) found[found.length - 1].push(i);
    else found.push([i]);
    top = Math.max(top, to);
  }
  return found;
}
