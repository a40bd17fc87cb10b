/**
 * The gradient of a user's outer objective, with intervals.
 *
 * @module
 */

import { randomFolds } from "../../estimators/functional/cross_fit.ts";
import type { GradientEstimate } from "../../estimators/functional/contract.ts";
import { criticalValue } from "../../estimators/inference/bands.ts";
import { multiplierDraws } from "../../estimators/inference/multiplier_bootstrap.ts";
import { medianEstimate } from "../../estimators/inference/repeated.ts";
import { waldEstimate } from "../../estimators/inference/wald.ts";
import { DEFAULT_WEIGHT_FLOOR } from "../../estimators/nuisance/quadratic_risk.ts";
import { Stream } from "../../estimators/numerics/random.ts";
import { UsageError } from "../engine/stage.ts";
import { requireLosses, requireRows, requireVariation } from "./checks.ts";
import { type CrossFitted, crossFitted, type NuisanceLoss } from "./cross_fitted.ts";
import { DEFAULT_LEARNER, LEARNERS } from "./learners.ts";
import type { OwnProblem } from "./problem.ts";
import type { Table } from "./read_table.ts";
import { observations } from "./sample.ts";
import { chooseScale, innerRisk, squaredErrors, undercut } from "./tuning.ts";

/** How the gradient is to be estimated. */
export interface OwnSettings {
  /** One of `LEARNERS`. */
  readonly learner: string;
  readonly folds: number;
  /** Splits into folds, over which medians are taken. */
  readonly repetitions: number;
  /** Levels of the intervals. */
  readonly levels: readonly number[];
  readonly seed: number;
  /** Whether intervals that hold for all coordinates at once are wanted, too. */
  readonly joint: boolean;
}

/** What happened in learning the functions. */
export interface OwnGuardRails {
  /** The least d_vv l_in at a training row. */
  readonly minimumCurvature: number;
  /** The share of training rows at which it was raised to the floor. */
  readonly shareClipped: number;
  /** Most steps of Newton's method. */
  readonly newtonSteps: number;
  /** Whether it converged in every fold. */
  readonly converged: boolean;
}

/** An estimated gradient and what it rests on. */
export interface OwnEstimate {
  readonly n: number;
  /** The median over the repetitions. */
  readonly estimate: GradientEstimate;
  /** Half-widths in standard errors of intervals that hold at once, one a level; only if wanted. */
  readonly criticalValues?: readonly number[];
  /** The chosen penalty as a multiple of n^-4/5. */
  readonly smoothing: number;
  /** Whether the bias of noise that the learned functions share was removed by the jackknife. */
  readonly jackknife: boolean;
  /** Means over the repetitions. */
  readonly nuisances: readonly NuisanceLoss[];
  /** Absent with quadratic losses, whose curvature is 1. */
  readonly guardRails?: OwnGuardRails;
  /** What gives cause for doubt, a sentence each. */
  readonly warnings: readonly string[];
}

/** With more rows the bias that the jackknife removes is small beside the standard error. */
const JACKKNIFE_ROWS = 20_000;
/** More than this share of clipped curvatures is refused. */
const MOST_CLIPPED = 0.5;

/**
 * Checks the data and the losses, learns and estimates; the same seed gives the same numbers.
 *
 * @param shown How messages call the data.
 * @throws {UsageError} if the data or the losses will not do.
 */
