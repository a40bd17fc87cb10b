/**
 * The published basis for the projected Bellman problem, with a ridge.
 *
 * @module
 */

import { requireFinite } from "../../numerics/require.ts";
import { gemm, gram } from "../../numerics/kernels.ts";
import type { Learner } from "./contract.ts";
import { solveRidge } from "./normal_equations.ts";
import { requirePoints, requireRegressionData } from "./regression_data.ts";

const D = 2;
const FREQUENCIES = [0.5, 0.75, 1, 1.5, 2];
const CENTRES = [-2, -1, 0, 1, 2];
const WIDTH = 0.8;
/** 8 monomials, 4 columns a frequency and 2 a centre. */
const SIZE = 8 + 4 * FREQUENCIES.length + 2 * CENTRES.length;

/**
 * Ridge regression on 38 functions of (s, a): the monomials s^k, k = 0..3, sin fs and cos fs for
 * f = 0.5, 0.75, 1, 1.5, 2 and the bumps exp(−((s − c)/0.8)²/2) for c = −2..2, each of them alone and
 * times a. It minimises Σ‖y − zβ‖² + penalty·‖β‖², the intercept free and the penalty not scaled by
 * n.
 *
 * Sieve of El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric Efficient Bilevel Gradient
 * Estimation*, arXiv 2605.21341 (2026), with penalties 0.5 (B1, B4), 0.05 (B2) and 1 (B3).
 *
 * @param penalty At least 0; the functions are nearly collinear, so 0 will seldom do.
 * @throws {RangeError} if the penalty is negative; the learner, if its data are malformed or do not
 * have the two covariates s and a.
 */
export function bellmanBasis(penalty: number): Learner {
  requireFinite("penalty", penalty, 0);
  return (data) => {
    requireRegressionData(data);
    const { n, d, q, x, y } = data;
    if (d !== D) throw new RangeError(`there are ${d} covariates: the basis needs 2, s and a`);
    const z = features(x, n);
    const rhs = gemm(z, y, SIZE, n, q, { transposeA: true });
    const beta = solveRidge(gram(z, n, SIZE), rhs, SIZE, q, penalty);
    return {
      predict(points, count) {
        requirePoints(points, count, D);
        return gemm(features(points, count), beta, count, SIZE, q);
      },
    };
  };
}

/** The basis at n points, n×38, the constant first. */
function features(x: Float64Array, n: number): Float64Array {
  const z = new Float64Array(n * SIZE);
  for (let i = 0; i < n; i++) {
    const s = x[i * D];
    const a = x[i * D + 1];
    let at = i * SIZE;
    const add = (value: number) => {
      z[at++] = value;
      z[at++] = value * a;
    };
    add(1);
    add(s);
    add(s * s);
    add(s * s * s);
    for (const f of FREQUENCIES) {
      add(Math.sin(f * s));
      add(Math.cos(f * s));
    }
    for (const centre of CENTRES) {
      const u = (s - centre) / WIDTH;
      add(Math.exp(-u * u / 2));
    }
  }
  return z;
}
