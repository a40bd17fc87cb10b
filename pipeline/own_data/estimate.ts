/**
 * The gradient of a user's outer objective, with intervals.
 *
 * @module
 */

import type { GradientEstimate } from "../../estimators/functional/contract.ts";
import { randomFolds } from "../../estimators/functional/cross_fit.ts";
import { inUnits } from "../../estimators/functional/loss_units.ts";
import { criticalValue } from "../../estimators/inference/bands.ts";
import { multiplierDraws } from "../../estimators/inference/multiplier_bootstrap.ts";
import { median, medianEstimate, medianInterval } from "../../estimators/inference/repeated.ts";
import type { ConfidenceInterval } from "../../estimators/inference/wald.ts";
import { DEFAULT_WEIGHT_FLOOR } from "../../estimators/nuisance/quadratic_risk.ts";
import { Stream } from "../../numerics/random.ts";
import { UsageError } from "../engine/stage.ts";
import { requireLosses, requireRows, requireVariation } from "./checks.ts";
import { type CrossFitted, crossFitted, type NuisanceLoss } from "./cross_fitted.ts";
import { panelOf } from "./learners.ts";
import type { OwnProblem } from "./problem.ts";
import type { Table } from "./table.ts";
import { observations, type OrderedObservations } from "./sample.ts";
import { type Choice, type Choices, chooseLearners, chosenLearners } from "./tuning.ts";
import { percent, warningsOf } from "./warnings.ts";

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
}

/** What happened in learning the functions; curvatures in units of their mean. */
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

/** How one nuisance was learned, and how well. */
export interface LearnedNuisance extends NuisanceLoss {
  /** A name of `LEARNERS`. */
  readonly learner: string;
  /** The penalty as a multiple of n^-4/5. */
  readonly smoothing: number;
}

/** An estimated gradient and what it rests on. */
export interface OwnEstimate {
  readonly n: number;
  /** The median over the repetitions. */
  readonly estimate: GradientEstimate;
  /** The medians of the repetitions' bounds, one a level. */
  readonly intervals: readonly ConfidenceInterval[];
  /** Half-widths in standard errors of intervals that hold at once, one a level; only if wanted. */
  readonly criticalValues?: readonly number[];
  readonly repetitions: number;
  /** Whether the bias of noise that the learned functions share was removed by the jackknife. */
  readonly jackknife: boolean;
  /** Losses and R² are means over the repetitions. */
  readonly nuisances: readonly LearnedNuisance[];
  readonly guardRails: OwnGuardRails;
  /** What gives cause for doubt, a sentence each. */
  readonly warnings: readonly string[];
}

/** Is told how many parts of the work are done, and what comes next. */
export type OwnProgress = (done: number, total: number, what: string) => void;

/**
 * With more rows, the bias that the jackknife removes and the variance that learning adds are small
 * beside the standard error (trials on the designs of tests/coverage, other draws).
 */
const JACKKNIFE_ROWS = 1500;
/** Splits unless another number is given; with more rows the chance of one split hardly matters. */
const REPETITIONS = 5;
const REPEATED_ROWS = 20_000;
/** More than this share of clipped curvatures is refused. */
const MOST_CLIPPED = 0.5;

/** The number of splits unless one is given. */
export function defaultRepetitions(n: number): number {
  return n <= REPEATED_ROWS ? REPETITIONS : 1;
}

/**
 * Checks the data and the losses, learns and estimates; the same seed gives the same numbers, in
 * whatever order the rows are.
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
  const { n } = table;
  const { folds } = settings;
  const { pair, at, coordinates } = problem;
  const repetitions = settings.repetitions ?? defaultRepetitions(n);
  const parts = repetitions + 2;
  requireRows(n, folds, shown);
  progress(0, parts, "checking the losses");
  const sample = observations(table, problem);
  const random = Stream.of("own data", settings.seed);
  const splits = Array.from(
    { length: repetitions },
    (_, r) => randomFolds(n, folds, random.split("folds").split(r)),
  );
  for (const fold of splits) requireVariation(sample, problem, fold);
  const units = requireLosses(sample, problem, splits);
  progress(1, parts, "choosing learners");
  const choices = chooseLearners(
    sample,
    inUnits(pair, units),
    at,
    panelOf(settings.learner),
    random.split("smoothing"),
  );
  const jackknife = folds >= 3 && n <= JACKKNIFE_ROWS;
  const learners = chosenLearners(choices);
  const fits = splits.map((fold, r) => {
    progress(r + 2, parts, `split ${r + 1} of ${repetitions}`);
    const fit = crossFitted({ sample, pair, units, w: at, coordinates, learners, jackknife }, fold);
    requireFiniteScores(fit.scores, problem, sample);
    return fit;
  });
  progress(parts, parts, "");
  const guardRails = guardRailsOf(fits, n, folds);
  if (guardRails.shareClipped > MOST_CLIPPED) {
    throw new UsageError(
      `The inner loss of "${problem.shown}" is all but flat (its second derivative in v is below ` +
        `${DEFAULT_WEIGHT_FLOOR} of its mean) at ${
          percent(guardRails.shareClipped)
        } of the rows; ` +
        `give one that is strictly convex in v.`,
    );
  }
  const estimates = fits.map((fit) => fit.estimate);
  const estimate = medianEstimate(estimates);
  const nuisances = learnedNuisances(fits, choices);
  return {
    n,
    estimate,
    intervals: settings.levels.map((level) => medianInterval(estimates, level)),
    repetitions,
    jackknife,
    nuisances,
    ...(settings.joint
      ? { criticalValues: criticalValues(fits, n, at.length, settings.levels, random) }
      : {}),
    guardRails,
    warnings: warningsOf({ sample, problem, fits, estimate, nuisances, guardRails }),
  };
}

function requireFiniteScores(
  scores: Float64Array,
  { at: w, shown }: OwnProblem,
  { rows }: OrderedObservations,
): void {
  const at = scores.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new UsageError(
    `The losses of "${shown}" are not finite at the learned function in row ` +
      `${rows[Math.floor(at / w.length)] + 1}; make them finite for every v.`,
  );
}

/** Of each nuisance how it was learned, and the means over the repetitions of how well. */
function learnedNuisances(fits: readonly CrossFitted[], choices: Choices): LearnedNuisance[] {
  const { h, a, b, c } = choices;
  const mean = (value: (fit: CrossFitted) => number) =>
    fits.reduce((sum, fit) => sum + value(fit) / fits.length, 0);
  return [h, a, ...b, ...c].map(({ learner, scale }: Choice, k) => ({
    ...fits[0].losses[k],
    value: mean(({ losses }) => losses[k].value),
    r2: mean(({ losses }) => losses[k].r2),
    learner,
    smoothing: scale,
  }));
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
  return levels.map((level) => median(draws.map((one) => criticalValue(one, level))));
}

function guardRailsOf(fits: readonly CrossFitted[], n: number, folds: number): OwnGuardRails {
  const all = fits.flatMap(({ guardRails }) => guardRails);
  const clipped = all.reduce((sum, one) => sum + one.clipped, 0);
  return {
    minimumCurvature: Math.min(...all.map((one) => one.smallestWeight)),
    // every row is in all training parts but one
    shareClipped: clipped / (fits.length * (folds - 1) * n),
    newtonSteps: Math.max(...all.map((one) => one.iterations)),
    converged: all.every((one) => one.converged),
  };
}
