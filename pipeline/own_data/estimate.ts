/**
 * The gradient of a user's outer objective, with intervals.
 *
 * @module
 */

import { estimateAt, type PointEstimate, type PointFits } from "./at_point.ts";
import { adjusted, type Adjustment } from "./adjusted.ts";
import { type Coded, codingNotes } from "./coded.ts";
import { countVariations, type Details, details } from "./details.ts";
import { groupNotes, hiddenGroups } from "./hidden_groups.ts";
import { nearRowsNotes } from "./near_rows.ts";
import { type OuterRoot, outerRoot } from "./outer_root.ts";
import { jointDraws, jointWidths, normalStatistics } from "./intervals.ts";
import { panelOf } from "./learners.ts";
import { type Prepared, prepared } from "./prepared.ts";
import type { OwnProblem } from "./problem.ts";
import type { Sampling } from "./sample.ts";
import { suspectValues } from "./suspect_values.ts";
import type { Table } from "./table.ts";
import type { Combining } from "./tuning.ts";
import { samplingWarnings } from "./sampling_warnings.ts";

/** How the gradient is to be estimated. */
export interface OwnSettings {
  /** One of `LEARNER_NAMES`. */
  readonly learner: string;
  readonly folds: number;
  /** Splits into folds, over which medians are taken; as many as `defaultRepetitions` unless given. */
  readonly repetitions?: number;
  /** Levels of the intervals. */
  readonly levels: readonly number[];
  readonly seed: number;
  /** Whether intervals that hold for all coordinates at once are wanted, too. */
  readonly joint: boolean;
  /** How the rows were drawn; independently and alike unless said. */
  readonly sampling?: Sampling;
  /** How p-values are adjusted, if they are. */
  readonly adjust?: Adjustment;
  /** Learners that are compared on the same splits, and stacked; at the first outer point. */
  readonly learners?: readonly string[];
  /** Whether rows, calibration, influence and other settings are wanted, too. */
  readonly details?: boolean;
  /** Whether the outer optimum is wanted, too; from the outer point. */
  readonly root?: boolean;
}

/** Estimated gradients and what they rest on; at the first point, and at all. */
export interface OwnEstimate extends Omit<PointEstimate, "at"> {
  /** Rows that were used: all but those of weight 0. */
  readonly n: number;
  /** One for each outer point, in the order that was asked for. */
  readonly points: readonly PointEstimate[];
  /**
   * Half-widths in standard errors of intervals that hold at once, over all coordinates and points, one a
   * level; only if wanted, or if there are several points.
   */
  readonly criticalValues?: readonly number[];
  /** The adjusted p-values of all points, p each; only if wanted. */
  readonly adjusted?: readonly Float64Array[];
  /** What each learner of a panel gives at the first point, and their stack last; if wanted. */
  readonly panel?: readonly PanelEstimate[];
  /** Where the gradient is zero, if it is wanted. */
  readonly root?: OuterRoot;
  readonly folds: number;
  readonly repetitions: number;
  /** Whether the bias of noise that the learned functions share was removed by the jackknife. */
  readonly jackknife: boolean;
  /** The number of clusters of each way that was named. */
  readonly clusterCounts: readonly number[];
  /** As many rows of equal weight would leave the same variance (Kish); only with weights. */
  readonly effectiveRows?: number;
  readonly coded: readonly Coded[];
  /** If they are wanted. */
  readonly details?: Details;
}

/** What one learner gives for all functions. */
export interface PanelEstimate {
  /** A name of `LEARNERS`, or "stacked". */
  readonly learner: string;
  readonly point: PointEstimate;
}

/** Is told how many parts of the work are done, and what comes next. */
export type OwnProgress = (done: number, total: number, what: string) => void;

/**
 * Checks the data and the losses, learns and estimates; the same seed gives the same numbers, in
 * whatever order the rows are. What is estimated at a point does not depend on the others.
 *
 * @param shown How messages call the data.
 * @throws {UsageError} if the data or the losses will not do.
 */
