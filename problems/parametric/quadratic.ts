/**
 * A quadratic problem of chosen condition number, with everything in closed form.
 *
 * g(x, y) = ½ y'Hy − y'(Bx + c), where H has the eigenvalues 1/κ, …, 1 in equal logarithmic steps and
 * a random basis, and B and c are 1/κ times normal numbers, so that y*(x) = H⁻¹(Bx + c) stays of order
 * one whatever κ is. The outer objective is f(x, y) = s (½ ‖y + E'x − t‖² + ½ ρ ‖x‖²), coupled to x
 * both directly and through y*. With K = H⁻¹B + E' and r = H⁻¹c − t,
 *
 *     F(x) = s (½ ‖Kx + r‖² + ½ ρ ‖x‖²),   ∇F(x) = s (K'(Kx + r) + ρx),
 *
 * and s makes the greatest eigenvalue of ∇²F one. Design derived here.
 *
 * @module
 */

import { zeros } from "../../numerics/arrays.ts";
import { ResidentMatrix } from "../../numerics/resident_matrix.ts";
import { axpy, norm, scal, squaredNorm, waxpy } from "../../numerics/vectors.ts";
import { gemm, gram, solvePositiveDefinite } from "../../numerics/kernels.ts";
import { normals, type RandomSource } from "../random_source.ts";
import type { LowerLevel, OuterLevel, ParametricProblem } from "./contract.ts";
import { remembered } from "./remembered.ts";
import { requireBetween, requireLength, requireWhole } from "../../numerics/require.ts";
import { spectrumBounds } from "./spectrum_bounds.ts";

/** Settings of `quadratic`. */
export interface QuadraticOptions {
  /** The condition number κ of ∇²_yy g, at least 1. */
  readonly condition: number;
  /** Dimension of y; 30 unless said, and at least 2 unless κ is 1. */
  readonly dy?: number;
  /** Dimension of x; 10 unless said. */
  readonly dx?: number;
}

/** A quadratic problem, of which the outer solution is known too. */
export interface QuadraticProblem extends ParametricProblem {
  /** argmin F, dx. */
  readonly minimiser: Float64Array;
  /** Bounds of the eigenvalues of ∇²F; L is 1, and within 0.5 % of the greatest for dx ≤ 1000. */
  readonly outerCurvature: { readonly mu: number; readonly L: number };
}

/** ρ: makes F strongly convex. */
const OUTER_RIDGE = 0.1;
/** The size of E, which couples f to x directly. */
const COUPLING = 0.3;

/**
 * A quadratic problem drawn from a random source. It starts at x = 0, y = 0.
 *
 * @throws {RangeError} if a dimension is not a whole number, or κ is less than 1.
 *
 * @example
 * ```ts
 * import { quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * console.log(problem.dx, problem.dy, problem.curvature(problem.start.x));
 * // 10 30 { mu: 0.1, L: 1 }
 * ```
 */
