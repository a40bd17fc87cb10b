/**
 * The minimiser of an outer objective of which a gradient can be computed, and its curvature there.
 *
 * Newton's method with a Jacobian from differences, kept up to date by Broyden's rule: C. G. Broyden,
 * "A class of methods for solving nonlinear simultaneous equations", Mathematics of Computation 19
 * (1965) 577–593. Eigenvalues are taken by size, so that steps descend where the objective is not convex.
 *
 * @module
 */

import { requirePositive } from "../../numerics/require.ts";
import { symmetricEigen } from "../../numerics/symmetric_eigen.ts";
import { scoreMean } from "../inference/wald.ts";
import { requireLengths } from "./require.ts";

/** An objective at a point. */
export interface OuterValue {
  /** F(w), or an estimate of it. */
  readonly objective: number;
  /** Its gradient, p. */
  readonly gradient: Float64Array;
}

/** A point of a descent. */
export interface DescentStep extends OuterValue {
  /** The point, p. */
  readonly w: Float64Array;
}

/** Settings of `descendToRoot`. */
export interface RootSearchOptions {
  /** Where it starts, p. */
  readonly start: Float64Array;
  /** For each coordinate a change of w that matters, p: differences are over a twentieth of it. */
  readonly units: Float64Array;
  /** The Jacobian of the gradient near the start, p×p; by differences unless given. */
  readonly jacobian?: Float64Array;
}

/** Where a descent ended. */
export interface RootSearch {
  /** The last point, p. */
  readonly root: Float64Array;
  /** The Jacobian as it was known last, p×p. */
  readonly jacobian: Float64Array;
  /** All points, the start first and the root last. */
  readonly path: readonly DescentStep[];
  /** Newton's step from the root, p: how far it is from where the gradient is zero. */
  readonly step: Float64Array;
  /**
   * `converged`: that is negligible, a millionth of the units; `stalled`: no shorter step is any better;
   * `running`: steps ran out, as they do where there is no optimum.
   */
  readonly end: "converged" | "stalled" | "running";
}

const MOST_STEPS = 40;
const MOST_HALVINGS = 12;
/** Shares of the units: a difference, the longest step at first, and one that is negligible. */
const DIFFERENCE = 0.05;
const LONGEST = 1;
const NEGLIGIBLE = 1e-6;
/** Curvatures below this share of the largest count as that. */
const FLAT = 1e-6;
/** The share by which a step must shorten the gradient, where the objective does not fall. */
const SUFFICIENT = 1e-4;

/**
 * Descends from a point to where the gradient is zero.
 *
 * @param at The objective; undefined where there is none, from which steps are shortened.
 * @throws {RangeError} if sizes do not agree, a unit is not positive, or there is no value at the start.
 */
export function descendToRoot(
  at: (w: Float64Array) => OuterValue | undefined,
  options: RootSearchOptions,
): RootSearch {
  const { start, units } = options;
  const p = start.length;
  requireLengths([["units", units, p]], ` for p = ${p}`);
  units.forEach((unit) => requirePositive("a unit of w", unit));
  const value = at(start);
  if (value === undefined) throw new RangeError("there is no objective at the start");
  let here: DescentStep = { w: start.slice(), ...value };
  const path = [here];
  let fresh = options.jacobian === undefined;
  let jacobian = options.jacobian ?? jacobianAt(at, here, units);
  let radius = LONGEST;
  for (let count = 0; count < MOST_STEPS; count++) {
    const step = descentStep(jacobian, here.gradient, units);
    const length = sizeIn(step, units);
    if (length <= NEGLIGIBLE) {
      return { root: here.w, jacobian, path, step, end: "converged" };
    }
    const there = moved(at, here, step, Math.min(1, radius / length), jacobian, units);
    if (there === undefined) {
      if (fresh) return { root: here.w, jacobian, path, step, end: "stalled" };
      jacobian = jacobianAt(at, here, units);
      fresh = true;
      continue;
    }
    fresh = false;
    radius = Math.max(radius, 2 * sizeIn(there.w.map((w, k) => w - here.w[k]), units));
    jacobian = broyden(jacobian, here, there, units);
    here = there;
    path.push(here);
  }
  const step = descentStep(jacobian, here.gradient, units);
  return { root: here.w, jacobian, path, step, end: "running" };
}

/**
 * The Jacobian of a gradient by central differences, p×p: row k is that of coordinate k of the gradient.
 * One-sided where there is no value on the other side.
 *
 * @throws {RangeError} if there is a value on neither side.
 */
