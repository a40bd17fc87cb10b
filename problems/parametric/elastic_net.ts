/**
 * The elastic net, whose two penalties are chosen on validation data: a fixed point that is neither a
 * gradient step nor smooth.
 *
 * β minimises g(β) + e^{x₁} ‖β‖₁ with g(β) = (1/2n) ‖Aβ − b‖² + ½ e^{x₂} ‖β‖². A proximal step on a sampled
 * gradient would be biased, so the fixed point is taken between the two halves of the step: with
 * S_τ(z) = sign(z) max(|z| − τ, 0) and τ = α e^{x₁},
 *
 *     Φ(x, y) = S_τ(y) − α ∇g(S_τ(y)),   β(x) = S_τ(y*(x)),   f(x, y) = (1/2m) ‖A_v S_τ(y) − b_v‖²,
 *
 * where ∇g can be sampled without bias. Φ and f are differentiable but where a |y_l| is τ, and S_τ
 * counts as flat there. Derived here; the problem is that of R. Grazzi, M. Pontil, S. Salzo,
 * "Nonsmooth implicit differentiation: deterministic and stochastic convergence rates", ICML 2024.
 *
 * @module
 */

import { aypx, dot } from "../../numerics/vectors.ts";
import { gemm, gram, solvePositiveDefinite } from "../../numerics/kernels.ts";
import type { LowerLevel, OuterLevel } from "./contract.ts";
import type { FixedPointMap, FixedPointProblem } from "./fixed_point_contract.ts";
import { iterate } from "./fixed_point_solution.ts";
import { bestStep, contractionOfStep } from "./gradient_map.ts";
import type { TrainingData } from "./labelled_data.ts";
import { remembered } from "./remembered.ts";
import { requireBetween, requireLength } from "../../numerics/require.ts";
import { ridge } from "./ridge.ts";

/** Settings of `elasticNet`. */
export interface ElasticNetOptions {
  /** Where x starts; the logarithms of 0.1 and 0.01 unless said. */
  readonly start?: readonly [number, number];
  /** α > 0; 2/(L + μ) of g at the start unless said. */
  readonly step?: number;
}

/** The elastic net as a fixed point. */
export interface ElasticNetProblem extends FixedPointProblem {
  /** β = S_τ(y), the coefficients, dy. */
  coefficients(x: Float64Array, y: Float64Array): Float64Array;
}

/**
 * The elastic-net problem on given data, labels any finite numbers: dy is the number of features, and
 * dx 2. q = max(|1 − αμ|, |1 − αL|) with the bounds μ, L of ∇²g.
 *
 * @throws {RangeError} if the data are malformed, or α is not positive.
 */
export function elasticNet(
  data: TrainingData,
  { start = [Math.log(0.1), Math.log(0.01)], step }: ElasticNetOptions = {},
): ElasticNetProblem {
  const smooth = ridge(data, { penalties: "one", start: start[1] });
  const { p } = data.train;
  const alpha = step ?? bestStep(smooth.curvature(smooth.start.x));
  requireBetween("elastic-net: step", alpha, Number.MIN_VALUE, Number.MAX_VALUE);
  const penalties = remembered((x) => {
    requireLength("x", x, 2);
    return { tau: alpha * Math.exp(x[0]), ridge: Float64Array.of(x[1]) };
  });
  const at = (x: Float64Array, y: Float64Array): Point => {
    requireLength("y", y, p);
    const { tau, ridge } = penalties(x);
    const beta = new Float64Array(p);
    for (let l = 0; l < p; l++) beta[l] = y[l] > tau ? y[l] - tau : y[l] < -tau ? y[l] + tau : 0;
    return { tau, beta, ridge };
  };
  const map = (level: LowerLevel): FixedPointMap => ({
    phi(x, y) {
      const { beta, ridge } = at(x, y);
      return aypx(-alpha, beta, level.gradient(ridge, beta));
    },
    jvp(x, y, direction) {
      const { beta, ridge } = at(x, y);
      const active = masked(direction.slice(), beta);
      return aypx(-alpha, active, level.hessian(ridge, beta).times(active));
    },
    vjp(x, y, v) {
      const { beta, ridge } = at(x, y);
      return masked(aypx(-alpha, v, level.hessian(ridge, beta).times(v)), beta);
    },
    vjpX(x, y, v) {
      const { tau, beta, ridge } = at(x, y);
      const back = aypx(-alpha, v, level.hessian(ridge, beta).times(v));
      return Float64Array.of(
        -tau * dot(beta.map(Math.sign), back),
        -alpha * level.cross(ridge, beta, v)[0],
      );
    },
  });
  const outer = (level: OuterLevel): OuterLevel => ({
    value(x, y) {
      const { beta, ridge } = at(x, y);
      return level.value(ridge, beta);
    },
    gradientY(x, y) {
      const { beta, ridge } = at(x, y);
      return masked(level.gradientY(ridge, beta), beta);
    },
    gradientX(x, y) {
      const { tau, beta, ridge } = at(x, y);
      return Float64Array.of(-tau * dot(beta.map(Math.sign), level.gradientY(ridge, beta)), 0);
    },
  });
  const [lowerSum, outerSum] = [smooth.lowerSum!, smooth.outerSum!];
  const solution = exactElasticNet(data, alpha);
  return {
    name: "elastic-net",
    dx: 2,
    dy: p,
    start: { x: Float64Array.from(start), y: new Float64Array(p) },
    outer: outer(smooth.outer),
    outerSum: { size: outerSum.size, batch: (rows) => outer(outerSum.batch(rows)) },
    map: map(smooth.lower),
    mapSum: { size: lowerSum.size, batch: (rows) => map(lowerSum.batch(rows)) },
    symmetric: false,
    contraction(x) {
      requireLength("x", x, 2);
      const { mu, L } = smooth.curvature(x.slice(1));
      return contractionOfStep(alpha, mu, L);
    },
    exactLower: (x) => solution(x).y,
    exactGradient(x) {
      const { beta, response } = solution(x);
      return response(smooth.outer.gradientY(x.slice(1), beta));
    },
    coefficients: (x, y) => at(x, y).beta,
  };
}

