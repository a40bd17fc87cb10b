/**
 * Solvers that have rows of the matrix H: all of them, or some.
 *
 * @module
 */

import type { RandomSource } from "../../problems/random_source.ts";
import { cholesky, gemm, solvePositiveDefinite, solveTriangular } from "../../numerics/kernels.ts";
import { symmetricEigen, withoutRounding } from "../../numerics/symmetric_eigen.ts";
import { axpy, numbersIn } from "../../numerics/vectors.ts";
import type { LinearSolution, LinearSolver, LinearSystem } from "./linear_system.ts";
import { recordAt, smaller } from "./system_record.ts";

/** Size and damping of a Nyström approximation. */
export interface NystroemOptions {
  /** The number r ≥ 1 of rows of H that are computed; at most dy are. */
  readonly rank: number;
  /** ρ > 0, added to the diagonal. */
  readonly rho: number;
}

/**
 * A `LinearSolver`: the solution from dy products for the matrix H, by Cholesky or, where H is not
 * positive to rounding, by its eigenvectors; where H is singular the shortest u with the smallest
 * residual. The record's smallest curvature is the smallest pivot, or eigenvalue.
 *
 * @example
 * ```ts
 * import { dense } from "@bigrad/bigrad";
 *
 * // H = diag(2, 5)
 * const times = (p: Float64Array) => p.map((value, i) => [2, 5][i % 2] * value);
 * const hessians = () => ({ times });
 * const { u } = dense({ hessians, b: Float64Array.of(2, 5), step: 0.2 });
 * console.log(u[0].toFixed(3), u[1].toFixed(3)); // 1.000 1.000
 * ```
 */
export function dense(system: LinearSystem): LinearSolution {
  const { hessians, b, count = 1 } = system;
  const n = b.length / count;
  const units = unitVectors(Array.from({ length: n }, (_, l) => l), n);
  const matrix = hessians(0).times(units, n);
  const { u, least } = solveSymmetric(matrix, n, b, count);
  const excess = axpy(-1, b, gemm(u, matrix, count, n, n));
  return {
    u,
    memory: numbersIn(units, matrix, u),
    system: recordAt(system, u, excess, 0, least),
  };
}

/**
 * The solution with H replaced by its Nyström approximation plus a damping. With r random rows C of H
 * (r products) and M their r columns,
 *
 *     u = (C'M⁻¹C + ρI)⁻¹ b = b/ρ − ρ⁻² C'(M + ρ⁻¹CC')⁻¹ C b,
 *
 * from R. Hataya, M. Yamada, "Nyström method for accurate and scalable implicit differentiation",
 * AISTATS 2023. With all rows it is (H + ρI)⁻¹ b. It is computed with M = LSL' and B = L⁻¹C as
 * (b − B'(BB' + ρS)⁻¹Bb)/ρ, which never squares the condition number of H; the difference leaves a
 * rounding error of 10⁻¹⁶/ρ. Where M is positive L is its Cholesky factor and S = I; otherwise L is
 * V'|Λ|^½ with the eigenvalues that are not zero, and S has their signs.
 *
 * The record is that of H u = b, without the damping; its residual is known with all rows or a `check`.
 *
 * @example
 * ```ts
 * import { nystroemSolver, Stream } from "@bigrad/bigrad";
 *
 * // H = diag(2, 5)
 * const times = (p: Float64Array) => p.map((value, i) => [2, 5][i % 2] * value);
 * const hessians = () => ({ times });
 * const solve = nystroemSolver({ rank: 2, rho: 1e-6 });
 * const random = Stream.of("columns");
 * const { u } = solve({ hessians, b: Float64Array.of(2, 5), step: 0.2, random });
 * console.log(u[0].toFixed(3), u[1].toFixed(3)); // 1.000 1.000
 * ```
 */
