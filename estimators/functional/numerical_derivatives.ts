/**
 * Derivatives of a scalar loss by central differences.
 *
 * In v they use seven points and have errors of order 6 (d_v, d_vv) and 4 (d_vvv), in w five points
 * and order 4; with the steps below all are right to about 1e-8 for losses that change by about
 * their size when v changes by 1.
 *
 * @module
 */

/** Step in v, a power of 2, so that v ± 3 steps are exact for v of ordinary size. */
const STEP_V = 1 / 64;
/** Step in a coordinate of w, times max(1, |w_k|). */
const STEP_W = 1 / 1024;

/** Weights of l(w + m steps) − l(w − m steps), m = 1, 2, for a step of 1. */
const WEIGHTS_W = [2 / 3, -1 / 12];

/** A scalar loss l(w, v); it must not keep or change the w that it is handed. */
export type ScalarLoss = (w: Float64Array, v: number) => number;

/** Derivatives in v of a scalar loss at one point. */
export interface DerivativesInV {
  /** l itself. */
  readonly value: number;
  /** d_v l. */
  readonly v: number;
  /** d_vv l. */
  readonly vv: number;
  /** d_vvv l. */
  readonly vvv: number;
}

/** Derivatives of a scalar loss at one point. */
export interface NumericalDerivatives extends DerivativesInV {
  /** d_w l, p. */
  readonly w: Float64Array;
  /** d_vw l, p. */
  readonly vw: Float64Array;
  /** d_vvw l, p. */
  readonly vvw: Float64Array;
}

/**
 * The derivatives in v at (w, v) of a loss that is smooth there, from 7 of its values.
 *
 * @param w Outer point, p.
 */
export function numericalDerivativesInV(
  loss: ScalarLoss,
  w: Float64Array,
  v: number,
): DerivativesInV {
  const value = loss(w, v);
  // differences, so that what does not change has derivatives that are 0 exactly
  const left1 = loss(w, v - STEP_V) - value;
  const right1 = loss(w, v + STEP_V) - value;
  const left2 = loss(w, v - 2 * STEP_V) - value;
  const right2 = loss(w, v + 2 * STEP_V) - value;
  const left3 = loss(w, v - 3 * STEP_V) - value;
  const right3 = loss(w, v + 3 * STEP_V) - value;
  const odd1 = right1 - left1;
  const odd2 = right2 - left2;
  const odd3 = right3 - left3;
  const even = 270 * (right1 + left1) - 27 * (right2 + left2) + 2 * (right3 + left3);
  return {
    value,
    v: (45 * odd1 - 9 * odd2 + odd3) / (60 * STEP_V),
    vv: even / (180 * STEP_V * STEP_V),
    vvv: (-13 * odd1 + 8 * odd2 - odd3) / (8 * STEP_V * STEP_V * STEP_V),
  };
}

/**
 * All derivatives at (w, v) of a loss that is smooth there, from 7 + 28p of its values.
 *
 * @param w Outer point, p; changed meanwhile, the same afterwards.
 */
export function numericalDerivatives(
  loss: ScalarLoss,
  w: Float64Array,
  v: number,
): NumericalDerivatives {
  const p = w.length;
  const inW = {
    w: new Float64Array(p),
    vw: new Float64Array(p),
    vvw: new Float64Array(p),
  };
  for (let k = 0; k < p; k++) {
    const centre = w[k];
    const step = STEP_W * Math.max(1, Math.abs(centre));
    for (let m = 1; m <= WEIGHTS_W.length; m++) {
      w[k] = centre + m * step;
      const above = numericalDerivativesInV(loss, w, v);
      w[k] = centre - m * step;
      const below = numericalDerivativesInV(loss, w, v);
      const weight = WEIGHTS_W[m - 1] / step;
      inW.w[k] += weight * (above.value - below.value);
      inW.vw[k] += weight * (above.v - below.v);
      inW.vvw[k] += weight * (above.vv - below.vv);
    }
    w[k] = centre;
  }
  return { ...numericalDerivativesInV(loss, w, v), ...inW };
}
