/**
 * Solvers of H u = b, H = ∇²_yy g, for one right-hand side or for several that share H.
 *
 * Each gives its latest iterate, whatever stopped it. Where there is no solution in numbers (b or H is
 * not finite), u is not finite either: divergence is an outcome, not an error.
 *
 * @module
 */

import type { Hessian } from "../../problems/parametric/contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import { cholesky, gemm, solvePositiveDefinite, solveTriangular } from "../numerics/kernels.ts";
import {
  checkOptions,
  nonNegative,
  oneOf,
  optional,
  positive,
  type Rule,
  whole,
} from "./options.ts";
import { add, dot, numbersIn, plus, row } from "../numerics/vectors.ts";

/** H as each iteration j = 0, 1, … of a solver sees it: the same one, or a new minibatch's. */
export type Hessians = (j: number) => Hessian;

/** Systems H u = b to solve. */
export interface LinearSystem {
  /** H. */
  readonly hessians: Hessians;
  /** Right-hand sides, count×dy. */
  readonly b: Float64Array;
  /** Number of right-hand sides; 1 unless said. */
  readonly count?: number;
  /** Where iterations start, count×dy; 0 unless given. */
  readonly from?: Float64Array;
  /** The step size γ of a solver that takes steps and was given none. */
  readonly step: number;
  /** For solvers that draw. */
  readonly random?: RandomSource;
}

/** What a solver has found. */
export interface LinearSolution {
  /** u, count×dy. */
  readonly u: Float64Array;
  /** Numbers in the arrays that the solver held at once, u among them. */
  readonly memory: number;
}

/** A solver of linear systems. */
export type LinearSolver = (system: LinearSystem) => LinearSolution;

/** When a Krylov solver stops. */
export interface ConjugateGradientsOptions {
  /** The most iterations, at least 0. */
  readonly iterations: number;
  /** A system is solved when ‖b − Hu‖ ≤ tolerance·‖b‖; 0 unless said. */
  readonly tolerance?: number;
}

/** How long a fixed-point iteration is, and with which step. */
export interface FixedPointOptions extends ConjugateGradientsOptions {
  /** γ; that of the system unless said. */
  readonly step?: number;
}

/** How long a Neumann series is, and with which step. */
export interface NeumannOptions {
  /** K ≥ 0: the series has K + 1 terms. */
  readonly order: number;
  /** γ; that of the system unless said. */
  readonly step?: number;
}

/** Size and damping of a Nyström approximation. */
export interface NystroemOptions {
  /** The number r ≥ 1 of rows of H that are computed; at most dy are. */
  readonly rank: number;
  /** ρ > 0, added to the diagonal. */
  readonly rho: number;
}

/** A solver by its name, as JSON. */
export type SolverOptions =
  | { readonly solver: "cg" | "cg-normal" } & ConjugateGradientsOptions
  | { readonly solver: "fixed-point" } & FixedPointOptions
  | { readonly solver: "neumann" } & NeumannOptions
  | { readonly solver: "nystroem" } & NystroemOptions
  | { readonly solver: "dense" };

const KRYLOV = { iterations: whole(0), tolerance: optional(nonNegative) };

const SOLVERS: Readonly<Record<SolverOptions["solver"], Readonly<Record<string, Rule>>>> = {
  "cg": KRYLOV,
  "cg-normal": KRYLOV,
  "fixed-point": { ...KRYLOV, step: optional(positive) },
  "neumann": { order: whole(0), step: optional(positive) },
  "nystroem": { rank: whole(1), rho: positive },
  "dense": {},
};

/**
 * The solver that the options name.
 *
 * @param owner Whose options they are.
 * @throws {RangeError} if they name none, or are malformed.
 */
export function linearSolver(owner: string, options: SolverOptions): LinearSolver {
  const solver = oneOf(...Object.keys(SOLVERS));
  checkOptions(owner, options, { solver, ...SOLVERS[options?.solver] });
  switch (options.solver) {
    case "cg":
      return conjugateGradients(options);
    case "cg-normal":
      return conjugateGradientsNormal(options);
    case "fixed-point":
      return fixedPoint(options);
    case "neumann":
      return neumann(options);
    case "nystroem":
      return nystroem(options);
    case "dense":
      return dense;
  }
}

