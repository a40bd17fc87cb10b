/**
 * The equilibrium of a recurrent layer whose units are scaled at random: a stochastic fixed point
 * that is no gradient step.
 *
 * Φ(x, y) = σ(Ay + Bx + c) with σ(s) = s/√(1 + s²), whose derivative is at most 1, and ‖A‖ ≤ q < 1. A
 * sample is m ⊙ Φ(x, y) for one of n masks m of numbers 1 ± δ, which come in pairs m and 2 − m: so the
 * mean mask is exactly 1, as that of dropout, which δ = 1 is. A sample contracts by (1 + δ)q only,
 * which may be no contraction. f(x, y) = ½ ‖y − t‖² + ½ ρ ‖x‖². Design derived here.
 *
 * @module
 */

import { copyOf, zeros } from "../../numerics/arrays.ts";
import { matvec, transpose } from "../../numerics/matrix.ts";
import { normals, type RandomSource } from "../random_source.ts";
import type { FixedPointMap, FixedPointProblem } from "./fixed_point_contract.ts";
import { fixedPointSolution } from "./fixed_point_solution.ts";
import { spectralNorm } from "./map_jacobian.ts";
import {
  requireBetween,
  requireLength,
  requireRows,
  requireWhole,
} from "../../numerics/require.ts";
import { targetObjective } from "./target_objective.ts";

/** Settings of `recurrentLayer`. */
export interface RecurrentLayerOptions {
  /** Number of units, dy; 10 unless said. */
  readonly units?: number;
  /** Number of inputs, dx; 5 unless said. */
  readonly inputs?: number;
  /** q, the bound of ‖A‖; 0.9 unless said. */
  readonly contraction?: number;
  /** δ, from 0 (no noise) to 1 (dropout); 0.5 unless said. */
  readonly noise?: number;
  /** Pairs of masks; 50 unless said. */
  readonly pairs?: number;
}

/** ρ. */
const OUTER_RIDGE = 0.1;

/**
 * A layer drawn from a random source. It starts at x = 0, y = 0.
 *
 * @throws {RangeError} if a size, q or δ is none.
 */
export function recurrentLayer(
  options: RecurrentLayerOptions,
  random: RandomSource,
): FixedPointProblem {
  const { units = 10, inputs = 5, contraction = 0.9, noise = 0.5, pairs = 50 } = options;
  requireWhole("units", units, 1);
  requireWhole("inputs", inputs, 1);
  requireBetween("contraction", contraction, Number.MIN_VALUE, 1 - 1e-6);
  requireBetween("noise", noise, 0, 1);
  requireWhole("pairs", pairs, 1);
  const raw = normals(units * units, 1, random.split("A"));
  const norm = spectralNorm(raw, units);
  const a = raw.map((value) => value * contraction / norm);
  const b = normals(units * inputs, 1 / Math.sqrt(inputs), random.split("B"));
  const c = normals(units, 1, random.split("c"));
  const [aTransposed, bTransposed] = [transpose(a, units), transpose(b, units)];
  const masks = maskPairs(units, pairs, noise, random.split("masks"));

  const layer = (mask?: Float64Array): FixedPointMap => {
    /** v ⊙ m, in place. */
    const scaled = (v: Float64Array): Float64Array => {
      if (mask !== undefined) { for (let l = 0; l < units; l++) v[l] *= mask[l]; }
      return v;
    };
    const activations = (x: Float64Array, y: Float64Array): Float64Array => {
      requireLength("y", y, units);
      requireLength("x", x, inputs);
      const s = matvec(a, y);
      const from = matvec(b, x);
      for (let l = 0; l < units; l++) s[l] += from[l] + c[l];
      return s;
    };
    /** σ'(s) ⊙ v, in place: the product with the transposed Jacobian up to A or B. */
    const back = (x: Float64Array, y: Float64Array, v: Float64Array): Float64Array => {
      const s = activations(x, y);
      scaled(v);
      for (let l = 0; l < units; l++) v[l] *= slope(s[l]);
      return v;
    };
    return {
      phi(x, y) {
        const s = activations(x, y);
        for (let l = 0; l < units; l++) s[l] /= Math.sqrt(1 + s[l] * s[l]);
        return scaled(s);
      },
      jvp(x, y, p) {
        requireLength("p", p, units);
        return back(x, y, matvec(a, p));
      },
      vjp(x, y, v) {
        requireLength("the vector", v, units);
        return matvec(aTransposed, back(x, y, copyOf(v)));
      },
      vjpX(x, y, v) {
        requireLength("the vector", v, units);
        return matvec(bTransposed, back(x, y, copyOf(v)));
      },
    };
  };
  const map = layer();
  const outer = targetObjective(normals(units, 0.5, random.split("target")), inputs, OUTER_RIDGE);
  const y = new Float64Array(units);
  return {
    name: "recurrent-layer",
    dy: units,
    dx: inputs,
    start: { x: new Float64Array(inputs), y },
    outer,
    map,
    mapSum: {
      size: 2 * pairs,
      batch(rows) {
        requireRows(rows, 2 * pairs);
        const mean = zeros(units);
        for (let i = 0; i < rows.length; i++) {
          for (let l = 0, at = rows[i] * units; l < units; l++) mean[l] += masks[at + l];
        }
        for (let l = 0; l < units; l++) mean[l] /= rows.length;
        return layer(mean);
      },
    },
    symmetric: false,
    contraction: () => contraction,
    ...fixedPointSolution(map, outer, y),
  };
}

/** σ'(s) = (1 + s²)^{−3/2}. */
function slope(s: number): number {
  const square = 1 + s * s;
  return 1 / (square * Math.sqrt(square));
}

/** Masks 2j and 2j + 1 are a pair, 2·pairs×units. */
function maskPairs(
  units: number,
  pairs: number,
  noise: number,
  random: RandomSource,
): Float64Array {
  const masks = new Float64Array(2 * pairs * units);
  for (let j = 0; j < pairs; j++) {
    for (let l = 0; l < units; l++) {
      const sign = random.uniform() < 0.5 ? -1 : 1;
      masks[2 * j * units + l] = 1 + sign * noise;
      masks[(2 * j + 1) * units + l] = 1 - sign * noise;
    }
  }
  return masks;
}