export function estimateOwn(
  table: Table,
  problem: OwnProblem,
  settings: OwnSettings,
  shown: string,
  progress: OwnProgress = () => {},
): OwnEstimate {
  const { points, coordinates } = problem;
  progress(0, 1, "checking the losses");
  const ready = prepared(table, problem, settings, shown);
  const { root: rootWanted = false, learners = [] } = settings;
  const panel = panelOf(settings.learner);
  const steps = ready.splits.length + 1;
  const compared = learners.length === 0 ? 0 : learners.length + 1;
  const total = (points.length + compared) * steps + (rootWanted ? steps + 3 : 0) +
    (settings.details ? countVariations(settings) : 0) + 1;
  let done = 1;
  const each = points.map((at, k) =>
    estimateAt(ready, at, panel, settings.levels, (what) => {
      const where = points.length === 1 ? "" : `point ${k + 1} of ${points.length}, `;
      progress(done++, total, `${where}${what}`);
    })
  );
  const comparing = (learner: string, names: readonly string[], combining: Combining) => ({
    learner,
    point: estimateAt(
      ready,
      problem.at,
      names,
      settings.levels,
      (what) => progress(done++, total, `${learner}, ${what}`),
      combining,
    ).point,
  });
  const panelled = compared === 0 ? [] : [
    ...learners.map((name) => comparing(name, [name], "best")),
    comparing("stacked", learners, "stacked"),
  ];
  const root = rootWanted
    ? outerRoot(
      ready,
      problem.at,
      panel,
      settings.levels,
      (what) => progress(done++, total, `outer optimum, ${what}`),
    )
    : undefined;
  const more = settings.details
    ? details(
      ready,
      each[0]!,
      table,
      problem,
      settings,
      panelled,
      shown,
      (what) => progress(done++, total, what),
    )
    : undefined;
  progress(total, total, "");
  const { sample } = ready;
  const { weight } = sample;
  const first = each[0]!.point;
  return {
    ...withoutAt(first),
    n: sample.observationOf.reduce((sum, i) => i < sample.n ? sum + 1 : sum, 0),
    points: each.map(({ point }) => point),
    ...together(ready, each, settings, coordinates.length),
    ...(panelled.length === 0 ? {} : { panel: panelled }),
    ...(root === undefined ? {} : { root }),
    folds: ready.folds,
    repetitions: ready.splits.length,
    jackknife: ready.jackknife,
    clusterCounts: sample.clusterCounts,
    ...(weight === undefined
      ? {}
      : { effectiveRows: sample.n / weight.reduce((sum, one) => sum + one * one / sample.n, 0) }),
    coded: ready.coded,
    ...(more === undefined ? {} : { details: more }),
    warnings: [
      ...codingNotes(ready.coded),
      ...suspectValues(
        table,
        [...new Set([...problem.covariates, ...problem.columns])],
        shown,
      ),
      ...samplingWarnings(sample, settings.sampling, shown),
      ...dependenceNotes(sample, each[0]!, coordinates),
      ...gathered(each.map(({ point }) => point)),
      ...(root?.warnings ?? []),
    ],
  };
}

/** What is said of rows that may depend on each other; nothing where clusters are named. */
function dependenceNotes(
  sample: Prepared["sample"],
  { fits }: PointFits,
  coordinates: readonly string[],
): string[] {
  const { n, clusters, unused } = sample;
  if (clusters.length > 0) return [];
  const scores = new Float64Array(n * coordinates.length);
  for (const fit of fits) fit.scores.forEach((score, at) => scores[at]! += score / fits.length);
  const groups = hiddenGroups(scores, n, coordinates.length, unused);
  return groups.length > 0
    ? groupNotes(groups, coordinates)
    : nearRowsNotes(scores, sample, coordinates);
}

function withoutAt({ at: _, ...rest }: PointEstimate): Omit<PointEstimate, "at"> {
  return rest;
}

/** What is said of all coordinates and points at once. */
function together(
  { sample, random }: Prepared,
  each: readonly PointFits[],
  { joint, levels, adjust }: OwnSettings,
  p: number,
): Pick<OwnEstimate, "criticalValues" | "adjusted"> {
  const { n, clusters } = sample;
  const wanted = joint || each.length > 1;
  if (!wanted && adjust === undefined) return {};
  const q = p * each.length;
  const scores = each[0]!.fits.map((_, r) => {
    const out = new Float64Array(n * q);
    each.forEach(({ fits }, point) => {
      const own = fits[r]!.scores;
      for (let i = 0; i < n; i++) {
        out.set(own.subarray(i * p, (i + 1) * p), i * q + point * p);
      }
    });
    return out;
  });
  const draws = jointDraws(scores, n, clusters, random);
  const values = (of: (point: PointEstimate) => Float64Array) =>
    Float64Array.from(each.flatMap(({ point }) => [...of(point)]));
  const adjustedTo = (how: Adjustment): Float64Array[] => {
    const p = values(({ pValues }) => pValues);
    const all = adjusted(how, p, normalStatistics(p), () => draws);
    const width = all.length / each.length;
    return each.map((_, at) => all.slice(at * width, (at + 1) * width));
  };
  return {
    ...(wanted ? { criticalValues: jointWidths(draws, levels, clusters) } : {}),
    ...(adjust === undefined ? {} : { adjusted: adjustedTo(adjust) }),
  };
}

/** The warnings of all points; what is not true of all says where it is. */
function gathered(points: readonly PointEstimate[]): string[] {
  const where = new Map<string, PointEstimate[]>();
  for (const point of points) {
    for (const warning of point.warnings) {
      where.set(warning, [...where.get(warning) ?? [], point]);
    }
  }
  return [...where].map(([warning, at]) =>
    at.length === points.length
      ? warning
      : `At w = ${at.slice(0, 3).map(({ at }) => `(${at.join(", ")})`).join(", ")}${
        at.length > 3 ? ` and ${at.length - 3} more points` : ""
      }: ${warning}`
  );
}
