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
import { requireFolds } from "./cross_fit.ts";
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
      if (pair.fillInner) pair.fillInner(w, v, z, losses);
      else pair.fill(w, v, z, losses);
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
  const folds = requireFolds(fold, sample.n, 2);
  const [values] = nuisanceArrays(sample.n, pair.p, 1);
  const guardRails = Array.from({ length: folds }, (_, k) => {
    const { learned, held } = leaveOut(sample, pair, w, fold, [k], learner, options);
    place(learned, held, values, () => true);
    return learned.guardRails;
  });
  return { ...values, losses: lossDerivatives(pair, w, values.h, sample.z), guardRails };
}

/**
 * Out-of-fold nuisances learned from one fold less, K − 1 times, for the jackknife: in the s-th of
 * them, s = 1, …, K − 1, those of fold k are learned without the folds k and k + s (mod K). Two
 * folds are left out in K(K − 1)/2 ways, so that is how many times they are learned.
 *
 * @param fold The fold of each observation, n: 0, …, K − 1 with K ≥ 3 and no fold empty.
 * @throws {RangeError} as `crossFitNuisances` does.
 */
export function crossFitReduced(
  sample: GeneralObservations,
  pair: LossPair,
  w: Float64Array,
  fold: Uint32Array,
  learner: QuadraticRiskLearner,
  options: NewtonOptions = {},
): CrossFittedNuisances[] {
  requireSizes(pair, w, sample);
  const folds = requireFolds(fold, sample.n, 3);
  const values = nuisanceArrays(sample.n, pair.p, folds - 1);
  const guardRails = values.map((): GuardRails[] => []);
  for (let k = 0; k < folds; k++) {
    for (let l = 0; l < k; l++) {
      const { learned, held } = leaveOut(sample, pair, w, fold, [k, l], learner, options);
      for (const [own, other] of [[k, l], [l, k]]) {
        const set = (other - own + folds) % folds - 1;
        place(learned, held, values[set], (i) => fold[i] === own);
        guardRails[set][own] = learned.guardRails;
      }
    }
  }
  return values.map((set, s) => ({
    ...set,
    losses: lossDerivatives(pair, w, set.h, sample.z),
    guardRails: guardRails[s],
  }));
}

interface NuisanceArrays extends AdjointValues {
  readonly h: Float64Array;
}

function nuisanceArrays(n: number, p: number, count: number): NuisanceArrays[] {
  return Array.from({ length: count }, () => ({
    h: new Float64Array(n),
    a: new Float64Array(n),
    b: new Float64Array(n * p),
    c: new Float64Array(n * p),
  }));
}

/** Learns without some folds, and evaluates at their observations. */
function leaveOut(
  { n, x, z }: GeneralObservations,
  pair: LossPair,
  w: Float64Array,
  fold: Uint32Array,
  out: readonly number[],
  learner: QuadraticRiskLearner,
  options: NewtonOptions,
): { learned: LearnedNuisances; held: readonly number[] } {
  const held: number[] = [];
  const kept: number[] = [];
  for (let i = 0; i < n; i++) (out.includes(fold[i]) ? held : kept).push(i);
  const training = { n: kept.length, x: rows(x, kept, n), z: rows(z, kept, n) };
  const points = { n: held.length, x: rows(x, held, n) };
  return { learned: learnNuisances(training, points, pair, w, learner, options), held };
}

/** Writes the values at the held observations of which `own` says so where they belong. */
function place(
  learned: LearnedNuisances,
  held: readonly number[],
  values: NuisanceArrays,
  own: (i: number) => boolean,
): void {
  for (const name of ["h", "a", "b", "c"] as const) {
    const width = learned[name].length / held.length;
    held.forEach((i, row) => {
      if (!own(i)) return;
      for (let k = 0; k < width; k++) values[name][i * width + k] = learned[name][row * width + k];
    });
  }
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

/** Some rows of a matrix with n rows. */
function rows(matrix: Float64Array, which: readonly number[], n: number): Float64Array {
  const width = matrix.length / n;
  const out = new Float64Array(which.length * width);
  which.forEach((i, row) => out.set(matrix.subarray(i * width, (i + 1) * width), row * width));
  return out;
}
