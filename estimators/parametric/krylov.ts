/**
 * Conjugate gradients, on H u = b and on H'H u = H'b.
 *
 * @module
 */

import { copyOf, zeros } from "../../numerics/arrays.ts";
import type { Hessian } from "../../problems/parametric/contract.ts";
import type { LinearSolution, LinearSolver, LinearSystem } from "./linear_system.ts";
import { slack, smaller, smallestQuotient, systemRecord, TINY } from "./system_record.ts";
import {
  axpy,
  dot,
  maxNorm,
  norm,
  numbersIn,
  row,
  scal,
  squarable,
  waxpy,
} from "../../numerics/vectors.ts";

/** When a Krylov solver stops. */
export interface ConjugateGradientsOptions {
  /** The most iterations, at least 0. */
  readonly iterations: number;
  /** A system is solved when ‖b − Hu‖ ≤ tolerance·‖b‖; 0 unless said. */
  readonly tolerance?: number;
}

/**
 * Conjugate gradients: after k iterations, each with one product, u is the best point of its Krylov
 * space in the norm of H, and after dy of them the solution. A start other than 0 costs one product.
 *
 * Where H is not positive u is the stationary point of u'Hu/2 − b'u in the Krylov space, no longer the
 * least, and still the solution in the end: a direction of negative curvature is followed like any
 * other, and is seen in the record. Only one whose curvature is zero, to rounding, leads nowhere: its
 * system leaves the block as it is. So do systems that are solved to the tolerance.
 *
 * The residual of the record is that of the recursion, or what rounding may have made of it
 * (A. Greenbaum, "Estimating the attainable accuracy of recursively computed residual methods", SIAM J.
 * Matrix Anal. Appl. 18, 1997), whichever is larger: no product is asked for it.
 *
 * @example
 * ```ts
 * import { conjugateGradients } from "@bigrad/bigrad";
 *
 * // H = diag(2, 5)
 * const times = (p: Float64Array) => p.map((value, i) => [2, 5][i % 2] * value);
 * const hessians = () => ({ times });
 * const solve = conjugateGradients({ iterations: 2 });
 * const { u } = solve({ hessians, b: Float64Array.of(2, 5), step: 0.2 });
 * console.log(u[0].toFixed(3), u[1].toFixed(3)); // 1.000 1.000
 * ```
 */
export function conjugateGradients(options: ConjugateGradientsOptions): LinearSolver {
  return inRange((system) => {
    const { u, memory, square, seen } = iterate(system, options);
    const norms = square.map((left, i) => Math.max(Math.sqrt(left), seen[i].rounding()));
    const least = seen.reduce((all, of) => Math.min(all, of.least), Infinity);
    return { u, memory, system: systemRecord(system, norms, least, options.tolerance) };
  });
}

/** The same, with each b at a size at which ‖b‖² is neither lost nor infinite: u is linear in b and its start. */
function inRange(solve: LinearSolver): LinearSolver {
  return (system) => {
    const { b, count = 1, from } = system;
    const n = b.length / count;
    const scales = Array.from({ length: count }, (_, i) => squarable(maxNorm(row(b, i, n))));
    if (scales.every((scale) => scale === 1)) return solve(system);
    const times = (rows: Float64Array, power: 1 | -1): Float64Array => {
      const out = copyOf(rows);
      scales.forEach((scale, i) => scal(power === 1 ? scale : 1 / scale, row(out, i, n)));
      return out;
    };
    const start = from === undefined ? {} : { from: times(from, 1) };
    const solution = solve({ ...system, b: times(b, 1), ...start });
    return { ...solution, u: times(solution.u, -1) };
  };
}

/** The share of the largest |p'Hp|/p'p seen along which u would move by the root of rounding, 2⁻²⁶. */
const NOISE = Math.sqrt(Number.EPSILON);

/**
 * Is told that u_i moved by so many directions p_i, whose product was row `at` of the last ones. Who asks
 * to be told has squared H, and with it what is rounding in a curvature.
 */
type Moved = (i: number, at: number, length: number) => void;

interface Iterate extends Pick<LinearSolution, "u" | "memory"> {
  /** ‖r‖² of each system. */
  readonly square: Float64Array;
  readonly seen: readonly Seen[];
}

function iterate(
  { hessians, b, count = 1, from }: Omit<LinearSystem, "step">,
  { iterations, tolerance = 0 }: ConjugateGradientsOptions,
  moved?: Moved,
): Iterate {
  const n = b.length / count;
  const hessian = hessians(0);
  const u = from === undefined ? zeros(b.length) : copyOf(from);
  const residual = from === undefined ? copyOf(b) : waxpy(-1, hessian.times(u, count), b);
  const direction = copyOf(residual);
  const square = zeros(count);
  const target = zeros(count);
  const seen: Seen[] = [];
  for (let i = 0; i < count; i++) {
    square[i] = dot(row(residual, i, n), row(residual, i, n));
    target[i] = tolerance * tolerance * dot(row(b, i, n), row(b, i, n));
    seen.push(new Seen(square[i], n, moved !== undefined));
  }
  const open = (i: number): boolean => !(square[i] <= target[i]);
  let active = Array.from({ length: count }, (_, i) => i).filter(open);
  for (let iteration = 0; iteration < iterations && active.length > 0; iteration++) {
    const products = hessian.times(gather(direction, active, n, count), active.length);
    active = active.filter((i, at) => {
      const along = row(direction, i, n);
      const product = row(products, at, n);
      const curvature = dot(along, product);
      if (seen[i].isFlat(curvature)) return false;
      const length = square[i] / curvature;
      axpy(length, along, row(u, i, n));
      const left = axpy(-length, product, row(residual, i, n));
      const next = dot(left, left);
      const conjugate = next / square[i];
      let size = 0;
      for (let l = 0; l < n; l++) {
        along[l] = left[l] + conjugate * along[l];
        size += along[l] * along[l];
      }
      square[i] = next;
      moved?.(i, at, length);
      seen[i].step(length, next, size);
      return next > target[i];
    });
  }
  // The products of a step are as many numbers as u
  return { u, memory: numbersIn(u, residual, direction, square, target, u), square, seen };
}

