/**
 * Natural splines of one covariate, in the basis in which their roughness penalty is diagonal.
 *
 * @module
 */

import { requireInterval, requireWhole } from "../../numerics/require.ts";
import type { Basis } from "./penalised_series.ts";

/** Settings of `naturalSplineBasis`. */
export interface NaturalSplineOptions {
  /** Number K ≥ 1 of functions besides 1 and x. */
  readonly modes: number;
  /** Lower end of the interval on which the functions live; beyond it they go on as straight lines. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
}

/**
 * The basis 1, √3 u, φ_1, …, φ_K of one covariate x, u = (2x − low − high)/(high − low) in [−1, 1],
 * with φ_j = cos(ku)/cos k + cosh(ku)/cosh k where tan k = −tanh k for odd j, and
 * φ_j = sin(ku)/sin k + sinh(ku)/sinh k where tan k = tanh k for even j.
 *
 * These are the modes of a beam with free ends: φ'' and φ''' are zero at both, and φ'''' = k⁴ φ. So
 * they are orthonormal if x is uniform, and so are their second derivatives but for the factors k⁴:
 * with P = 0, 0, (2k/π)⁴ the penalty Σ_j P_j β_j² is π⁻⁴ ∫ (d²f/dt²)² dt, t = (x − low)/(high − low),
 * that of `cosineBasis`. Penalised least squares in all of them is the cubic smoothing spline for a
 * uniform design (its basis of A. Demmler and C. Reinsch, "Oscillation matrices with spline
 * smoothing", Numerische Mathematik 24, 1975, 375–382, in the limit of many points).
 *
 * Cosines have slope 0 at the ends, which a function that is to be learned need not have, so that a
 * penalty on them leaves more bias there; straight lines are not penalised here.
 *
 * @throws {RangeError} if a setting is out of range; `design`, if there is more than one covariate.
 *
 * @example
 * ```ts
 * import { naturalSplineBasis } from "@bigrad/bigrad";
 *
 * const basis = naturalSplineBasis({ modes: 4, low: 0, high: 1 });
 * console.log(basis.penalty.length, basis.design(Float64Array.of(0.5), 1, 1).length); // 6 6
 * ```
 */
export function naturalSplineBasis({ modes, low, high }: NaturalSplineOptions): Basis {
  requireWhole("modes", modes, 1);
  requireInterval(low, high);
  const parts = Array.from({ length: modes }, (_, j) => mode(j + 1));
  const size = modes + 2;
  return {
    penalty: Float64Array.from({ length: size }, (_, at) => {
      const ratio = at < 2 ? 0 : 2 * parts[at - 2].k / Math.PI;
      return ratio * ratio * ratio * ratio;
    }),
    design(x, n, d) {
      if (d !== 1) {
        throw new RangeError(`x has ${d} covariates: natural splines are of a single one`);
      }
      const out = new Float64Array(n * size);
      for (let i = 0; i < n; i++) {
        const u = (2 * x[i] - low - high) / (high - low);
        const inside = Math.max(-1, Math.min(1, u));
        out[i * size] = 1;
        out[i * size + 1] = Math.sqrt(3) * u;
        for (let j = 0; j < modes; j++) out[i * size + 2 + j] = valueAt(parts[j], inside);
        if (u === inside) continue;
        for (let j = 0; j < modes; j++) {
          const { even, slope } = parts[j];
          out[i * size + 2 + j] += (u - inside) * slope * (even ? inside : 1);
        }
      }
      return out;
    },
  };
}

/** A mode and what it is computed from. */
interface Mode {
  readonly k: number;
  /** Whether it is an even function of u. */
  readonly even: boolean;
  /** 1/cos k, or 1/sin k. */
  readonly wave: number;
  /** e^−2k. */
  readonly far: number;
  /** 1/(1 + e^−2k), or 1/(1 − e^−2k). */
  readonly edge: number;
  /** φ'(1): 2k tanh k, or 2k coth k. */
  readonly slope: number;
}

/** The j-th mode; its k comes from the iteration k = πm ∓ arctan tanh k, which contracts. */
function mode(j: number): Mode {
  const even = j % 2 === 1;
  const turns = Math.PI * Math.ceil(j / 2);
  let k = (2 * j + 1) * Math.PI / 4;
  for (let step = 0; step < 20; step++) {
    const angle = Math.atan(-Math.expm1(-2 * k) / (1 + Math.exp(-2 * k)));
    k = even ? turns - angle : turns + angle;
  }
  const far = Math.exp(-2 * k);
  const tanh = (1 - far) / (1 + far);
  return {
    k,
    even,
    wave: 1 / (even ? Math.cos(k) : Math.sin(k)),
    far,
    edge: 1 / (even ? 1 + far : 1 - far),
    slope: 2 * k * (even ? tanh : 1 / tanh),
  };
}

/**
 * A mode at u in [−1, 1]. cosh(ku)/cosh k and sinh(ku)/sinh k are made of e^k(u − 1) and e^−k(u + 1),
 * whose product is e^−2k.
 */
function valueAt({ k, even, wave, edge, far }: Mode, u: number): number {
  const near = Math.exp(k * (Math.abs(u) - 1));
  const other = near > 0 ? far / near : 0;
  if (even) return Math.cos(k * u) * wave + (near + other) * edge;
  return Math.sin(k * u) * wave + (u < 0 ? other - near : near - other) * edge;
}
