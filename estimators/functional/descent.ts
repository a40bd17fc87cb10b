/**
 * Gradient descent on the outer point, and how far it is from the solution.
 *
 * @module
 */

import { requirePositive } from "../../numerics/require.ts";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** Settings of `descend`. */
export interface DescentOptions {
  /** Where it starts, p. */
  readonly start: Float64Array;
  /** The step size. */
  readonly stepSize: number;
  /** The steps after which w is recorded: whole numbers, increasing; 0 is the start. */
  readonly recorded: readonly number[];
}

/**
 * Gradient descent with a fixed step size s, w ← w − s · gradient(w), up to the last recorded step.
 *
 * If it diverges until a coordinate is not finite, every later record is NaN: divergence is an
 * outcome.
 *
 * @param gradient Any gradient, p numbers, for instance an estimated one. The point it is given is
 * moved afterwards, and what it returns is read at once.
 * @returns w after each recorded step, one row of p numbers each.
 * @throws {RangeError} if the step size is not positive and finite, or the recorded steps are not
 * increasing whole numbers.
 */
export function descend(
  gradient: (w: Float64Array) => Float64Array,
  { start, stepSize, recorded }: DescentOptions,
): Float64Array {
  requireRecorded(recorded);
  requirePositive("the step size", stepSize);
  const p = start.length;
  const points = new Float64Array(recorded.length * p).fill(NaN);
  const w = start.slice();
  let step = 0;
  for (const [row, target] of recorded.entries()) {
    for (; step < target; step++) {
      const slope = gradient(w);
      for (let k = 0; k < p; k++) {
        w[k] -= stepSize * slope[k];
        if (!Number.isFinite(w[k])) return points;
      }
    }
    points.set(w, row * p);
  }
  return points;
}

/** A quadratic objective, F(w) = F(w*) + ½ (w − w*)' A (w − w*). */
export interface QuadraticObjective {
  /** The minimiser w*, p. */
  readonly root: Float64Array;
  /** The Hessian A, symmetric, p×p. */
  readonly hessian: Float64Array;
}

/** What a sequence of points has reached, one number a point. */
export interface Progress {
  /** Exact gap of the objective, F(w) − F(w*) = ½ (w − w*)' A (w − w*). */
  readonly gap: Float64Array;
  /** ‖w − w*‖. */
  readonly distance: Float64Array;
}

/** The gap of the objective and the distance to its minimiser of each row of `points` (rows of p). */
export function progress(
  points: Float64Array,
  { root, hessian }: QuadraticObjective,
): Progress {
  const p = root.length;
  const gap = new Float64Array(points.length / p);
  const distance = new Float64Array(points.length / p);
  for (let row = 0; row < gap.length; row++) {
    let form = 0;
    let squared = 0;
    for (let k = 0; k < p; k++) {
      const departure = points[row * p + k] - root[k];
      squared += departure * departure;
      for (let l = 0; l < p; l++) {
        form += departure * hessian[k * p + l] * (points[row * p + l] - root[l]);
      }
    }
    gap[row] = form / 2;
    distance[row] = Math.sqrt(squared);
  }
  return { gap, distance };
}

/** An eigen-direction of a quadratic objective. */
export interface Mode {
  /** The curvature λ in this direction. */
  readonly eigenvalue: number;
  /** |v'(w_0 − w*)|: how far the start is from the minimiser in this direction. */
  readonly start: number;
}

/**
 * The eigen-directions of the Hessian, from the flattest to the steepest. Exact gradient descent with
 * step size s multiplies the departure in each by 1 − sλ a step, so the flattest decides how many
 * steps are needed; the condition number is the last eigenvalue over the first.
 *
 * @param start w_0, p.
 */
export function descentModes(
  { root, hessian }: QuadraticObjective,
  start: Float64Array,
): Mode[] {
  const p = root.length;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    Matrix.from1DArray(p, p, hessian),
    { assumeSymmetric: true },
  );
  return realEigenvalues
    .map((eigenvalue, s) => {
      let along = 0;
      for (let k = 0; k < p; k++) along += eigenvectorMatrix.get(k, s) * (start[k] - root[k]);
      return { eigenvalue, start: Math.abs(along) };
    })
    .sort((one, other) => one.eigenvalue - other.eigenvalue);
}

function requireRecorded(recorded: readonly number[]): void {
  let last = -1;
  for (const step of recorded) {
    if (!(Number.isInteger(step) && step > last)) {
      throw new RangeError(
        `step ${step} is recorded after ${last}: give whole numbers from 0 on, increasing`,
      );
    }
    last = step;
  }
}
