/**
 * The outer optimum of a user's problem: where the orthogonal gradient is zero, with its standard errors.
 *
 * @module
 */

import type { GradientEstimate } from "../../estimators/functional/contract.ts";
import {
  curvatures,
  descendToRoot,
  type DescentStep,
  jacobianAt,
  orthogonalObjective,
  type OuterValue,
  type RootSearch,
} from "../../estimators/functional/gradient_root.ts";
import type { NuisanceLearners } from "../../estimators/functional/general_nuisances.ts";
import { inUnits, type LossUnits } from "../../estimators/functional/loss_units.ts";
import { medianEstimate } from "../../estimators/inference/repeated.ts";
import type { ConfidenceInterval } from "../../estimators/inference/wald.ts";
import { sandwich } from "../../estimators/inference/sandwich.ts";
import { pseudoInverse } from "../../numerics/pseudo_inverse.ts";
import { UsageError } from "../engine/stage.ts";
import { counted, rounded } from "../wording.ts";
import { outerUnits, unitsOf } from "./checks.ts";
import { type CrossFitted, crossFitted } from "./cross_fitted.ts";
import { halfWidth, medianBounds, pValues } from "./intervals.ts";
import { type Prepared, unitsAt } from "./prepared.ts";
import { chooseLearners, chosenLearners } from "./tuning.ts";

/** An outer optimum and how it was reached. */
export interface OuterRoot {
  /** The median over the splits of w, p, with its standard errors. */
  readonly estimate: GradientEstimate;
  readonly intervals: readonly ConfidenceInterval[];
  /** Of the hypotheses that a coordinate is 0, p. */
  readonly pValues: Float64Array;
  /** The descent on the first split. */
  readonly path: readonly DescentStep[];
  /** Curvatures of the objective there along its axes, in units of w², ascending, p. */
  readonly curvatures: Float64Array;
  /** What gives cause for doubt, a sentence each. */
  readonly warnings: readonly string[];
}

/** A gradient farther from zero than so many standard errors is not zero. */
const NEAR = 0.05;
/** A curvature below this share of the largest does not identify w. */
const IDENTIFIED = 1e-8;

/**
 * Descends from an outer point, by Newton's method with the Jacobian of the estimated gradient, on the first
 * split, and from there on the others. Learners are chosen at the start, and again where a first descent
 * ended.
 *
 * Standard errors are the sandwich A⁻¹ V A⁻ᵀ, V the covariance of the gradient there, with clusters, weights
 * and the variance of learning, and A its Jacobian by differences on the first split.
 *
 * @param panel Names of learners.
 * @throws {UsageError} if there is no optimum, or w is not identified there.
 */