/**
 * Conjugate gradients: after k iterations, each with one product, u is the best point of its Krylov
 * space in the norm of H, and after dy of them the solution. A start other than 0 costs one product.
 *
 * Systems that are solved, or where H turns out not to be positive, leave the block.
 */
export function conjugateGradients(
  { iterations, tolerance = 0 }: ConjugateGradientsOptions,
): LinearSolver {
  return ({ hessians, b, count = 1, from }) => {
    const n = b.length / count;
    const hessian = hessians(0);
    const u = from === undefined ? new Float64Array(b.length) : from.slice();
    const residual = from === undefined ? b.slice() : plus(b, hessian.times(u, count), -1);
    const direction = residual.slice();
    const square = new Float64Array(count);
    const target = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      square[i] = dot(row(residual, i, n), row(residual, i, n));
      target[i] = tolerance * tolerance * dot(row(b, i, n), row(b, i, n));
    }
    const open = (i: number): boolean => !(square[i] <= target[i]);
    let active = Array.from({ length: count }, (_, i) => i).filter(open);
    for (let iteration = 0; iteration < iterations && active.length > 0; iteration++) {
      const products = hessian.times(gather(direction, active, n, count), active.length);
      active = active.filter((i, at) => {
        const along = row(direction, i, n);
        const product = row(products, at, n);
        const curvature = dot(along, product);
        if (curvature <= 0) return false;
        const length = square[i] / curvature;
        add(row(u, i, n), along, length);
        const left = add(row(residual, i, n), product, -length);
        const next = dot(left, left);
        const conjugate = next / square[i];
        for (let l = 0; l < n; l++) along[l] = left[l] + conjugate * along[l];
        square[i] = next;
        return next > target[i];
      });
    }
    // The products of a step are as many numbers as u
    return { u, memory: numbersIn(u, residual, direction, square, target, u) };
  };
}

/** The given rows of a matrix of `count` rows of n numbers: the matrix itself if it is all of them. */
function gather(matrix: Float64Array, rows: number[], n: number, count: number): Float64Array {
  if (rows.length === count) return matrix;
  const out = new Float64Array(rows.length * n);
  rows.forEach((i, at) => out.set(row(matrix, i, n), at * n));
  return out;
}

/**
 * Conjugate gradients on H² u = H b: two products an iteration, and one before the first. It needs no
 * positive H. The tolerance is that of ‖H(b − Hu)‖ against ‖Hb‖.
 */
export function conjugateGradientsNormal(options: ConjugateGradientsOptions): LinearSolver {
  const solve = conjugateGradients(options);
  return (system) => {
    const { hessians, b, count = 1 } = system;
    const hessian = hessians(0);
    const normal = hessian.times(b, count);
    const square: Hessian = { times: (p, k = 1) => hessian.times(hessian.times(p, k), k) };
    const { u, memory } = solve({ ...system, hessians: () => square, b: normal });
    return { u, memory: memory + numbersIn(normal) };
  };
}

/**
 * Richardson's iteration u ← u − γ(Hu − b), the fixed point of gradient steps. An iteration is one
 * product, but from 0 the first, u = γb, is free. The residual that is compared with the tolerance is
 * that before the step; several systems stop together.
 */
export function fixedPoint(
  { iterations, tolerance = 0, step }: FixedPointOptions,
): LinearSolver {
  return (system) => {
    const { hessians, b, count = 1, from } = system;
    const n = b.length / count;
    const gamma = step ?? system.step;
    const u = from === undefined ? new Float64Array(b.length) : from.slice();
    for (let j = 0; j < iterations; j++) {
      const free = j === 0 && from === undefined;
      const excess = free ? plus(u, b, -1) : add(hessians(j).times(u, count), b, -1);
      add(u, excess, -gamma);
      if (tolerance > 0 && !free && solved(excess, b, n, count, tolerance)) break;
    }
    // An iterate and its product
    return { u, memory: numbersIn(u, u) };
  };
}

function solved(
  residual: Float64Array,
  b: Float64Array,
  n: number,
  count: number,
  tolerance: number,
): boolean {
  for (let i = 0; i < count; i++) {
    const left = row(residual, i, n);
    const right = row(b, i, n);
    if (!(dot(left, left) <= tolerance * tolerance * dot(right, right))) return false;
  }
  return true;
}

/**
 * The Neumann series u = γ Σ_{j ≤ K} (I − γH)^j b, K products: the fixed-point iteration from 0 after
 * K + 1 steps. With a Hessian of its own for each factor its terms are unbiased.
 */
