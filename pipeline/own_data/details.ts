/**
 * What an estimate rests on, row by row and setting by setting: for files and for a page.
 *
 * @module
 */

import { slopeOfC } from "../../estimators/functional/general_score.ts";
import type { CrossFittedNuisances } from "../../estimators/functional/general_orthogonal.ts";
import { UsageError } from "../engine/stage.ts";
import { estimateAt, type PointEstimate, type PointFits } from "./at_point.ts";
import type { CrossFitted } from "./cross_fitted.ts";
import type { OwnSettings, PanelEstimate } from "./estimate.ts";
import { LEARNERS, panelOf } from "./learners.ts";
import { type Prepared, prepared } from "./prepared.ts";
import type { OwnProblem } from "./problem.ts";
import type { OwnSample } from "./sample.ts";
import type { Table } from "./table.ts";

/** A mean of what came where something else was predicted. */
export interface CalibrationBin {
  /** As in `NuisanceLoss`. */
  readonly nuisance: string;
  readonly predicted: number;
  readonly observed: number;
  /** The 95 % interval of what came. */
  readonly low: number;
  readonly high: number;
}

/** How much a row moves the estimate of a coordinate. */
export interface Influence {
  readonly coordinate: string;
  /** The row of the file, from 1. */
  readonly row: number;
  /** In standard errors of the estimate. */
  readonly influence: number;
}

/** An estimate with another setting, or on one of the splits. */
export interface Variation {
  readonly name: string;
  readonly point: Pick<PointEstimate, "estimate" | "intervals">;
}

/** All of it, at the first outer point. */
export interface Details {
  /** Columns of equal length: a row of the file in a split. */
  readonly rows: ReadonlyMap<string, Float64Array>;
  readonly calibration: readonly CalibrationBin[];
  readonly influence: readonly Influence[];
  readonly stability: readonly Variation[];
}

const BINS = 10;
/** Rows that are shown, of each coordinate. */
const INFLUENTIAL = 20;
const Z95 = 1.959963984540054;
/** Other settings that are tried, with one split each. */
const OTHER_FOLDS = [3, 10];
const OTHER_SEEDS = [1, 2];

/**
 * @param problem As it was given, before categories were coded.
 * @param panel What was estimated with single learners already.
 * @param progress Is told of each setting that is tried.
 */
export function details(
  ready: Prepared,
  found: PointFits,
  table: Table,
  problem: OwnProblem,
  settings: OwnSettings,
  panel: readonly PanelEstimate[],
  shown: string,
  progress: (what: string) => void,
): Details {
  const { coordinates } = problem;
  const { fits, point } = found;
  return {
    rows: rowsOf(ready, fits, coordinates),
    calibration: calibrationOf(fits[0]!.nuisances, coordinates),
    influence: influenceOf(ready.sample, found, coordinates),
    stability: [
      { name: "the estimate", point },
      ...fits.length === 1 ? [] : fits.map(({ estimate }, r) => ({
        name: `split ${r + 1} alone`,
        point: { estimate, intervals: [] },
      })),
      ...variations(ready, table, problem, settings, panel, shown, progress),
    ],
  };
}

/** The number of settings that are tried. */
export function countVariations({ sampling, learners = [] }: OwnSettings): number {
  const others = Object.keys(LEARNERS).filter((name) => !learners.includes(name)).length;
  return others +
    (sampling?.foldsColumn === undefined ? OTHER_FOLDS.length + OTHER_SEEDS.length : 0);
}

function variations(
  ready: Prepared,
  table: Table,
  problem: OwnProblem,
  settings: OwnSettings,
  panel: readonly PanelEstimate[],
  shown: string,
  progress: (what: string) => void,
): Variation[] {
  const { learner, levels, sampling, seed } = settings;
  const once = (name: string, change: Partial<OwnSettings>): Variation[] => {
    progress(name);
    try {
      const other = prepared(table, problem, { ...settings, repetitions: 1, ...change }, shown);
      const names = panelOf(change.learner ?? learner);
      return [{ name, point: estimateAt(other, ready.problem.at, names, levels).point }];
    } catch (error) {
      // a setting that will not do is none that the estimate could depend on
      if (error instanceof UsageError || error instanceof RangeError) return [];
      throw error;
    }
  };
  const learned = Object.keys(LEARNERS).flatMap((name) => {
    const known = panel.find((one) => one.learner === name);
    return known === undefined
      ? once(`learner ${name}`, { learner: name })
      : [{ name: `learner ${name}`, point: known.point }];
  });
  const stack = panel.filter(({ learner }) => learner === "stacked")
    .map(({ point }) => ({ name: "learners stacked", point }));
  if (sampling?.foldsColumn !== undefined) return [...learned, ...stack];
  return [
    ...learned,
    ...stack,
    ...OTHER_FOLDS.flatMap((folds) => once(`${folds} folds`, { folds })),
    ...OTHER_SEEDS.flatMap((more) => once(`seed ${seed + more}`, { seed: seed + more })),
  ];
}

