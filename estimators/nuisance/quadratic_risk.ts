/**
 * Functions that minimise a penalised quadratic risk, and those that minimise a convex one.
 *
 * The quadratic risk of f with weights W > 0 and linear part U is E_n[½ W f(X)² + U f(X)]: its
 * minimiser estimates −E[U | X] / E[W | X], which is what the nuisances of a bilevel gradient are.
 * All those that share W share one factorisation.
 *
 * Matrices are row-major `Float64Array`s; a function is a column of coefficients.
 *
 * @module
 */

import { requirePositive, requireWhole } from "../../numerics/require.ts";
import type { PartOfSample } from "./contract.ts";

/** A penalised class of functions over n training points. */
export interface FunctionClass {
  /** Number of training points. */
  readonly n: number;
  /** Number of coefficients of a function. */
  readonly size: number;
  /**
   * Prepares the minimisation of E_n[½ W f² + U f] + penalty(f).
   *
   * @param weight W > 0 at the training points, n.
   */
  weighted(weight: Float64Array): QuadraticRiskSolver;
  /** Values of q functions at the training points, n×q. */
  fitted(coefficients: Float64Array, q: number): Float64Array;
  /** Values of q functions at m rows of x (m×d), m×q. */
  evaluate(
    coefficients: Float64Array,
    q: number,
    x: Float64Array,
    m: number,
    part?: PartOfSample,
  ): Float64Array;
  /** The penalty of one function, a non-negative quadratic form of its coefficients. */
  penalty(coefficients: Float64Array): number;
}

/**
 * Classes of which the one for a function is chosen by what is to be learned: features that go with
 * it, covariates that matter to it. Only training points are looked at.
 */
export interface AdaptiveClass {
  /** Number of training points. */
  readonly n: number;
  /** The class for the function that minimises a risk. */
  adapted(risk: QuadraticRisk): FunctionClass;
}

/** The risk E_n[½ W f² + U f] of one function over the training points. */
export interface QuadraticRisk {
  /** W > 0, n. */
  readonly weight: Float64Array;
  /** U, n. */
  readonly linear: Float64Array;
}

/** The minimisers' coefficients, size×q, for the q columns of U, n×q. */
export type QuadraticRiskSolver = (linear: Float64Array, q: number) => Float64Array;

/** A learner by quadratic risks: its class of functions over n rows of x, n×d. */
export type QuadraticRiskLearner = (
  x: Float64Array,
  n: number,
  d: number,
  part?: PartOfSample,
) => FunctionClass;

/** A learner whose classes may adapt. */
export type RiskLearner = (
  ...points: Parameters<QuadraticRiskLearner>
) => FunctionClass | AdaptiveClass;

/** The class for a risk: the one that there is, or the one adapted to it. */
export function classFor(
  functions: FunctionClass | AdaptiveClass,
  risk: () => QuadraticRisk,
): FunctionClass {
  return "adapted" in functions ? functions.adapted(risk()) : functions;
}

/** Weights kept away from zero. */
export interface ClippedWeights {
  /** max(W, floor), n. */
  readonly weight: Float64Array;
  /** How many were below the floor. */
  readonly clipped: number;
  /** The least one before clipping. It bounds E[W | X] from below where W is observed. */
  readonly smallest: number;
}

/**
 * Raises weights to a floor.
 *
 * @param curvature The weights as they come, n.
 * @throws {RangeError} if the floor is not positive and finite, or a weight is NaN or infinite.
 */
export function clipWeights(curvature: Float64Array, floor: number): ClippedWeights {
  requirePositive("floor", floor);
  const weight = new Float64Array(curvature.length);
  let clipped = 0;
  let smallest = Infinity;
  for (let i = 0; i < weight.length; i++) {
    const value = curvature[i];
    if (!Number.isFinite(value)) {
      throw new RangeError(`weight ${i} is ${value}: the curvature of the loss must be finite`);
    }
    if (value < floor) clipped++;
    if (value < smallest) smallest = value;
    weight[i] = Math.max(value, floor);
  }
  return { weight, clipped, smallest };
}

/** A convex loss at n values v, one for each training point. */
export interface ConvexLossValues {
  /** The loss, n. */
  readonly value: Float64Array;
  /** Its derivative in v, n. */
  readonly slope: Float64Array;
  /** Its second derivative, n. */
  readonly curvature: Float64Array;
}

/** Settings of `minimiseConvexRisk`. */
export interface NewtonOptions {
  /** Least weight W in a step; 1e-4 unless said. */
  readonly floor?: number;
  /** Most steps; 50 unless said. */
  readonly maxIterations?: number;
  /**
   * Coefficients to begin with, such as those of nearly the same risk. Zeros unless said, and where
   * zeros are better or the class has another size.
   */
  readonly start?: Float64Array;
}

/** The minimiser of a penalised convex risk. */
export interface ConvexRiskMinimum {
  /** The class it is of: the one given, adapted to the risk at f = 0 where it adapts. */
  readonly functions: FunctionClass;
  /** Its coefficients, of the class's size. */
  readonly coefficients: Float64Array;
  /** Its values at the training points, n. */
  readonly fitted: Float64Array;
  /** Steps taken. */
  readonly iterations: number;
  /** Whether the last step was negligible, or would have brought no more than is lost in rounding. */
  readonly converged: boolean;
}

/** The default of `NewtonOptions.floor`. */
export const DEFAULT_WEIGHT_FLOOR = 1e-4;

