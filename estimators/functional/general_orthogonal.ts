/**
 * Learning the nuisances of the general orthogonal score without using an observation twice.
 *
 * @module
 */

import {
  clipWeights,
  DEFAULT_WEIGHT_FLOOR,
  minimiseConvexRisk,
  type NewtonOptions,
  type QuadraticRiskLearner,
} from "../nuisance/quadratic_risk.ts";
import type { AdjointValues } from "./general_score.ts";
import {
  type LossDerivatives,
  lossDerivatives,
  type LossPair,
  makeLossDerivatives,
  requireObservations,
} from "./losses.ts";

/** Observations (X, Z). */
export interface GeneralObservations {
  /** Number of observations. */
  readonly n: number;
  /** Covariates of the lower-level function, n×d. */
  readonly x: Float64Array;
  /** What the losses are computed from, n×zDimension. */
  readonly z: Float64Array;
}

/** What happened in learning on one training part. */
export interface GuardRails {
  /** How many weights d_vv l_in were raised to the floor. */
  readonly clipped: number;
  /** The least weight before that: where it is positive, so is H = E[d_vv l_in | X]. */
  readonly smallestWeight: number;
  /** Newton steps for h. */
  readonly iterations: number;
  /** Whether Newton's method for h converged. */
  readonly converged: boolean;
}

/** Learned nuisance functions at some points, and how they were learned. */
export interface LearnedNuisances extends AdjointValues {
  /** The lower level, one number a point. */
  readonly h: Float64Array;
  /** What happened in learning. */
  readonly guardRails: GuardRails;
}

/** Nuisances of which each observation's are learned from the other folds. */
export interface CrossFittedNuisances extends AdjointValues {
  /** The lower level, n. */
  readonly h: Float64Array;
  /** The losses' derivatives at (w, h). */
  readonly losses: LossDerivatives;
  /** What happened in learning, one record a fold. */
  readonly guardRails: readonly GuardRails[];
}

/**
 * Learns h, a, b and c on one sample and evaluates them at other points.
 *
 * h minimises E_n[l_in(w, f(X), Z)]; then, with all derivatives at ĥ and W = d_vv l_in raised to a
 * floor, a and b_j minimise E_n[½ W f² + U f] for U = d_v l_out and U = d_{vw_j} l_in, and c_j does
 * for U = d_{vw_j} l_out + d_vv l_out b_j + (d_{vvw_j} l_in + d_vvv l_in b_j) a: 1 + 2p risks, one
 * factorisation. All are penalised alike. Derived here.
 *
 * @param w Outer point, p.
 * @param points Where to evaluate: m rows of x.
 * @param options Of Newton's method for h; its floor is that of W, too.
 * @throws {RangeError} if sizes do not agree or a value is not finite.
 */
export function learnNuisances(
  training: GeneralObservations,
  points: Pick<GeneralObservations, "n" | "x">,
  pair: LossPair,
  w: Float64Array,
  learner: QuadraticRiskLearner,
  options: NewtonOptions = {},
): LearnedNuisances {
  const { n, x, z } = training;
  requireSizes(pair, w, training);
  const { p } = pair;
  const functions = learner(x, n, x.length / n);
  const losses = makeLossDerivatives(n, p);
  const { inner, outer } = losses;
  const { coefficients: h, fitted, iterations, converged } = minimiseConvexRisk(
    functions,
    (v) => {
      pair.fill(w, v, z, losses);
      return { value: inner.value, slope: inner.v, curvature: inner.vv };
    },
    options,
  );
  pair.fill(w, fitted, z, losses);
  const { weight, clipped, smallest } = clipWeights(
    inner.vv,
    options.floor ?? DEFAULT_WEIGHT_FLOOR,
  );
  const solve = functions.weighted(weight);

  const first = new Float64Array(n * (1 + p));
  for (let i = 0; i < n; i++) {
    first[i * (1 + p)] = outer.v[i];
    for (let k = 0; k < p; k++) first[i * (1 + p) + 1 + k] = inner.vw[i * p + k];
  }
  const ab = solve(first, 1 + p);
  const abFitted = functions.fitted(ab, 1 + p);

  const second = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    const a = abFitted[i * (1 + p)];
    for (let k = 0; k < p; k++) {
      const at = i * p + k;
      const b = abFitted[i * (1 + p) + 1 + k];
      second[at] = outer.vw[at] + outer.vv[i] * b + (inner.vvw[at] + inner.vvv[i] * b) * a;
    }
  }
  const c = solve(second, p);

  const at = (coefficients: Float64Array, q: number) =>
    functions.evaluate(coefficients, q, points.x, points.n);
  const abValues = at(ab, 1 + p);
  return {
    h: at(h, 1),
    a: abValues.filter((_, at) => at % (1 + p) === 0),
    b: abValues.filter((_, at) => at % (1 + p) !== 0),
    c: at(c, p),
    guardRails: { clipped, smallestWeight: smallest, iterations, converged },
  };
}