/** Of each row of the file in each split what was predicted, its fold and its scores. */
function rowsOf(
  { sample, splits }: Prepared,
  fits: readonly CrossFitted[],
  coordinates: readonly string[],
): Map<string, Float64Array> {
  const used = Array.from(sample.observationOf, (_, row) => row)
    .filter((row) => sample.observationOf[row]! < sample.n);
  const { weight } = sample;
  const column = (value: (fit: number, observation: number, row: number) => number) =>
    Float64Array.from(
      fits.flatMap((_, r) => used.map((row) => value(r, sample.observationOf[row]!, row))),
    );
  const p = coordinates.length;
  const each = (name: string, of: (fit: CrossFitted) => Float64Array) =>
    coordinates.map((coordinate, k): [string, Float64Array] => [
      `${name} ${coordinate}`,
      column((r, i) => of(fits[r]!)[i * p + k]!),
    ]);
  return new Map([
    ["row", column((_, __, row) => sample.fileRows[row]! + 1)],
    ["split", column((r) => r + 1)],
    ["fold", column((r, i) => splits[r]!.fold[i]! + 1)],
    ["weight", column((_, i, row) => (weight?.[i] ?? 1) * sample.rowShares[row]!)],
    ["h", column((r, i) => fits[r]!.nuisances.h[i]!)],
    ["a", column((r, i) => fits[r]!.nuisances.a[i]!)],
    ...each("b", ({ nuisances }) => nuisances.b),
    ...each("c", ({ nuisances }) => nuisances.c),
    ...coordinates.map((coordinate, k): [string, Float64Array] => [
      `score ${coordinate}`,
      // the part of its observation's that is this row's, so that their mean is the gradient
      column((r, i, row) => {
        const { scores, estimate } = fits[r]!;
        const mean = estimate.gradient[k]!;
        const share = sample.rowShares[row]! * used.length / sample.n;
        return share === 1 ? scores[i * p + k]! : mean + (scores[i * p + k]! - mean) * share;
      }),
    ]),
  ]);
}

/** Means of the responses −U/W and of their predictions, in bins of predictions with equal weight. */
function calibrationOf(
  { losses, h, a, b, c }: CrossFittedNuisances,
  coordinates: readonly string[],
): CalibrationBin[] {
  const { n, p, inner, outer } = losses;
  const bins = (
    nuisance: string,
    predicted: (i: number) => number,
    linear: (i: number) => number,
  ): CalibrationBin[] => {
    const order = Array.from({ length: n }, (_, i) => i).filter((i) => inner.vv[i]! > 0)
      .sort((i, j) => predicted(i) - predicted(j) || i - j);
    const total = order.reduce((sum, i) => sum + inner.vv[i]!, 0);
    const groups: number[][] = Array.from({ length: BINS }, () => []);
    let before = 0;
    for (const i of order) {
      const middle = (before + inner.vv[i]! / 2) / total;
      groups[Math.min(BINS - 1, Math.floor(middle * BINS))]!.push(i);
      before += inner.vv[i]!;
    }
    // a function that is a constant has one prediction
    const flat = predicted(order[0]!) === predicted(order.at(-1)!);
    return (flat ? [order] : groups).filter((group) => group.length > 1).map((group) => {
      const weight = group.reduce((sum, i) => sum + inner.vv[i]!, 0);
      const mean = (of: (i: number) => number) =>
        group.reduce((sum, i) => sum + inner.vv[i]! * of(i) / weight, 0);
      const response = (i: number) => -linear(i) / inner.vv[i]!;
      const observed = mean(response);
      const square = group.reduce((sum, i) => {
        const deviation = inner.vv[i]! * (response(i) - observed) / weight;
        return sum + deviation * deviation;
      }, 0);
      const half = Z95 * Math.sqrt(square);
      return {
        ...{ nuisance, predicted: mean(predicted), observed },
        ...{ low: observed - half, high: observed + half },
      };
    });
  };
  return [
    ...bins("h", (i) => h[i]!, (i) => inner.v[i]! - inner.vv[i]! * h[i]!),
    ...bins("a", (i) => a[i]!, (i) => outer.v[i]!),
    ...coordinates.flatMap((name, k) =>
      bins(`b ${name}`, (i) => b[i * p + k]!, (i) => inner.vw[i * p + k]!)
    ),
    ...coordinates.flatMap((name, k) =>
      bins(
        `c ${name}`,
        (i) => c[i * p + k]!,
        (i) => slopeOfC(losses, i, k, a[i]!, b[i * p + k]!),
      )
    ),
  ];
}

/** (ψ_i − ψ̄)/n in standard errors, means over the splits; the rows with the greatest. */
function influenceOf(
  { n, rows }: OwnSample,
  { fits, point: { estimate } }: PointFits,
  coordinates: readonly string[],
): Influence[] {
  const p = coordinates.length;
  return coordinates.flatMap((coordinate, k) => {
    const all = Array.from(rows, (row, i) => ({
      coordinate,
      row: row + 1,
      influence: fits.reduce(
        (sum, { scores, estimate: own }) =>
          sum + (scores[i * p + k]! - own.gradient[k]!) / fits.length,
        0,
      ) / n / estimate.standardError[k]!,
    }));
    return all.sort((one, other) => Math.abs(other.influence) - Math.abs(one.influence))
      .slice(0, INFLUENTIAL);
  });
}
