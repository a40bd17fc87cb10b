/**
 * What is known of linear systems H u = b after they were solved, or not: so that no number that is
 * wrong passes for one that is right. It costs no product with H that would be counted.
 *
 * @module
 */

import { scaledNorm } from "../../numerics/vectors.ts";

/** What is known of a linear system and its solution; what is not known is absent. */
export interface SystemRecord {
  /** ‖b − Hu‖/‖b‖, of several systems the largest; for b = 0 it is 0, or infinite unless Hu = 0. */
  readonly relativeResidual?: number;
  /** Whether it is at most the tolerance that the solver was given, or `SOLVED` if it was given none. */
  readonly converged?: boolean;
  /** The smallest p'Hp/p'p of the directions p that were seen; H is not positive if it is not. */
  readonly smallestCurvature?: number;
}

type Mutable = { -readonly [Key in keyof SystemRecord]: SystemRecord[Key] };

/** The relative residual of a solved system, unless a solver is given a tolerance of its own. */
export const SOLVED = 1e-6;

/** Systems that share H. */
export interface Sides {
  /** Right-hand sides, count×n. */
  readonly b: Float64Array;
  /** Their number; 1 unless said. */
  readonly count?: number;
}

/**
 * The record of systems whose residuals are known.
 *
 * @param norms ‖b − Hu‖ of each. NaN is not known, and not solved.
 * @param curvature The smallest seen; not finite if none was.
 * @param tolerance That of the solver; 0 if it was given none.
 */
export function systemRecord(
  { b, count = 1 }: Sides,
  norms: ArrayLike<number>,
  curvature: number,
  tolerance = 0,
): SystemRecord {
  const n = b.length / count;
  let worst = 0;
  for (let i = 0; i < count; i++) {
    if (norms[i] !== 0) worst = Math.max(worst, norms[i] / lengthOf(b, i, n));
  }
  const record: Mutable = { converged: worst <= (tolerance || SOLVED) };
  if (!Number.isNaN(worst)) record.relativeResidual = worst;
  if (Number.isFinite(curvature)) record.smallestCurvature = curvature;
  return record;
}

/**
 * The record of systems at u, where Hu is known.
 *
 * @param excess Hu − b, count×n.
 * @param curvature The smallest seen before.
 */
export function recordAt(
  sides: Sides,
  u: Float64Array,
  excess: Float64Array,
  tolerance = 0,
  curvature = Infinity,
): SystemRecord {
  const { b, count = 1 } = sides;
  const n = b.length / count;
  const norms: number[] = [];
  let least = curvature;
  for (let i = 0; i < count; i++) {
    norms.push(lengthOf(excess, i, n));
    const one = product(u, excess, i, n);
    const other = product(u, b, i, n);
    const rounding = slack(n) * (Math.abs(one) + Math.abs(other));
    const curvature = Math.abs(one + other) <= rounding ? 0 : one + other;
    least = smaller(least, quotient(curvature, product(u, u, i, n)));
  }
  return systemRecord(sides, norms, least, tolerance);
}

/** The smallest p'Hp/p'p of `count` vectors p, from the products with H. */
export function smallestQuotient(p: Float64Array, products: Float64Array, count: number): number {
  const n = p.length / count;
  let least = Infinity;
  for (let i = 0; i < count; i++) {
    least = smaller(least, quotient(product(p, products, i, n), product(p, p, i, n)));
  }
  return least;
}

/** The product of the i-th rows, without the views that `row` would make. */
function product(a: Float64Array, b: Float64Array, i: number, n: number): number {
  let sum = 0;
  for (let l = i * n; l < (i + 1) * n; l++) sum += a[l] * b[l];
  return sum;
}

/** ‖a‖ of the i-th row, also where its square is lost or infinite. */
function lengthOf(a: Float64Array, i: number, n: number): number {
  const square = product(a, a, i, n);
  if (square > TINY && square < 1 / TINY) return Math.sqrt(square);
  return scaledNorm(a.subarray(i * n, (i + 1) * n));
}

/** What rounding may do, as a share, to a product of n numbers. */
export function slack(n: number): number {
  return 4 * Math.sqrt(n) * Number.EPSILON;
}

/** ‖p‖² below which p'Hp is underflow. */
export const TINY = 1e-280;

function quotient(curvature: number, size: number): number {
  return size < TINY ? NaN : curvature / size;
}

/** The smaller of a number and of what may be none (not a number, or infinite). */
export function smaller(least: number, value: number): number {
  return Number.isFinite(value) && value < least ? value : least;
}

/**
 * The record of all systems of two records: the larger residual, whether all converged, the smaller
 * curvature. A residual or a curvature that one of them does not know is that of the other; whether
 * all converged is then known only if one of them did not.
 */
export function worse(one: SystemRecord, other: SystemRecord): SystemRecord {
  const record: Mutable = {};
  const residual = either(one.relativeResidual, other.relativeResidual, Math.max);
  if (residual !== undefined) record.relativeResidual = residual;
  if (one.converged === false || other.converged === false) record.converged = false;
  else if (one.converged && other.converged) record.converged = true;
  const curvature = either(one.smallestCurvature, other.smallestCurvature, Math.min);
  if (curvature !== undefined) record.smallestCurvature = curvature;
  return record;
}

function either(
  one: number | undefined,
  other: number | undefined,
  choose: (one: number, other: number) => number,
): number | undefined {
  if (one === undefined) return other;
  return other === undefined ? one : choose(one, other);
}