export function nystroem({ rank, rho }: NystroemOptions): LinearSolver {
  return (system) => {
    const { hessians, b, count = 1, random, check } = system;
    const n = b.length / count;
    const indices = someOf(n, rank, random);
    const r = indices.length;
    const units = unitVectors(indices, n);
    const rows = hessians(0).times(units, r);
    const core = Float64Array.from(
      { length: r * r },
      (_, at) => rows[Math.floor(at / r) * n + indices[at % r]],
    );
    const { factor, whitened, signs, least } = whiten(core, r, rows, n);
    const s = signs.length;
    const small = gemm(whitened, whitened, s, n, s, { transposeB: true });
    for (let i = 0; i < s; i++) small[i * s + i] += rho * signs[i];
    const projected = gemm(b, whitened, count, n, s, { transposeB: true });
    const inner = solveSymmetric(small, s, projected, count).u;
    const u = gemm(inner, whitened, count, s, n);
    for (let l = 0; l < u.length; l++) u[l] = (b[l] - u[l]) / rho;
    const product = r === n ? gemm(u, rows, count, n, n) : check?.times(u, count);
    return {
      u,
      memory: numbersIn(units, rows, core, factor, whitened, small, u),
      system: product
        ? recordAt(system, u, axpy(-1, b, product), 0, least)
        : Number.isFinite(least)
        ? { smallestCurvature: least }
        : {},
    };
  };
}

interface Whitened {
  /** L, or V. */
  readonly factor: Float64Array;
  /** B = L⁻¹C, s×n. */
  readonly whitened: Float64Array;
  /** S, s numbers. */
  readonly signs: Float64Array;
  /** The smallest diagonal entry of M, or its smallest eigenvalue. */
  readonly least: number;
}

function whiten(core: Float64Array, r: number, rows: Float64Array, n: number): Whitened {
  const factor = unlessRefused(() => cholesky(core, r));
  if (factor !== undefined) {
    const whitened = solveTriangular(factor, r, rows, n);
    let least = Infinity;
    for (let i = 0; i < r; i++) least = smaller(least, core[i * r + i]);
    return { factor, whitened, signs: new Float64Array(r).fill(1), least };
  }
  const { values, vectors } = symmetricEigen(core, r);
  const kept = withoutRounding(values);
  const used = Array.from(kept.keys()).filter((i) => kept[i] !== 0);
  const turned = gemm(vectors, rows, r, r, n);
  const whitened = new Float64Array(used.length * n);
  used.forEach((i, at) => {
    const scale = Math.sqrt(Math.abs(kept[i]));
    for (let l = 0; l < n; l++) whitened[at * n + l] = turned[i * n + l] / scale;
  });
  const signs = Float64Array.from(used, (i) => Math.sign(kept[i]));
  return { factor: vectors, whitened, signs, least: Math.min(...kept) };
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

/**
 * A⁻¹ b for rows b, count×n, and A's smallest pivot or eigenvalue; where A is singular to rounding the
 * shortest of the vectors with the smallest residual, and where it is not finite NaN.
 */
function solveSymmetric(
  a: Float64Array,
  n: number,
  b: Float64Array,
  count: number,
): { readonly u: Float64Array; readonly least: number } {
  const pivots = new Float64Array(n);
  const columns = transposed(b, count, n);
  const solution = unlessRefused(() => solvePositiveDefinite(a, n, columns, count, pivots));
  // A pivot against the entry it comes from does not depend on the units of u
  const regular = pivots.every((pivot, i) => pivot > 4 * Number.EPSILON * n * a[i * n + i]);
  if (solution !== undefined && regular) {
    return { u: transposed(solution, n, count), least: Math.min(...pivots) };
  }
  const { values, vectors } = symmetricEigen(a, n);
  const kept = withoutRounding(values);
  const along = gemm(b, vectors, count, n, n, { transposeB: true });
  for (let at = 0; at < along.length; at++) {
    const value = kept[at % n];
    along[at] = value === 0 ? 0 : along[at] / value;
  }
  return { u: gemm(along, vectors, count, n, n), least: Math.min(...kept) };
}

/** What a factorisation gives; nothing where it refuses the matrix. */
function unlessRefused(compute: () => Float64Array): Float64Array | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function transposed(a: Float64Array, m: number, n: number): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[j * m + i] = a[i * n + j];
  return out;
}
