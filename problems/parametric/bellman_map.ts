/**
 * Temporal differences for a linear value function, whose rewards are chosen: a stochastic fixed
 * point that is no gradient step.
 *
 * For n observed transitions s → s' with features φ(s) and rewards r(s) + x'ψ(s),
 *
 *     Φ(x, y) = y + (α/n) Σ_i φ(s_i) (r(s_i) + x'ψ(s_i) + γ y'φ(s_i') − y'φ(s_i)).
 *
 * The features are whitened, (1/n) Σ φ(s_i) φ(s_i)' = I: so ‖y‖ is the norm of the value function y'φ
 * in L² of the observed states, and with α = 1 Φ is the Bellman operator projected in it, which
 * contracts by γ ‖(1/n) Σ φ(s_i) φ(s_i')'‖, about γ. f(x, y) = ½ ‖y − t‖² + ½ ρ ‖x‖²: rewards under which
 * the value function is a given one. The chain is S' = 0.7 S + N(0, 0.51), which N(0, 1) is stationary
 * for. Design derived here; the operator is R. S. Sutton's, "Learning to predict by the methods of
 * temporal differences", Machine Learning 1988.
 *
 * @module
 */

import { copyOf, copyOfWholes, zeros } from "../../numerics/arrays.ts";
import { cholesky, gemm, gram, solveTriangular } from "../../numerics/kernels.ts";
import { identity } from "../../numerics/matrix.ts";
import type { RandomSource } from "../random_source.ts";
import type { FixedPointMap, FixedPointProblem } from "./fixed_point_contract.ts";
import { fixedPointSolution } from "./fixed_point_solution.ts";
import { jacobian, spectralNorm } from "./map_jacobian.ts";
import {
  requireBetween,
  requireLength,
  requireRows,
  requireWhole,
} from "../../numerics/require.ts";
import { targetObjective } from "./target_objective.ts";

/** Settings of `bellmanMap`. */
export interface BellmanMapOptions {
  /** n; 400 unless said. */
  readonly transitions?: number;
  /** Number of features 1, sin s, cos s, sin 2s, …, dy; 5 unless said. */
  readonly features?: number;
  /** Number of rewards ψ_k(s) = cos(ks + 1), dx; 3 unless said. */
  readonly rewards?: number;
  /** γ, from 0 to below 1; 0.8 unless said. */
  readonly discount?: number;
  /** α > 0; 1 unless said. */
  readonly step?: number;
}

/** ρ. */
const OUTER_RIDGE = 0.1;
const PERSISTENCE = 0.7;

/**
 * Transitions drawn from a random source. It starts at x = 0, y = 0.
 *
 * @throws {RangeError} if a size, γ or α is none, or the map is no contraction on these transitions.
 */