export function outerRoot(
  prepared: Prepared,
  start: Float64Array,
  panel: readonly string[],
  levels: readonly number[],
  progress: (what: string) => void = () => {},
): OuterRoot {
  const { problem, pair, learnedFrom, sample, splits, jackknife, random } = prepared;
  const { clusters, weight } = sample;
  const learnersAt = (w: Float64Array, units: LossUnits): NuisanceLearners =>
    chosenLearners(
      chooseLearners(learnedFrom, inUnits(pair, units), w, panel, random.split("smoothing")),
    );
  const fitAt = (w: Float64Array, learners: NuisanceLearners, split: number): CrossFitted =>
    crossFitted({
      sample: learnedFrom,
      weight,
      clusters,
      pair,
      units: unitsOf(pair, w, learnedFrom),
      w,
      coordinates: problem.coordinates,
      learners,
      jackknife,
    }, splits[split]!);
  const valueAt = (learners: NuisanceLearners, split: number) => (w: Float64Array) => {
    try {
      return valueOf(fitAt(w, learners, split));
    } catch (error) {
      // beyond what the losses are made for
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
  progress("choosing learners");
  const units = unitsAt(prepared, start);
  const scale = outerUnits(problem.pair, start, sample, units);
  progress("descent");
  const first = valueAt(learnersAt(start, units), 0);
  const rough = descendToRoot(first, { start, units: scale });
  requireNear(rough, start, scale, problem.shown);
  progress("choosing learners again");
  const learners = learnersAt(rough.root, unitsAt(prepared, rough.root));
  progress("descent");
  const searches: RootSearch[] = [];
  for (const split of splits.keys()) {
    // the first one once more from the start, so that its path is that of one objective
    const [before] = searches;
    searches.push(
      descendToRoot(valueAt(learners, split), {
        start: before?.root ?? start,
        units: scale,
        jacobian: (before ?? rough).jacobian,
      }),
    );
    progress(`split ${split + 1} of ${splits.length}`);
  }
  const { root, path } = searches[0]!;
  requireNear(searches[0]!, start, scale, problem.shown);
  unitsAt(prepared, root);
  const jacobian = jacobianAt(valueAt(learners, 0), path.at(-1)!, scale);
  const curved = curvatures(jacobian, scale);
  const steepest = Math.max(...curved.map(Math.abs));
  if (!(Math.min(...curved.map(Math.abs)) > IDENTIFIED * steepest)) {
    throw new UsageError(
      `The outer objective of "${problem.shown}" is flat in some direction at w = (${
        shown(root)
      }), so that no optimum is identified; leave out a coordinate, or add a penalty to the outer loss.`,
    );
  }
  const inverse = inverseIn(jacobian, scale);
  const estimates = searches.map(({ root }, split) => ({
    gradient: root,
    standardError: sandwich(inverse, fitAt(root, learners, split).covariance()),
  }));
  const estimate = medianEstimate(estimates);
  return {
    estimate,
    intervals: levels.map((level) => medianBounds(estimates, halfWidth(level, clusters))),
    pValues: pValues(estimate, clusters),
    path,
    curvatures: curved,
    warnings: rootWarnings(searches, estimates, curved, problem.coordinates),
  };
}

/** A⁻¹ = D (D A D)⁻¹ D, D = diag(units): of coordinates in other units none is taken for rounding. */
function inverseIn(jacobian: Float64Array, units: Float64Array): Float64Array {
  const p = units.length;
  const between = (at: number) => units[Math.floor(at / p)]! * units[at % p]!;
  const { inverse } = pseudoInverse(jacobian.map((value, at) => value * between(at)), p);
  return inverse.map((value, at) => value * between(at));
}

function valueOf({ estimate, nuisances: { losses, a } }: CrossFitted): OuterValue {
  return {
    objective: orthogonalObjective(losses.outer.value, a, losses.inner.v),
    gradient: estimate.gradient,
  };
}

/** A descent that ends so many units from where the gradient would be zero has not found that. */
const ENDED = 0.1;

function requireNear(
  { root, step, end, path }: RootSearch,
  start: Float64Array,
  scale: Float64Array,
  file: string,
): void {
  const near = step.every((change, k) => Math.abs(change) <= ENDED * scale[k]!);
  if (end === "converged" || (end === "stalled" && near)) return;
  throw new UsageError(
    `The descent from w = (${start.join(", ")}) finds no optimum of "${file}": after ${
      counted(path.length - 1, "step")
    } it is at w = (${shown(root)}) with the gradient (${
      shown(path.at(-1)!.gradient)
    }); give another start with --at, or an outer loss that has a minimum.`,
  );
}

function rootWarnings(
  searches: readonly RootSearch[],
  estimates: readonly GradientEstimate[],
  curved: Float64Array,
  coordinates: readonly string[],
): string[] {
  const out: string[] = [];
  const far = searches.filter(({ step }, split) =>
    step.some((change, k) => Math.abs(change) > NEAR * estimates[split]!.standardError[k]!)
  );
  if (far.length > 0) {
    const most = Math.max(
      ...far.map(({ step }) =>
        Math.max(...step.map((change, k) => Math.abs(change) / estimates[0]!.standardError[k]!))
      ),
    );
    out.push(
      `The descent ended where the gradient is not zero, ${rounded(most, 2)} standard errors ` +
        `from where it would be, in ${far.length} of ${searches.length} splits: learners that adapt make ` +
        `the gradient jump; compare --learner series or kernel-ridge, or another start with --at.`,
    );
  }
  if (curved[0]! <= 0) {
    out.push(
      `At the root the outer objective is not convex: its least curvature is ${
        rounded(curved[0]!, 2)
      }, and w is a saddle or a maximum; give another start with --at.`,
    );
  }
  if (coordinates.length > 0 && searches.length > 1) {
    coordinates.forEach((name, k) => {
      const roots = searches.map(({ root }) => root[k]!);
      const range = (Math.max(...roots) - Math.min(...roots)) / estimates[0]!.standardError[k]!;
      if (range <= 2) return;
      out.push(
        `The optimum of ${name} depends on the split into folds: over ${searches.length} splits it ranges ` +
          `over ${rounded(range, 2)} standard errors; give more --repetitions.`,
      );
    });
  }
  return out;
}

function shown(w: Float64Array): string {
  return [...w].map((value) => rounded(value, 4)).join(", ");
}
