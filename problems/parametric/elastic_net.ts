/**
 * The elastic net, whose two penalties are chosen on validation data: a fixed point that is neither a
 * gradient step nor smooth.
 *
 * y minimises g(y) + e^{λ₁} ‖y‖₁ with g(y) = (1/2n) ‖Ay − b‖² + ½ e^{λ₂} ‖y‖². A proximal step on a sampled
 * gradient would be biased, so the fixed point is taken between the two halves of the step: with
 * S_τ(z) = sign(z) max(|z| − τ, 0) and τ = α e^{λ₁},
 *
 *     Φ(w, λ) = S_τ(w) − α ∇g(S_τ(w)),   y(λ) = S_τ(w(λ)),   E(w, λ) = (1/2m) ‖A_v S_τ(w) − b_v‖²,
 *
 * where ∇g can be sampled without bias. Φ and E are differentiable but where a |w_l| is τ, and S_τ
 * counts as flat there. Derived here; the problem is that of R. Grazzi, M. Pontil, S. Salzo,
 * "Nonsmooth implicit differentiation: deterministic and stochastic convergence rates", ICML 2024.
 *
 * @module
 */

import { dot } from "../../numerics/vectors.ts";
import { gemm, gram, solvePositiveDefinite } from "../../numerics/kernels.ts";
import type { LowerLevel } from "./contract.ts";
import type { FixedPointMap, FixedPointProblem, OuterObjective } from "./fixed_point_contract.ts";
import { iterate } from "./fixed_point_solution.ts";
import { bestStep, contractionOfStep } from "./gradient_map.ts";
import type { TrainingData } from "./labelled_data.ts";
import { remembered } from "./remembered.ts";
import { requireBetween, requireLength } from "./require.ts";
import { ridge } from "./ridge.ts";

/** Settings of `elasticNet`. */
export interface ElasticNetOptions {
  /** Where λ starts; the logarithms of 0.1 and 0.01 unless said. */
  readonly start?: readonly [number, number];
  /** α > 0; 2/(L + μ) of g at the start unless said. */
  readonly step?: number;
}

/** The elastic net as a fixed point. */
export interface ElasticNetProblem extends FixedPointProblem {
  /** y = S_τ(w), the coefficients, dw. */
  coefficients(w: Float64Array, lambda: Float64Array): Float64Array;
}