export function estimateOwn(
  table: Table,
  problem: OwnProblem,
  settings: OwnSettings,
  shown: string,
): OwnEstimate {
  const { n } = table;
  const { folds, repetitions } = settings;
  const { model, at } = problem;
  const family = LEARNERS[settings.learner];
  requireRows(n, folds, shown);
  if (family.mostRows !== undefined && n > family.mostRows) {
    throw new UsageError(
      `--learner ${settings.learner} takes at most ${family.mostRows} rows and "${shown}" has ${n}; ` +
        `choose --learner ${DEFAULT_LEARNER}.`,
    );
  }
  const sample = observations(table, problem);
  const random = Stream.of("own data", settings.seed);
  const splits = Array.from(
    { length: repetitions },
    (_, r) => randomFolds(n, folds, random.split("folds").split(r)),
  );
  for (const fold of splits) requireVariation(sample, problem, fold);
  if (model.kind === "general") requireLosses(sample, problem, model, splits);
  const risk = model.kind === "general" ? innerRisk(model.pair, at) : squaredErrors();
  const best = chooseScale(sample, family, risk, random.split("smoothing"));
  const smoothing = model.kind === "general" ? undercut(family.scales, best) : best;
  const jackknife = model.kind === "general" && folds >= 3 && n <= JACKKNIFE_ROWS;
  const learner = family.at(smoothing);
  const fits = splits.map((fold) => crossFitted(sample, problem, fold, learner, jackknife));
  for (const { scores } of fits) requireFiniteScores(scores, at.length, problem.shown);
  const guardRails = guardRailsOf(fits, n, folds);
  if (guardRails !== undefined && guardRails.shareClipped > MOST_CLIPPED) {
    const share = percent(guardRails.shareClipped);
    throw new UsageError(
      `The inner loss of "${problem.shown}" is all but flat (its second derivative in v is below ` +
        `${DEFAULT_WEIGHT_FLOOR}) at ${share} of the rows; give one that is strictly convex in v.`,
    );
  }
  return {
    n,
    estimate: medianEstimate(fits.map(({ scores }) => waldEstimate(scores, n, at.length))),
    smoothing,
    jackknife,
    nuisances: fits[0].losses.map((loss, k) => ({
      ...loss,
      value: fits.reduce((sum, { losses }) => sum + losses[k].value / repetitions, 0),
    })),
    ...(settings.joint
      ? { criticalValues: criticalValues(fits, n, at.length, settings.levels, random) }
      : {}),
    ...(guardRails === undefined ? {} : { guardRails }),
    warnings: warningsOf(guardRails, best, family.scales),
  };
}

function requireFiniteScores(scores: Float64Array, p: number, shown: string): void {
  const at = scores.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new UsageError(
    `The losses of "${shown}" are not finite at the learned function in row ` +
      `${Math.floor(at / p) + 1}; make them finite for every v.`,
  );
}

/** For each level the median over the repetitions. */
function criticalValues(
  fits: readonly CrossFitted[],
  n: number,
  p: number,
  levels: readonly number[],
  random: Stream,
): number[] {
  const draws = fits.map(({ scores }, r) =>
    multiplierDraws(scores, n, p, random.split("joint").split(r))
  );
  return levels.map((level) => {
    const values = draws.map((one) => criticalValue(one, level)).sort((a, b) => a - b);
    const middle = values.length >> 1;
    return values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  });
}

function guardRailsOf(
  fits: readonly CrossFitted[],
  n: number,
  folds: number,
): OwnGuardRails | undefined {
  const all = fits.flatMap(({ guardRails }) => guardRails);
  if (all.length === 0) return undefined;
  const clipped = all.reduce((sum, one) => sum + one.clipped, 0);
  return {
    minimumCurvature: Math.min(...all.map((one) => one.smallestWeight)),
    // every row is in all training parts but one
    shareClipped: clipped / (fits.length * (folds - 1) * n),
    newtonSteps: Math.max(...all.map((one) => one.iterations)),
    converged: all.every((one) => one.converged),
  };
}

function warningsOf(
  guardRails: OwnGuardRails | undefined,
  best: number,
  scales: readonly number[],
): string[] {
  const warnings: string[] = [];
  if (guardRails !== undefined && guardRails.shareClipped > 0) {
    const share = percent(guardRails.shareClipped);
    warnings.push(
      `The inner loss is all but flat at ${share} of the training rows: its second derivative there ` +
        `was raised to ${DEFAULT_WEIGHT_FLOOR}.`,
    );
  }
  if (guardRails?.converged === false) {
    warnings.push(
      "Newton's method for h did not converge in every fold: is the inner loss convex?",
    );
  }
  if (scales.length > 1 && best === scales[0]) {
    warnings.push(
      "The learner smooths as little as it can: the functions may be rougher than that.",
    );
  }
  return warnings;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
