/**
 * Biases on a logarithmic axis, where a bias that is not distinguishable from zero has no place.
 *
 * @module
 */

import {
  type CurvePoint,
  curves,
  interval,
  logDomain,
  type Series,
  type Spec,
  Z95,
} from "./chart.ts";

/** What every caption says of hollow points. */
export const HOLLOW =
  "Hollow symbols are biases within 1.96 standard errors of zero; where they lie " +
  "below the axis they stand on its edge, and only the upper half of their error bar is drawn.";

/** One bias. */
export interface BiasPoint {
  /** Name of its series. */
  readonly series: string;
  /** Position, positive. */
  readonly x: number;
  /** The bias; its size is drawn. */
  readonly bias: number;
  /** Its Monte Carlo standard error. */
  readonly error: number | null;
  /** What a tooltip says. */
  readonly tip: string;
}

/** Whether a bias is apart from zero beyond its Monte Carlo error. */
export function isApart(bias: number, error: number | null): boolean {
  return bias !== 0 && Math.abs(bias) > Z95 * (error ?? 0);
}

/** The vertical domain that shows the biases that are apart from zero, and the errors' order. */
export function biasDomain(points: readonly BiasPoint[]): [number, number] {
  const sizes = points.flatMap(({ bias, error }) => {
    const size = Math.abs(bias);
    const ends = [size + Z95 * (error ?? 0)];
    if (isApart(bias, error)) ends.push(Math.max(size - Z95 * (error ?? 0), size / 4));
    else if (error !== null) ends.push(error / 2);
    return ends;
  });
  return logDomain(sizes, 1.15);
}

/** Layers: lines, points and error bars of the biases apart from zero, hollow points of the others. */
export function biasCurves(
  points: readonly BiasPoint[],
  series: readonly Series[],
  x: Spec,
  y: Spec,
  floor: number,
): Spec[] {
  const place = ({ series, x, bias, error, tip }: BiasPoint): CurvePoint => {
    const size = Math.abs(bias);
    return { series, x, y: Math.max(size, floor), ...interval(size, error, floor), tip };
  };
  const apart = points.filter((p) => isApart(p.bias, p.error)).map(place);
  const hollow = points.filter((p) => !isApart(p.bias, p.error)).map(place)
    .map((p) => ({ ...p, low: p.y, high: Math.max(p.high, p.y) }));
  const lines = curves(apart, series, x, y);
  const others = curves(hollow, series, x, y, { line: false }).map((layer, i) =>
    i === 0
      ? layer
      : { ...layer, mark: { type: "point", filled: false, strokeWidth: 1.5, aria: true } }
  );
  return [...others, ...lines];
}