/**
 * The elastic-net problem on given data, labels any finite numbers: dw is the number of features, and
 * dlambda 2. q = max(|1 − αμ|, |1 − αL|) with the bounds μ, L of ∇²g.
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
  const penalties = remembered((lambda) => {
    requireLength("lambda", lambda, 2);
    return { tau: alpha * Math.exp(lambda[0]), ridge: Float64Array.of(lambda[1]) };
  });
  const at = (w: Float64Array, lambda: Float64Array): Point => {
    requireLength("w", w, p);
    const { tau, ridge } = penalties(lambda);
    const y = new Float64Array(p);
    for (let l = 0; l < p; l++) y[l] = w[l] > tau ? w[l] - tau : w[l] < -tau ? w[l] + tau : 0;
    return { tau, y, ridge };
  };
  const map = (level: LowerLevel): FixedPointMap => ({
    phi(w, lambda) {
      const { y, ridge } = at(w, lambda);
      return stepped(y, level.gradient(ridge, y), alpha);
    },
    d1(w, lambda, direction) {
      const { y, ridge } = at(w, lambda);
      const active = masked(direction.slice(), y);
      return stepped(active, level.hessian(ridge, y).times(active), alpha);
    },
    d1T(w, lambda, v) {
      const { y, ridge } = at(w, lambda);
      return masked(stepped(v, level.hessian(ridge, y).times(v), alpha), y);
    },
    d2T(w, lambda, v) {
      const { tau, y, ridge } = at(w, lambda);
      const back = stepped(v, level.hessian(ridge, y).times(v), alpha);
      return Float64Array.of(
        -tau * dot(y.map(Math.sign), back),
        -alpha * level.cross(ridge, y, v)[0],
      );
    },
  });
  const outer: OuterObjective = {
    size: data.validation.n,
    value(w, lambda) {
      const { y, ridge } = at(w, lambda);
      return smooth.outer.value(ridge, y);
    },
    gradientW(w, lambda) {
      const { y, ridge } = at(w, lambda);
      return masked(smooth.outer.gradientY(ridge, y), y);
    },
    gradientLambda(w, lambda) {
      const { tau, y, ridge } = at(w, lambda);
      return Float64Array.of(-tau * dot(y.map(Math.sign), smooth.outer.gradientY(ridge, y)), 0);
    },
  };
  const sum = smooth.lowerSum!;
  const solution = exactElasticNet(data, alpha);
  return {
    name: "elastic-net",
    dw: p,
    dlambda: 2,
    start: { lambda: Float64Array.from(start), w: new Float64Array(p) },
    outer,
    map: map(smooth.lower),
    sum: { size: sum.size, batch: (rows) => map(sum.batch(rows)) },
    symmetric: false,
    contraction(lambda) {
      requireLength("lambda", lambda, 2);
      const { mu, L } = smooth.curvature(lambda.slice(1));
      return contractionOfStep(alpha, mu, L);
    },
    exactSolution: (lambda) => solution(lambda).w,
    exactGradient(lambda) {
      const { y, response } = solution(lambda);
      return response(smooth.outer.gradientY(lambda.slice(1), y));
    },
    coefficients: (w, lambda) => at(w, lambda).y,
  };
}

interface Point {
  readonly tau: number;
  readonly y: Float64Array;
  /** λ₂ as the outer point of the smooth part. */
  readonly ridge: Float64Array;
}

interface Solved {
  readonly w: Float64Array;
  readonly y: Float64Array;
  /** The gradient in λ of an objective whose gradient in y is given. */
  response(gradient: Float64Array): Float64Array;
}

/**
 * The solution from A'A alone: iterations find the signs s of the active coefficients, which then solve
 * H y = A'b/n − e^{λ₁} s; so H dy = −e^{λ₁} s dλ₁ − e^{λ₂} y dλ₂.
 */
function exactElasticNet(
  { train: { n, p, features, labels } }: TrainingData,
  alpha: number,
): (lambda: Float64Array) => Solved {
  const second = gram(features, n, p).map((value) => value / n);
  const moment = gemm(labels, features, 1, n, p).map((value) => value / n);
  return (lambda) => {
    requireLength("lambda", lambda, 2);
    const [l1, l2] = lambda.map(Math.exp);
    const tau = alpha * l1;
    const shrink = (z: Float64Array): Float64Array =>
      z.map((value) => Math.sign(value) * Math.max(Math.abs(value) - tau, 0));
    const forward = (y: Float64Array): Float64Array =>
      gemm(y, second, 1, p, p).map((value, l) => y[l] - alpha * (value + l2 * y[l] - moment[l]));
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
    const y = solve((l) => moment[l] - l1 * Math.sign(rough[l]));
    return {
      w: forward(y),
      y,
      response(gradient) {
        const u = solve((l) => gradient[l]);
        return Float64Array.of(-l1 * dot(y.map(Math.sign), u), -l2 * dot(y, u));
      },
    };
  };
}

/** v_l ← 0 where y_l is 0; returns v. */
function masked(v: Float64Array, y: Float64Array): Float64Array {
  requireLength("the vector", v, y.length);
  for (let l = 0; l < v.length; l++) if (y[l] === 0) v[l] = 0;
  return v;
}

/** direction ← point − α direction; returns it. */
function stepped(point: Float64Array, direction: Float64Array, alpha: number): Float64Array {
  for (let l = 0; l < direction.length; l++) direction[l] = point[l] - alpha * direction[l];
  return direction;
}
