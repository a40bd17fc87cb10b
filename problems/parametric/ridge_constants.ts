/**
 * The constants that bounds of stochastic implicit differentiation are made of, for ridge regression.
 *
 * @module
 */

import { norm } from "../../numerics/vectors.ts";
import { gram } from "../../numerics/kernels.ts";
import { bestStep, contractionOfStep, gradientMap } from "./gradient_map.ts";
import type { LabelledData, TrainingData } from "./labelled_data.ts";
import { requireBetween, requireLength, requireWhole } from "../../numerics/require.ts";
import { ridge } from "./ridge.ts";
import { samplingVariance } from "./sampling_variance.ts";
import { spectrumBounds } from "./spectrum_bounds.ts";

/** Settings of `ridgeConstants`. */
export interface RidgeConstantsOptions {
  /** α of the gradient map; 2/(L + μ) at x unless said. */
  readonly step?: number;
  /** b, observations in a sample; 1 unless said. */
  readonly batch?: number;
  /** R: the constants that are not global hold for ‖y − y*(x)‖ ≤ R; 1 unless said. */
  readonly radius?: number;
}

/** The constants of the gradient map of ridge regression with a penalty a feature. */
export interface RidgeConstants {
  /** α. */
  readonly step: number;
  /** The contraction constant. */
  readonly q: number;
  /** E‖Φ̂(y) − Φ(y)‖² ≤ σ₁ + σ₂ ‖Φ(y) − y‖², for all y: σ₁ is twice the variance at y*(x). */
  readonly sigma1: number;
  /** σ₂ = 2m₁/(1 − q)². */
  readonly sigma2: number;
  /** E‖(∂_yΦ̂ − ∂_yΦ)ᵀv‖² ≤ m₁‖v‖²: α²/b times the greatest eigenvalue of Var(aa'). */
  readonly m1: number;
  /** 0: the cross term involves no data. */
  readonly m2: number;
  /** ‖∇_y f‖ ≤ L_E within R. */
  readonly LE: number;
  /** ‖∂_xΦ‖ ≤ L_Φ within R. */
  readonly LPhi: number;
  /** The Lipschitz constants of ∇_y f and ∇_x f in y. */
  readonly mu: readonly [number, number];
  /** The Lipschitz constants of ∂_yΦ and ∂_xΦ in y. */
  readonly nu: readonly [number, number];
  /** y*(x), p. */
  readonly solution: Float64Array;
}

/**
 * The constants at x, p numbers. Derived here; a sample is a minibatch of b independent uniform rows, and
 * Var(aa') = E‖a‖²aa' − (Eaa')² over the rows a of the training data.
 *
 * @throws {RangeError} if the data or an option are malformed.
 */
export function ridgeConstants(
  data: TrainingData,
  x: Float64Array,
  { step, batch = 1, radius = 1 }: RidgeConstantsOptions = {},
): RidgeConstants {
  const problem = ridge(data);
  requireLength("x", x, problem.dx);
  requireWhole("batch", batch, 1);
  requireBetween("radius", radius, 0, Number.MAX_VALUE);
  const curvature = problem.curvature(x);
  const alpha = step ?? bestStep(curvature);
  const q = contractionOfStep(alpha, curvature.mu, curvature.L);
  const solution = problem.exactLower(x);
  const m1 = alpha * alpha / batch * outerProductVariance(data.train);
  const map = gradientMap(problem, { step: alpha });
  const atSolution = samplingVariance(map, x, solution, solution).phi / batch;
  const { n, p, features } = data.validation;
  const mu1 = spectrumBounds(gram(features, n, p), p).greatest / n;
  const penalties = x.map((value) => Math.exp(value));
  const greatest = Math.max(...penalties);
  const slope = Math.max(...penalties.map((value, k) => value * Math.abs(solution[k])));
  const gradient = problem.outer.gradientY(x, solution);
  return {
    step: alpha,
    q,
    sigma1: 2 * atSolution,
    sigma2: 2 * m1 / ((1 - q) * (1 - q)),
    m1,
    m2: 0,
    LE: norm(gradient) + mu1 * radius,
    LPhi: alpha * (slope + greatest * radius),
    mu: [mu1, 0],
    nu: [0, alpha * greatest],
    solution,
  };
}

/** The greatest eigenvalue of E‖a‖²aa' − (Eaa')². */
function outerProductVariance({ n, p, features }: LabelledData): number {
  const second = gram(features, n, p).map((value) => value / n);
  const scaled = features.slice();
  for (let i = 0; i < n; i++) {
    let square = 0;
    for (let l = 0; l < p; l++) square += features[i * p + l] * features[i * p + l];
    const size = Math.sqrt(square / n);
    for (let l = 0; l < p; l++) scaled[i * p + l] *= size;
  }
  const variance = gram(scaled, n, p);
  const squared = gram(second, p, p);
  return spectrumBounds(variance.map((value, at) => value - squared[at]), p).greatest;
}