interface Point {
  readonly tau: number;
  readonly beta: Float64Array;
  /** x₂ as the outer point of the smooth part. */
  readonly ridge: Float64Array;
}

interface Solved {
  readonly y: Float64Array;
  readonly beta: Float64Array;
  /** The gradient in x of an objective whose gradient in β is given. */
  response(gradient: Float64Array): Float64Array;
}

/**
 * The solution from A'A alone: iterations find the signs s of the active coefficients, which then solve
 * H β = A'b/n − e^{x₁} s; so H dβ = −e^{x₁} s dx₁ − e^{x₂} β dx₂.
 */
function exactElasticNet(
  { train: { n, p, features, labels } }: TrainingData,
  alpha: number,
): (x: Float64Array) => Solved {
  const second = gram(features, n, p).map((value) => value / n);
  const moment = gemm(labels, features, 1, n, p).map((value) => value / n);
  return (x) => {
    requireLength("x", x, 2);
    const [l1, l2] = x.map(Math.exp);
    const tau = alpha * l1;
    const shrink = (z: Float64Array): Float64Array =>
      z.map((value) => Math.sign(value) * Math.max(Math.abs(value) - tau, 0));
    const forward = (beta: Float64Array): Float64Array =>
      gemm(beta, second, 1, p, p).map((value, l) =>
        beta[l] - alpha * (value + l2 * beta[l] - moment[l])
      );
    const rough = shrink(iterate((z) => forward(shrink(z)), new Float64Array(p)));
    const active = Array.from(rough.keys()).filter((l) => rough[l] !== 0);
    const k = active.length;
    const hessian = new Float64Array(k * k);
    active.forEach((l, i) =>
      active.forEach((m, j) => hessian[i * k + j] = second[l * p + m] + (l === m ? l2 : 0))
    );
    const solve = (of: (l: number) => number): Float64Array => {
      const out = new Float64Array(p);
      if (k === 0) return out;
      const right = Float64Array.from(active, of);
      solvePositiveDefinite(hessian, k, right, 1).forEach((value, i) => out[active[i]] = value);
      return out;
    };
    const beta = solve((l) => moment[l] - l1 * Math.sign(rough[l]));
    return {
      y: forward(beta),
      beta,
      response(gradient) {
        const u = solve((l) => gradient[l]);
        return Float64Array.of(-l1 * dot(beta.map(Math.sign), u), -l2 * dot(beta, u));
      },
    };
  };
}

/** v_l ← 0 where β_l is 0; returns v. */
function masked(v: Float64Array, beta: Float64Array): Float64Array {
  requireLength("the vector", v, beta.length);
  for (let l = 0; l < v.length; l++) if (beta[l] === 0) v[l] = 0;
  return v;
}