const MAX_ITERATIONS = 50;
const MAX_HALVINGS = 40;
/** A step is negligible if it moves no value by more than this, relative to the largest. */
const TOLERANCE = 1e-9;
/** The share of the promised decrease that a step must bring (Armijo's rule). */
const SUFFICIENT = 1e-4;
const ROUNDING = 1e-13;
const UNSEEN = 1e-12;
/** Values and losses that are smaller than this share of 1 have units of their own. */
const SMALL = 1e-3;

/**
 * Minimises E_n[loss(f(X_i))] + penalty(f) by Newton's method, from f = 0 unless said: by reweighted
 * quadratic risks with W = loss'' and U = loss' − W f, with step halving.
 *
 * @param lossAt The loss at values v of f at the training points; the arrays may be reused.
 * @returns `converged` is false if the steps or the halvings ran out.
 * @throws {RangeError} if an option is out of range or the loss is not finite at f = 0.
 */
export function minimiseConvexRisk(
  given: FunctionClass | AdaptiveClass,
  lossAt: (v: Float64Array) => ConvexLossValues,
  options: NewtonOptions = {},
): ConvexRiskMinimum {
  const { floor = DEFAULT_WEIGHT_FLOOR, maxIterations = MAX_ITERATIONS } = options;
  requireWhole("maxIterations", maxIterations, 1);
  const { n } = given;
  let fitted: Float64Array = new Float64Array(n);
  let trial: Float64Array = new Float64Array(n);
  const linear = new Float64Array(n);
  const objectiveAt = (c: Float64Array, values: ConvexLossValues) =>
    mean(values.value) + functions.penalty(c);
  let loss = lossAt(fitted);
  const functions = classFor(given, () => ({
    weight: clipWeights(loss.curvature, floor).weight,
    linear: loss.slope.slice(),
  }));
  let coefficients: Float64Array = new Float64Array(functions.size);
  let objective = objectiveAt(coefficients, loss);
  if (!Number.isFinite(objective)) {
    throw new RangeError(`the loss at f = 0 is ${objective}: it must be finite`);
  }
  if (options.start?.length === functions.size) {
    const there = functions.fitted(options.start, 1);
    const better = objectiveAt(options.start, lossAt(there));
    if (better < objective) {
      fitted = there;
      coefficients = options.start;
      objective = better;
    }
    loss = lossAt(fitted);
  }
  let last = Infinity;
  // what beside f and the loss is negligible: 1, but where both are small throughout
  const unit = { value: 1, loss: 1 };
  for (let iterations = 1; iterations <= maxIterations; iterations++) {
    const { weight } = clipWeights(loss.curvature, floor);
    const { slope } = loss;
    for (let i = 0; i < n; i++) linear[i] = slope[i] - weight[i] * fitted[i];
    const target = functions.weighted(weight)(linear, 1);
    const direction = target.map((value, k) => value - coefficients[k]);
    const move = functions.fitted(direction, 1);
    const decrease = meanSquare(weight, move) + 2 * functions.penalty(direction);
    last = decrease;
    if (iterations === 1) {
      unit.value = Math.min(1, Math.max(largest(move), largest(fitted)) / SMALL);
      unit.loss = Math.min(1, Math.max(decrease, Math.abs(objective)) / SMALL);
    }
    const negligible = largest(move) <= TOLERANCE * (unit.value + largest(fitted));
    const before = { coefficients, objective };
    for (let halvings = 0, step = 1;; halvings++, step /= 2) {
      coefficients = before.coefficients.map((value, k) => value + step * direction[k]);
      for (let i = 0; i < n; i++) trial[i] = fitted[i] + step * move[i];
      loss = lossAt(trial);
      objective = objectiveAt(coefficients, loss);
      const bound = before.objective - SUFFICIENT * step * decrease +
        ROUNDING * (unit.loss + Math.abs(before.objective));
      if (objective <= bound) break;
      if (halvings === MAX_HALVINGS) {
        const converged = unseen(decrease, before.objective, unit.loss);
        return { functions, coefficients: before.coefficients, fitted, iterations, converged };
      }
    }
    [fitted, trial] = [trial, fitted];
    if (negligible) return { functions, coefficients, fitted, iterations, converged: true };
  }
  const converged = unseen(last, objective, unit.loss);
  return { functions, coefficients, fitted, iterations: maxIterations, converged };
}

/** Whether a decrease that was promised would not be seen where the loss is computed far from 0. */
function unseen(decrease: number, objective: number, unit: number): boolean {
  return decrease <= UNSEEN * (unit + Math.abs(objective));
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** The mean of W m². */
function meanSquare(weight: Float64Array, move: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < move.length; i++) sum += weight[i] * move[i] * move[i];
  return sum / move.length;
}

function largest(values: Float64Array): number {
  let size = 0;
  for (let i = 0; i < values.length; i++) size = Math.max(size, Math.abs(values[i]));
  return size;
}

/**
 * Checks the weights of a quadratic risk.
 *
 * @throws {RangeError} if there are not n of them, or one is not positive and finite.
 */
export function requireWeights(weight: Float64Array, n: number): void {
  if (weight.length !== n) {
    throw new RangeError(`weight has ${weight.length} values: n = ${n} are needed`);
  }
  for (let at = 0; at < n; at++) {
    if (weight[at] > 0 && weight[at] < Infinity) continue;
    throw new RangeError(`weight ${at} is ${weight[at]}: it must be positive and finite`);
  }
}