export function jacobianAt(
  at: (w: Float64Array) => OuterValue | undefined,
  here: DescentStep,
  units: Float64Array,
): Float64Array {
  const p = here.w.length;
  const out = new Float64Array(p * p);
  for (let l = 0; l < p; l++) {
    const change = DIFFERENCE * units[l];
    const beside = (sign: number) => {
      const value = at(here.w.map((w, k) => k === l ? w + sign * change : w));
      return value === undefined ? undefined : { gradient: value.gradient, sign };
    };
    const sides = [beside(1), beside(-1)];
    const [high, low] = sides.map((side) => side ?? { gradient: here.gradient, sign: 0 });
    if (high.sign === low.sign) {
      throw new RangeError(`the objective has no value on either side of w${l + 1} = ${here.w[l]}`);
    }
    for (let k = 0; k < p; k++) {
      out[k * p + l] = (high.gradient[k] - low.gradient[k]) / ((high.sign - low.sign) * change);
    }
  }
  return out;
}

/** The eigenvalues of the symmetric part of a Jacobian in units, ascending: curvatures of the objective. */
export function curvatures(jacobian: Float64Array, units: Float64Array): Float64Array {
  return symmetricEigen(symmetricIn(jacobian, units), units.length).values.slice().sort();
}

/** −|A|⁻¹ g with the symmetric part of A in units, whose eigenvalues are taken by size. */
function descentStep(
  jacobian: Float64Array,
  gradient: Float64Array,
  units: Float64Array,
): Float64Array {
  const p = units.length;
  const { values, vectors } = symmetricEigen(symmetricIn(jacobian, units), p);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const step = new Float64Array(p);
  for (let s = 0; s < p; s++) {
    let along = 0;
    for (let k = 0; k < p; k++) along += vectors[s * p + k] * units[k] * gradient[k];
    const size = Math.max(Math.abs(values[s]), FLAT * largest);
    if (!(size > 0)) continue;
    for (let k = 0; k < p; k++) step[k] -= vectors[s * p + k] * units[k] * along / size;
  }
  return step;
}

/** The first of ever shorter steps that lowers the objective or shortens the gradient, if one does. */
function moved(
  at: (w: Float64Array) => OuterValue | undefined,
  here: DescentStep,
  step: Float64Array,
  longest: number,
  jacobian: Float64Array,
  units: Float64Array,
): DescentStep | undefined {
  const size = (gradient: Float64Array) => sizeIn(descentStep(jacobian, gradient, units), units);
  const convex = curvatures(jacobian, units)[0] > 0;
  const before = size(here.gradient);
  for (let halvings = 0, share = longest; halvings <= MOST_HALVINGS; halvings++, share /= 2) {
    const w = here.w.map((value, k) => value + share * step[k]);
    const value = at(w);
    if (value === undefined || !value.gradient.every(Number.isFinite)) continue;
    const shorter = size(value.gradient) < (1 - SUFFICIENT * share) * before;
    if (convex ? shorter : value.objective < here.objective) return { w, ...value };
  }
  return undefined;
}

/** The Jacobian after a step, changed along it as the gradient changed. */
function broyden(
  jacobian: Float64Array,
  here: DescentStep,
  there: DescentStep,
  units: Float64Array,
): Float64Array {
  const p = units.length;
  const step = there.w.map((w, k) => (w - here.w[k]) / units[k]);
  const square = step.reduce((sum, value) => sum + value * value, 0);
  const out = jacobian.slice();
  for (let k = 0; k < p; k++) {
    let missed = there.gradient[k] - here.gradient[k];
    for (let l = 0; l < p; l++) missed -= jacobian[k * p + l] * step[l] * units[l];
    for (let l = 0; l < p; l++) out[k * p + l] += missed * step[l] / units[l] / square;
  }
  return out;
}

/** The symmetric part of D A D, D = diag(units). */
function symmetricIn(jacobian: Float64Array, units: Float64Array): Float64Array {
  const p = units.length;
  return jacobian.map((_, at) => {
    const [k, l] = [Math.floor(at / p), at % p];
    return units[k] * units[l] * (jacobian[k * p + l] + jacobian[l * p + k]) / 2;
  });
}

/** The largest change of a coordinate in units. */
function sizeIn(step: Float64Array, units: Float64Array): number {
  return step.reduce((most, value, k) => Math.max(most, Math.abs(value) / units[k]), 0);
}

/**
 * The estimated objective at learned nuisances: the mean of l_out + a d_v l_in, whose derivative in w the
 * orthogonal score is, so that it does not change to first order with h.
 *
 * @param outer l_out, n.
 * @param a The adjoint, n.
 * @param inner d_v l_in, n.
 */
export function orthogonalObjective(
  outer: Float64Array,
  a: Float64Array,
  inner: Float64Array,
): number {
  return scoreMean(outer.map((value, i) => value + a[i] * inner[i]), outer.length, 1)[0];
}
