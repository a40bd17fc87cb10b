/**
 * The gradient of a user's outer objective at one outer point.
 *
 * @module
 */

import type { GradientEstimate } from "../../estimators/functional/contract.ts";
import { inUnits } from "../../estimators/functional/loss_units.ts";
import { medianEstimate } from "../../estimators/inference/repeated.ts";
import type { ConfidenceInterval } from "../../estimators/inference/wald.ts";
import { DEFAULT_WEIGHT_FLOOR } from "../../estimators/nuisance/quadratic_risk.ts";
import { UsageError } from "../engine/stage.ts";
import { convexityWarnings } from "./convexity.ts";
import { type CrossFitted, crossFitted, type NuisanceLoss } from "./cross_fitted.ts";
import { halfWidth, medianBounds, pValues } from "./intervals.ts";
import type { OwnProblem } from "./problem.ts";
import { type Prepared, unitsAt } from "./prepared.ts";
import type { OrderedObservations } from "./sample.ts";
import { teachingRows } from "./splitting.ts";
import {
  type Choice,
  type Choices,
  chooseLearners,
  chosenLearners,
  type Combining,
  type StackedChoice,
} from "./tuning.ts";
import { percent, warningsOf } from "./warnings.ts";

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
  /** A name of `LEARNERS`, or "stacked". */
  readonly learner: string;
  /** The penalty as a multiple of n^-4/5; NaN of a stack. */
  readonly smoothing: number;
  /** The parts of a stack. */
  readonly shares?: readonly LearnedShare[];
}

/** A part of a stack. */
export interface LearnedShare {
  readonly learner: string;
  readonly smoothing: number;
  readonly share: number;
}

/** An estimated gradient and what it rests on. */
export interface PointEstimate {
  /** w, p. */
  readonly at: Float64Array;
  /** The median over the repetitions. */
  readonly estimate: GradientEstimate;
  /** The medians of the repetitions' bounds, one a level. */
  readonly intervals: readonly ConfidenceInterval[];
  /** Of the hypotheses that a coordinate is 0, p. */
  readonly pValues: Float64Array;
  /** Losses and R² are means over the repetitions. */
  readonly nuisances: readonly LearnedNuisance[];
  readonly guardRails: OwnGuardRails;
  /** What gives cause for doubt, a sentence each. */
  readonly warnings: readonly string[];
}

/** The same with what each split gave. */
export interface PointFits {
  readonly point: PointEstimate;
  readonly fits: readonly CrossFitted[];
  readonly choices: Choices;
}

/** More than this share of clipped curvatures is refused. */
const MOST_CLIPPED = 0.5;

/**
 * Chooses learners at a point, learns and estimates.
 *
 * @param panel Names of learners among which one is chosen for each function.
 * @param progress Is told what comes next: choosing, and each split.
 * @param combining Whether they are stacked instead.
 * @throws {UsageError} if the losses will not do there.
 */
export function estimateAt(
  prepared: Prepared,
  at: Float64Array,
  panel: readonly string[],
  levels: readonly number[],
  progress: (what: string) => void = () => {},
  combining: Combining = "best",
): PointFits {
  const { sample, problem, pair, learnedFrom, splits, jackknife, random } = prepared;
  const { coordinates } = problem;
  const units = unitsAt(prepared, at);
  progress("choosing learners");
  const choices = chooseLearners(
    learnedFrom,
    inUnits(pair, units),
    at,
    panel,
    random.split("smoothing"),
    combining,
  );
  const learners = chosenLearners(choices);
  const { clusters, weight } = sample;
  const fits = splits.map((split, r) => {
    progress(`split ${r + 1} of ${splits.length}`);
    const fit = crossFitted({
      sample: learnedFrom,
      weight,
      clusters,
      pair,
      units,
      w: at,
      coordinates,
      learners,
      jackknife,
    }, split);
    requireFiniteScores(fit.scores, problem, sample);
    return fit;
  });
  const guardRails = guardRailsOf(
    fits,
    splits.reduce((sum, split) => sum + teachingRows(split), 0),
  );
  if (guardRails.shareClipped > MOST_CLIPPED) {
    const light = weight?.filter((one) => one < DEFAULT_WEIGHT_FLOOR).length ?? 0;
    if (light > sample.n / 2) {
      throw new UsageError(
        `A few rows have all the weight: ${light} of ${sample.n} weigh less than ${DEFAULT_WEIGHT_FLOOR} of the mean, ` +
          `so that nothing is learned from them; give weights that are nearer to each other.`,
      );
    }
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
  const point: PointEstimate = {
    at,
    estimate,
    intervals: levels.map((level) => medianBounds(estimates, halfWidth(level, clusters))),
    pValues: pValues(estimate, clusters),
    nuisances,
    guardRails,
    warnings: [
      ...convexityWarnings(problem.pair, at, sample, fits[0]!.nuisances.h, units),
      ...warningsOf({ sample, problem, fits, estimate, nuisances, guardRails }),
    ],
  };
  return { point, fits, choices };
}

function requireFiniteScores(
  scores: Float64Array,
  { coordinates, shown }: OwnProblem,
  { rows }: OrderedObservations,
): void {
  const at = scores.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new UsageError(
    `The losses of "${shown}" are not finite at the learned function in row ` +
      `${rows[Math.floor(at / coordinates.length)]! + 1}; make them finite for every v.`,
  );
}

/** Of each nuisance how it was learned, and the means over the repetitions of how well. */
function learnedNuisances(fits: readonly CrossFitted[], choices: Choices): LearnedNuisance[] {
  const { h, a, b, c } = choices;
  const mean = (value: (fit: CrossFitted) => number) =>
    fits.reduce((sum, fit) => sum + value(fit) / fits.length, 0);
  return [h, a, ...b, ...c].map((choice, k) => ({
    ...fits[0]!.losses[k]!,
    value: mean(({ losses }) => losses[k]!.value),
    r2: mean(({ losses }) => losses[k]!.r2),
    ...howLearned(choice),
  }));
}

function howLearned(
  choice: Choice | StackedChoice,
): Pick<LearnedNuisance, "learner" | "smoothing" | "shares"> {
  if (!("parts" in choice)) return { learner: choice.learner, smoothing: choice.scale };
  return {
    learner: "stacked",
    smoothing: NaN,
    shares: choice.parts.map(({ learner, scale, share }) => ({ learner, smoothing: scale, share })),
  };
}

function guardRailsOf(fits: readonly CrossFitted[], teaching: number): OwnGuardRails {
  const all = fits.flatMap(({ guardRails }) => guardRails);
  const clipped = all.reduce((sum, one) => sum + one.clipped, 0);
  return {
    minimumCurvature: Math.min(...all.map((one) => one.smallestWeight)),
    shareClipped: clipped / teaching,
    newtonSteps: Math.max(...all.map((one) => one.iterations)),
    converged: all.every((one) => one.converged),
  };
}
