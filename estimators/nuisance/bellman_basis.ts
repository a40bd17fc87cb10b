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
import { sharedDesign } from "./shared_design.ts";

const D = 2;
const FREQUENCIES = [0.5, 0.75, 1, 1.5, 2];
const CENTRES = [-2, -1, 0, 1, 2];
const WIDTH = 0.8;
/** Where half of a frequency is among them: sines and cosines follow from those. */
const HALVES = FREQUENCIES.map((f) => FREQUENCIES.indexOf(f / 2));
/** exp(−(c/0.8)²/2). */
const HEIGHTS = CENTRES.map((c) => Math.exp(-c * c / (2 * WIDTH * WIDTH)));
/** Beyond this far from 0 each bump is computed by itself. */
const FAR = 20;
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
  const design = sharedDesign(features);
  return (data) => {
    requireRegressionData(data);
    const { n, d, q, x, y, part } = data;
    if (d !== D) throw new RangeError(`there are ${d} covariates: the basis needs 2, s and a`);
    const z = design(x, n, D, part);
    const rhs = gemm(z, y, SIZE, n, q, { transposeA: true });
    const beta = solveRidge(gram(z, n, SIZE), rhs, SIZE, q, penalty);
    return {
      predict(points, count, part) {
        requirePoints(points, count, D);
        return gemm(design(points, count, D, part), beta, count, SIZE, q);
      },
    };
  };
}

/**
 * exp(−((s − c)/0.8)²/2) for c = −2..2, from `at` on. With r = exp(s/0.8²) it is that of c = 0 times
 * r^c exp(−(c/0.8)²/2), where nothing overflows.
 */
function bumps(s: number, out: Float64Array, at: number): void {
  const scale = 1 / (WIDTH * WIDTH);
  if (Math.abs(s) < FAR) {
    const middle = Math.exp(-s * s * scale / 2);
    const ratio = Math.exp(s * scale);
    out[at] = middle / (ratio * ratio) * HEIGHTS[0];
    out[at + 1] = middle / ratio * HEIGHTS[1];
    out[at + 2] = middle;
    out[at + 3] = middle * ratio * HEIGHTS[3];
    out[at + 4] = middle * (ratio * ratio) * HEIGHTS[4];
    return;
  }
  for (let c = 0; c < CENTRES.length; c++) {
    const u = (s - CENTRES[c]) / WIDTH;
    out[at + c] = Math.exp(-u * u / 2);
  }
}

/** The basis at n points, n×38, the constant first. */
function features(x: Float64Array, n: number): Float64Array {
  const z = new Float64Array(n * SIZE);
  const alone = new Float64Array(SIZE / 2);
  alone[0] = 1;
  for (let i = 0, at = 0; i < n; i++) {
    const s = x[i * D];
    const a = x[i * D + 1];
    alone[1] = s;
    alone[2] = s * s;
    alone[3] = s * s * s;
    let k = 4;
    for (let f = 0; f < FREQUENCIES.length; f++) {
      const half = 4 + 2 * HALVES[f];
      if (half < 4) {
        alone[k++] = Math.sin(FREQUENCIES[f] * s);
        alone[k++] = Math.cos(FREQUENCIES[f] * s);
      } else {
        const sine = alone[half];
        alone[k++] = 2 * sine * alone[half + 1];
        alone[k++] = 1 - 2 * sine * sine;
      }
    }
    bumps(s, alone, k);
    for (k = 0; k < alone.length; k++) {
      z[at++] = alone[k];
      z[at++] = alone[k] * a;
    }
  }
  return z;
}
