/**
 * Where a descent should end: what is known exactly of a problem's outer objective.
 *
 * @module
 */

import { descend, type Progress, progress, type QuadraticObjective } from "./descent.ts";
import type { GeneralFunctionalProblem } from "../../problems/functional/general_contract.ts";
import type { IdentifiedProblem } from "../../problems/functional/identified.ts";

/** The minimum of an outer objective, and what is measured against it. */
export interface DescentTarget extends QuadraticObjective {
  /** The exact gradient. */
  gradient(w: Float64Array): Float64Array;
  /** The exact gap of the objective and the distance to w* of each point, rows of p. */
  progress(points: Float64Array): Progress;
}

/** The target of a problem with quadratic losses, in closed form. */
export function quadraticTarget(problem: IdentifiedProblem): DescentTarget {
  const objective = { root: problem.root, hessian: problem.hessian() };
  return {
    ...objective,
    gradient: problem.gradient,
    progress: (points) => progress(points, objective),
  };
}

/** Exact descent to the minimum of a general problem: rounds of steps until the gradient is this small. */
const ROUNDS = 20;
const STEPS = 100;
const STATIONARY = 1e-12;
/** Half the distance of central differences of the exact gradient. */
const DIFFERENCE = 1e-4;

/**
 * The target of a problem with general losses: its minimiser by exact gradient descent from its outer
 * point, the Hessian there by central differences of the exact gradient.
 *
 * @param stepSize Of that descent.
 * @throws {RangeError} if the exact gradient does not vanish where descent ends.
 */
export function generalTarget(problem: GeneralFunctionalProblem, stepSize: number): DescentTarget {
  const { p, gradient } = problem;
  const slope = (w: Float64Array): number => Math.max(...gradient(w).map(Math.abs));
  let root = problem.outerPoint;
  for (let round = 0; round < ROUNDS && slope(root) >= STATIONARY; round++) {
    root = descend(gradient, { start: root, stepSize, recorded: [STEPS] });
  }
  const left = slope(root);
  if (!(left < STATIONARY)) {
    throw new RangeError(
      `exact descent on ${problem.name} leaves a gradient of ${left}: change the step size or ` +
        "give a problem with a minimum",
    );
  }
  const hessian = new Float64Array(p * p);
  for (let l = 0; l < p; l++) {
    const moved = (by: number): Float64Array =>
      gradient(root.map((value, k) => k === l ? value + by : value));
    const above = moved(DIFFERENCE);
    const below = moved(-DIFFERENCE);
    for (let k = 0; k < p; k++) {
      hessian[k * p + l] += (above[k] - below[k]) / (4 * DIFFERENCE);
      hessian[l * p + k] += (above[k] - below[k]) / (4 * DIFFERENCE);
    }
  }
  const least = problem.objective(root);
  return {
    root,
    hessian,
    gradient,
    progress: (points) => {
      const { distance } = progress(points, { root, hessian });
      const gap = distance.map((value, row) =>
        Number.isFinite(value)
          ? problem.objective(points.subarray(row * p, (row + 1) * p)) - least
          : NaN
      );
      return { gap, distance };
    },
  };
}