export function neumann({ order, step }: NeumannOptions): LinearSolver {
  return (system) => {
    const { hessians, b, count = 1 } = system;
    const gamma = step ?? system.step;
    const term = b.slice();
    const sum = b.slice();
    for (let j = 1; j <= order; j++) {
      add(term, hessians(j).times(term, count), -gamma);
      add(sum, term, 1);
    }
    for (let l = 0; l < sum.length; l++) sum[l] *= gamma;
    // The series, its term and a product
    return { u: sum, memory: numbersIn(sum, term, term) };
  };
}

/** A `LinearSolver`: the solution by Cholesky, from dy products for the matrix H. */
export function dense({ hessians, b, count = 1 }: LinearSystem): LinearSolution {
  const n = b.length / count;
  const units = unitVectors(Array.from({ length: n }, (_, l) => l), n);
  const matrix = hessians(0).times(units, n);
  const u = solvePositive(matrix, n, b, count);
  return { u, memory: numbersIn(units, matrix, u) };
}

/**
 * The solution with H replaced by its Nyström approximation plus a damping. With r random rows C of H
 * (r products) and M their r columns,
 *
 *     u = (C'M⁻¹C + ρI)⁻¹ b = b/ρ − ρ⁻² C'(M + ρ⁻¹CC')⁻¹ C b,
 *
 * from R. Hataya, M. Yamada, "Nyström method for accurate and scalable implicit differentiation",
 * AISTATS 2023. With all rows it is (H + ρI)⁻¹ b. It is computed with M = LL' and B = L⁻¹C as
 * (b − B'(BB' + ρI)⁻¹Bb)/ρ, which never squares the condition number of H; the difference leaves a
 * rounding error of 10⁻¹⁶/ρ.
 */
export function nystroem({ rank, rho }: NystroemOptions): LinearSolver {
  return ({ hessians, b, count = 1, random }) => {
    const n = b.length / count;
    const indices = someOf(n, rank, random);
    const r = indices.length;
    const units = unitVectors(indices, n);
    const rows = hessians(0).times(units, r);
    const core = Float64Array.from(
      { length: r * r },
      (_, at) => rows[Math.floor(at / r) * n + indices[at % r]],
    );
    const factor = orNaN(r * r, () => cholesky(core, r));
    const whitened = orNaN(r * n, () => solveTriangular(factor, r, rows, n));
    const small = gemm(whitened, whitened, r, n, r, { transposeB: true });
    for (let i = 0; i < r; i++) small[i * r + i] += rho;
    const projected = gemm(b, whitened, count, n, r, { transposeB: true });
    const inner = solvePositive(small, r, projected, count);
    const u = gemm(inner, whitened, count, r, n);
    for (let l = 0; l < u.length; l++) u[l] = (b[l] - u[l]) / rho;
    return { u, memory: numbersIn(units, rows, core, factor, whitened, small, u) };
  };
}

/** r different whole numbers below n in increasing order, all of them if r ≥ n. */
function someOf(n: number, r: number, random?: RandomSource): number[] {
  const all = Array.from({ length: n }, (_, i) => i);
  if (r >= n) return all;
  if (random === undefined) {
    throw new RangeError(
      `nystroem: ${r} of ${n} rows are drawn at random: give a random source, or a rank of ${n}`,
    );
  }
  for (let i = 0; i < r; i++) {
    const j = i + Math.floor(random.uniform() * (n - i));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all.slice(0, r).sort((a, b) => a - b);
}

function unitVectors(indices: readonly number[], n: number): Float64Array {
  const units = new Float64Array(indices.length * n);
  indices.forEach((l, i) => units[i * n + l] = 1);
  return units;
}

/** A⁻¹ b for rows b, count×n; NaN if A is not positive definite. */
function solvePositive(
  a: Float64Array,
  n: number,
  b: Float64Array,
  count: number,
): Float64Array {
  const columns = transposed(b, count, n);
  return transposed(orNaN(b.length, () => solvePositiveDefinite(a, n, columns, count)), n, count);
}

/** What a factorisation gives, or NaN where it refuses the matrix. */
function orNaN(length: number, compute: () => Float64Array): Float64Array {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return new Float64Array(length).fill(NaN);
    throw error;
  }
}

function transposed(a: Float64Array, m: number, n: number): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[j * m + i] = a[i * n + j];
  return out;
}