export function quadratic(options: QuadraticOptions, random: RandomSource): QuadraticProblem {
  const { condition, dy = 30, dx = 10 } = options;
  requireBetween("condition", condition, 1, Number.MAX_VALUE);
  requireWhole("dy", dy, condition > 1 ? 2 : 1);
  requireWhole("dx", dx, 1);
  const mu = 1 / condition;
  const step = Math.log(mu) / Math.max(1, dy - 1);
  const eigenvalues = Float64Array.from({ length: dy }, (_, i) => Math.exp(i * step));
  const basis = orthogonal(dy, random.split("basis"));
  const h = spectral(basis, eigenvalues);
  const matrix = new ResidentMatrix(h, dy, dy);
  const inverse = spectral(basis, eigenvalues.map((value) => 1 / value));
  const b = normals(dy * dx, mu / Math.sqrt(dy), random.split("B"));
  const c = normals(dy, mu, random.split("c"));
  const e = normals(dx * dy, COUPLING / Math.sqrt(dy), random.split("E"));
  const t = normals(dy, 1, random.split("t"));

  // Steps of y ask for it at one x
  const linearAt = remembered((x) => waxpy(1, c, times(b, x, dy, dx)));
  const solve = (x: Float64Array): Float64Array => times(inverse, linearAt(x), dy, dy);
  const k = gemm(inverse, b, dy, dy, dx);
  for (let i = 0; i < dy; i++) for (let j = 0; j < dx; j++) k[i * dx + j] += e[j * dy + i];
  const r = waxpy(-1, t, times(inverse, c, dy, dy));
  const outerHessian = gram(k, dy, dx);
  for (let j = 0; j < dx; j++) outerHessian[j * dx + j] += OUTER_RIDGE;
  const spectrum = spectrumBounds(outerHessian, dx);
  const s = 1 / spectrum.greatest;
  const kr = timesTransposed(k, r, dy, dx);

  const lower: LowerLevel = {
    value(x, y) {
      const hy = matrix.times(y);
      const linear = linearAt(x);
      let sum = 0;
      for (let l = 0; l < dy; l++) sum += y[l] * (0.5 * hy[l] - linear[l]);
      return sum;
    },
    gradient(x, y) {
      const out = matrix.times(y);
      const linear = linearAt(x);
      for (let l = 0; l < dy; l++) out[l] -= linear[l];
      return out;
    },
    gradientX: (_x, y) => scal(-1, timesTransposed(b, y, dy, dx)),
    hessian: () => ({
      times: (p, count = 1) => matrix.times(p, count),
      matrix: () => h.slice(),
    }),
    cross: (_x, _y, p) => scal(-1, timesTransposed(b, p, dy, dx)),
  };
  const misfit = (x: Float64Array, y: Float64Array): Float64Array => {
    requireLength("y", y, dy);
    return waxpy(-1, t, waxpy(1, timesTransposed(e, x, dx, dy), y));
  };
  const outer: OuterLevel = {
    value: (x, y) => 0.5 * s * (squaredNorm(misfit(x, y)) + OUTER_RIDGE * squaredNorm(x)),
    gradientX: (x, y) => scal(s, axpy(OUTER_RIDGE, x, times(e, misfit(x, y), dx, dy))),
    gradientY: (x, y) => scal(s, misfit(x, y)),
  };
  return {
    name: "quadratic",
    dx,
    dy,
    start: { x: new Float64Array(dx), y: new Float64Array(dy) },
    lower,
    outer,
    curvature: () => ({ mu, L: 1 }),
    exactLower: solve,
    exactGradient: (x) => waxpy(1, kr, times(outerHessian, x, dx, dx)).map((value) => s * value),
    minimiser: solvePositiveDefinite(outerHessian, dx, kr, 1).map((value) => -value),
    outerCurvature: { mu: s * spectrum.least, L: 1 },
  };
}

/** Rows of an n×n orthogonal matrix with the uniform distribution: orthonormalised normal vectors. */
function orthogonal(n: number, random: RandomSource): Float64Array {
  const q = normals(n * n, 1, random);
  for (let i = 0; i < n; i++) {
    const row = q.subarray(i * n, (i + 1) * n);
    // Twice is enough for orthogonality to rounding.
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = q.subarray(j * n, (j + 1) * n);
        let product = 0;
        for (let l = 0; l < n; l++) product += row[l] * other[l];
        for (let l = 0; l < n; l++) row[l] -= product * other[l];
      }
    }
    const length = norm(row);
    for (let l = 0; l < n; l++) row[l] /= length;
  }
  return q;
}

/** Q' diag(values) Q for the rows Q: exactly symmetric, for it is the Gram matrix of √values Q. */
function spectral(q: Float64Array, values: Float64Array): Float64Array {
  const n = values.length;
  return gram(q.map((value, at) => value * Math.sqrt(values[Math.floor(at / n)])), n, n);
}

/** Av, A m×n. */
function times(a: Float64Array, v: Float64Array, m: number, n: number): Float64Array {
  requireLength("the vector", v, n);
  const out = zeros(m);
  for (let i = 0; i < m; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += a[i * n + j] * v[j];
    out[i] = sum;
  }
  return out;
}

/** A'v, A m×n. */
function timesTransposed(a: Float64Array, v: Float64Array, m: number, n: number): Float64Array {
  requireLength("the vector", v, m);
  const out = zeros(n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) out[j] += a[i * n + j] * v[i];
  }
  return out;
}