/**
 * Out-of-fold nuisances, for `generalOrthogonal`, `generalForward` and `generalAdjoint`.
 *
 * @param w Outer point, p.
 * @param fold The fold of each observation, n: 0, …, K − 1 with K ≥ 2 and no fold empty.
 * @param options As for `learnNuisances`.
 * @throws {RangeError} if sizes do not agree, a value is not finite or the folds are not as said.
 */
export function crossFitNuisances(
  sample: GeneralObservations,
  pair: LossPair,
  w: Float64Array,
  fold: Uint32Array,
  learner: QuadraticRiskLearner,
  options: NewtonOptions = {},
): CrossFittedNuisances {
  requireSizes(pair, w, sample);
  const { n, z } = sample;
  const { p } = pair;
  const out = {
    h: new Float64Array(n),
    a: new Float64Array(n),
    b: new Float64Array(n * p),
    c: new Float64Array(n * p),
  };
  const guardRails = heldOutRows(fold, n).map((held, k) => {
    const kept = Array.from(fold.keys()).filter((i) => fold[i] !== k);
    const points = { n: held.length, x: rows(sample.x, held, n) };
    const training = { n: kept.length, x: rows(sample.x, kept, n), z: rows(z, kept, n) };
    const learned = learnNuisances(training, points, pair, w, learner, options);
    for (const [name, width] of [["h", 1], ["a", 1], ["b", p], ["c", p]] as const) {
      held.forEach((i, row) => {
        for (let c = 0; c < width; c++) out[name][i * width + c] = learned[name][row * width + c];
      });
    }
    return learned.guardRails;
  });
  return { ...out, losses: lossDerivatives(pair, w, out.h, z), guardRails };
}

function requireSizes(pair: LossPair, w: Float64Array, { n, x, z }: GeneralObservations): void {
  requireObservations(pair, w, z, n);
  if (x.length === 0 || x.length % n !== 0) {
    throw new RangeError(`x has ${x.length} values: a multiple of n = ${n} is needed`);
  }
  for (const [name, array] of [["x", x], ["z", z]] as const) {
    const at = array.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) {
      throw new RangeError(
        `${name} holds ${array[at]} at position ${at}: remove such observations`,
      );
    }
  }
}

/** The rows of each fold, whose labels must be 0, …, K − 1. */
function heldOutRows(fold: Uint32Array, n: number): number[][] {
  if (fold.length !== n) {
    throw new RangeError(`fold has ${fold.length} labels: n = ${n} are needed`);
  }
  const folds = fold.reduce((most, label) => Math.max(most, label + 1), 0);
  if (folds < 2 || folds > n) {
    throw new RangeError(`the largest fold label is ${folds - 1}: give 2 to ${n} folds, from 0`);
  }
  const held = Array.from({ length: folds }, (): number[] => []);
  fold.forEach((label, i) => held[label].push(i));
  const empty = held.findIndex((rows) => rows.length === 0);
  if (empty >= 0) throw new RangeError(`fold ${empty} of ${folds} is empty: relabel the folds`);
  return held;
}

/** Some rows of a matrix with n rows. */
function rows(matrix: Float64Array, which: readonly number[], n: number): Float64Array {
  const width = matrix.length / n;
  const out = new Float64Array(which.length * width);
  which.forEach((i, row) => out.set(matrix.subarray(i * width, (i + 1) * width), row * width));
  return out;
}