/** What is seen of H and of rounding along the directions of one system. */
class Seen {
  /** The smallest p'Hp/p'p. */
  least = Infinity;
  /** The largest |p'Hp|/p'p. */
  most = 0;
  /** How far u has come, step by step, from its start. */
  path = 0;
  /** ‖p‖² of the direction that comes next. */
  #size: number;
  /** The largest ‖r‖². */
  #peak: number;
  /** Whether only rounding was left of the residual: what follows is noise, which may grow. */
  #rounded = false;
  readonly #slack: number;
  /** The share of `most` below which the sign of a curvature is rounding. */
  readonly #flat: number;

  /** @param squared Whether it is H² whose products are taken. */
  constructor(square: number, n: number, squared: boolean) {
    this.#size = square;
    this.#peak = square;
    this.#slack = slack(n);
    this.#flat = squared ? this.#slack * this.#slack : this.#slack;
  }

  /**
   * Whether p'Hp, of the direction that comes next, is zero to rounding; or so small that a step of what
   * rounding has left of the residual would be nothing but rounding in u.
   */
  isFlat(curvature: number): boolean {
    if (this.#size < TINY) return curvature <= 0;
    const quotient = curvature / this.#size;
    const share = Math.abs(quotient) / this.most;
    this.least = smaller(this.least, share <= this.#flat ? 0 : quotient);
    this.most = Math.max(this.most, Math.abs(quotient));
    return this.most === 0 || share <= this.#flat || (this.#rounded && share <= NOISE);
  }

  /** Takes in a step, the ‖r‖² it leaves and the ‖p‖² of the direction after it. */
  step(length: number, square: number, size: number): void {
    this.path += Math.abs(length) * Math.sqrt(this.#size);
    this.#size = size;
    if (square > this.#peak) this.#peak = square;
    const reach = this.most * this.path;
    this.#rounded ||= square <= this.#slack * this.#slack * Math.max(reach * reach, this.#peak);
  }

  /** What rounding may leave of b − Hu beside the residual of the recursion. */
  rounding(): number {
    return Number.EPSILON * Math.max(this.most * this.path, Math.sqrt(this.#peak));
  }
}

/** The given rows of a matrix of `count` rows of n numbers: the matrix itself if it is all of them. */
function gather(matrix: Float64Array, rows: number[], n: number, count: number): Float64Array {
  if (rows.length === count) return matrix;
  const out = zeros(rows.length * n);
  rows.forEach((i, at) => out.set(row(matrix, i, n), at * n));
  return out;
}

/**
 * Conjugate gradients on H'H u = H'b: two products an iteration, and one before the first. It needs no
 * positive or symmetric H. The tolerance is that of ‖H'(b − Hu)‖ against ‖H'b‖; the record's residual is
 * that of H u = b, which the steps carry along, and has converged if that is as small.
 */
export function conjugateGradientsNormal(options: ConjugateGradientsOptions): LinearSolver {
  return inRange((system) => normalEquations(system, options));
}

function normalEquations(
  system: LinearSystem,
  options: ConjugateGradientsOptions,
): LinearSolution {
  const matrix = system.hessians(0);
  const { b, count = 1 } = system;
  const n = b.length / count;
  /** What H is multiplied by, and u divided by. */
  let unit = 1;
  const inUnit = (v: Float64Array): Float64Array => unit === 1 ? v : scal(unit, v);
  const transposed = (p: Float64Array, k: number): Float64Array =>
    inUnit(matrix.transposed === undefined ? matrix.times(p, k) : matrix.transposed(p, k));
  const normal = transposed(b, count);
  unit = unitOf(maxNorm(normal) / maxNorm(b));
  inUnit(normal);
  const from = system.from?.map((value) => value / unit);
  const left = copyOf(b);
  let least = Infinity;
  let products: Float64Array | undefined;
  const square: Hessian = {
    times(p, k = 1) {
      const ofStart = products === undefined && from !== undefined;
      products = inUnit(matrix.times(p, k));
      if (ofStart) axpy(-1, products, left);
      least = smaller(least, smallestQuotient(p, products, k));
      return transposed(products, k);
    },
  };
  const { u, memory, seen } = iterate(
    { hessians: () => square, b: normal, count, ...(from === undefined ? {} : { from }) },
    options,
    (i, at, length) => axpy(-length, row(products!, at, n), row(left, i, n)),
  );
  const norms = seen.map(({ most, path }, i) => {
    const rounding = Number.EPSILON * Math.max(Math.sqrt(most) * path, norm(row(b, i, n)));
    return Math.max(norm(row(left, i, n)), rounding);
  });
  const largest = Math.sqrt(Math.max(...seen.map(({ most }) => most)));
  const curvature = Math.abs(least) <= slack(n) * largest ? 0 : least;
  return {
    u: inUnit(u),
    memory: memory + numbersIn(normal),
    system: systemRecord(system, norms, curvature / unit, options.tolerance),
  };
}

/** 2¹⁰⁰. */
const FAR = 1.2676506002282294e30;

/** The power of two that brings H of this size to where H'H is neither lost nor infinite; 1 where it is there. */
function unitOf(size: number): number {
  if (!(size > 0 && size < Infinity)) return 1;
  let unit = 1;
  while (size * unit < 1e-45 && unit < 1e270) unit *= FAR;
  while (size * unit > 1e45) unit /= FAR;
  return unit;
}
