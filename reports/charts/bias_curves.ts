/**
 * Biases on a logarithmic axis, where a bias that is not distinguishable from zero has no place.
 *
 * @module
 */

import {
  distinct,
  dodge,
  interval,
  linearPosition,
  logDomain,
  logPosition,
  sizePosition,
  Z95,
} from "./axes.ts";
import type { Spec } from "./figure.ts";
import {
  barEnds,
  type CurvePoint,
  curves,
  guide,
  hollow,
  type Mean,
  meansOf,
  placed,
  type Series,
  tip,
} from "./marks.ts";
import { palette } from "./theme.ts";

/** What every caption says of hollow points. */
export const HOLLOW =
  "Hollow symbols are biases within 1.96 standard errors of zero; where they lie " +
  "below the axis they stand on its edge, and only the upper half of their error bar is drawn.";

/** Whether a bias is apart from zero beyond its Monte Carlo error. */
export function isApart(bias: number, error: number | null): boolean {
  return bias !== 0 && Math.abs(bias) > Z95 * (error ?? 0);
}

/** The vertical domain that shows the biases that are apart from zero, and the errors' order. */
export function biasDomain(points: readonly Mean[]): [number, number] {
  const sizes = points.flatMap(({ value, error }) => {
    const size = Math.abs(value);
    const ends = [size + Z95 * (error ?? 0)];
    if (isApart(value, error)) ends.push(Math.max(size - Z95 * (error ?? 0), size / 4));
    else if (error !== null) ends.push(error / 2);
    return ends;
  });
  return logDomain(sizes, 1.15);
}

/** Layers: lines, points and error bars of the biases apart from zero, hollow points of the others. */
export function biasCurves(
  points: readonly Mean[],
  series: readonly Series[],
  x: Spec,
  y: Spec,
  floor: number,
  step: number,
): Spec[] {
  const order = series.map(({ name }) => name);
  const place = ({ series, x, value, error, where }: Mean): CurvePoint => ({
    series,
    x: dodge(x, order.indexOf(series), order.length, step),
    y: Math.max(Math.abs(value), floor),
    ...interval(Math.abs(value), error, floor),
    tip: tip(series, where, value, error),
  });
  const apart = points.filter((p) => isApart(p.value, p.error)).map(place);
  const others = points.filter((p) => !isApart(p.value, p.error)).map(place)
    .map((p) => ({ ...p, low: p.y, high: Math.max(p.high, p.y) }));
  return [
    ...hollow(curves(others, series, x, y, { line: false })),
    ...curves(apart, series, x, y),
  ];
}

/** An estimate at one sample size. */
export interface BySize {
  readonly estimator: string;
  readonly n: number;
  readonly value: number;
  readonly mc_error: number | null;
}

/** Layers by sample size of some of the points whose axes were made for all of them. */
export type LayersBySize = (points: readonly BySize[]) => Spec[];

const STEP = 0.03;
const measured = (points: readonly BySize[], what: string): Mean[] =>
  meansOf(points, ({ estimator, n, value }) => [estimator, n, value, `${what} at n = ${n}`]);

/** Biases by sample size. */
export function biasBySize(all: readonly BySize[], series: readonly Series[]): LayersBySize {
  const domain = biasDomain(measured(all, "bias"));
  const y = logPosition("y", "size of the bias", domain);
  return (points) =>
    biasCurves(measured(points, "bias"), series, sizePosition(all), y, domain[0], STEP);
}

/** A quantity by sample size, with the level that is aimed at. */
export function levelBySize(
  all: readonly BySize[],
  series: readonly Series[],
  { name, title = name, level }: {
    readonly name: string;
    readonly title?: string;
    readonly level: number;
  },
): LayersBySize {
  const place = (points: readonly BySize[]): CurvePoint[] =>
    placed(measured(points, name), series, { step: STEP });
  const y = linearPosition(title, [level, ...barEnds(place(all))], {
    tickCount: 6,
    format: ".2f",
  });
  const x = sizePosition(all);
  const nominal = logDomain(distinct(all.map(({ n }) => n))).map((n) => ({ x: n, y: level }));
  return (points) => [
    guide(nominal, x, y, palette.reference.light, [6, 4]),
    ...curves(place(points), series, x, y),
  ];
}