export function bellmanMap(options: BellmanMapOptions, random: RandomSource): FixedPointProblem {
  const { transitions: n = 400, features: p = 5, rewards: m = 3, discount = 0.8, step = 1 } =
    options;
  requireWhole("features", p, 1);
  requireWhole("rewards", m, 1);
  requireWhole("transitions", n, 2 * p);
  requireBetween("discount", discount, 0, 1 - 1e-6);
  requireBetween("step", step, Number.MIN_VALUE, 2);
  const { now, reward, psi, difference } = observed(n, p, m, discount, random);

  const over = (rows: Uint32Array): FixedPointMap => {
    const factor = step / rows.length;
    /** start + (α/b) Σ_i value(i) matrix_i over the rows, a new array. */
    const sum = (
      start: Float64Array,
      matrix: Float64Array,
      value: (i: number) => number,
    ): Float64Array => {
      const out = copyOf(start);
      const width = out.length;
      for (let r = 0; r < rows.length; r++) {
        const i = rows[r];
        const scale = factor * value(i);
        for (let l = 0; l < width; l++) out[l] += scale * matrix[i * width + l];
      }
      return out;
    };
    const check = (x: Float64Array, y: Float64Array, v: Float64Array): void => {
      requireLength("y", y, p);
      requireLength("x", x, m);
      requireLength("the vector", v, p);
    };
    return {
      phi(x, y) {
        check(x, y, y);
        return sum(y, now, (i) => reward[i] + dotRow(psi, i, x) + dotRow(difference, i, y));
      },
      jvp(x, y, q) {
        check(x, y, q);
        return sum(q, now, (i) => dotRow(difference, i, q));
      },
      vjp(x, y, v) {
        check(x, y, v);
        return sum(v, difference, (i) => dotRow(now, i, v));
      },
      vjpX(x, y, v) {
        check(x, y, v);
        return sum(zeros(m), psi, (i) => dotRow(now, i, v));
      },
    };
  };
  const map = over(Uint32Array.from({ length: n }, (_, i) => i));
  const zero = new Float64Array(p);
  const none = new Float64Array(m);
  const q = spectralNorm(jacobian(map, none, zero), p);
  if (q >= 1) {
    throw new RangeError(
      `bellman-map: the map's constant is ${q} with discount ${discount}, step ${step} and ` +
        `${n} transitions: give more transitions, a smaller discount or a step nearer 1`,
    );
  }
  const source = random.split("target");
  const target = Float64Array.from({ length: p }, () => source.normal());
  const outer = targetObjective(target, m, OUTER_RIDGE);
  return {
    name: "bellman-map",
    dy: p,
    dx: m,
    start: { x: none, y: zero },
    outer,
    map,
    mapSum: {
      size: n,
      batch(rows) {
        requireRows(rows, n);
        return over(copyOfWholes(rows));
      },
    },
    symmetric: false,
    contraction: () => q,
    ...fixedPointSolution(map, outer, zero),
  };
}

interface Observed {
  /** Whitened φ(s_i), n×p. */
  readonly now: Float64Array;
  /** γ φ(s_i') − φ(s_i), n×p. */
  readonly difference: Float64Array;
  /** r(s_i) = sin s_i + N(0, 0.1²), n. */
  readonly reward: Float64Array;
  /** ψ(s_i), n×m. */
  readonly psi: Float64Array;
}

function observed(
  n: number,
  p: number,
  m: number,
  discount: number,
  random: RandomSource,
): Observed {
  const source = random.split("transitions");
  const raw = new Float64Array(n * p);
  const rawNext = new Float64Array(n * p);
  const reward = new Float64Array(n);
  const psi = new Float64Array(n * m);
  const noise = Math.sqrt(1 - PERSISTENCE * PERSISTENCE);
  for (let i = 0; i < n; i++) {
    const s = source.normal();
    const next = PERSISTENCE * s + noise * source.normal();
    reward[i] = Math.sin(s) + 0.1 * source.normal();
    for (let l = 0; l < p; l++) {
      raw[i * p + l] = fourier(l, s);
      rawNext[i * p + l] = fourier(l, next);
    }
    for (let k = 0; k < m; k++) psi[i * m + k] = Math.cos((k + 1) * s + 1);
  }
  const factor = cholesky(gram(raw, n, p).map((value) => value / n), p);
  const whitening = solveTriangular(factor, p, identity(p), p);
  const now = gemm(raw, whitening, n, p, p, { transposeB: true });
  const next = gemm(rawNext, whitening, n, p, p, { transposeB: true });
  return { now, difference: next.map((value, at) => discount * value - now[at]), reward, psi };
}

/** 1, sin s, cos s, sin 2s, cos 2s, … */
function fourier(l: number, s: number): number {
  const frequency = Math.ceil(l / 2);
  return l % 2 === 1 ? Math.sin(frequency * s) : Math.cos(frequency * s);
}

function dotRow(matrix: Float64Array, i: number, v: Float64Array): number {
  let sum = 0;
  for (let l = 0; l < v.length; l++) sum += matrix[i * v.length + l] * v[l];
  return sum;
}
