/**
 * qNBO: quasi-Newton steps on the lower level, whose inverse Hessian then goes on to be improved while the
 * adjoint is solved for.
 *
 * S. Fang, Y.-J. Liu, W. Yao, C. Yu, J. Zhang, "qNBO: quasi-Newton meets bilevel optimization", ICLR 2025.
 *
 * @module
 */

import { matvec } from "../../numerics/matrix.ts";
import { zeros } from "../../numerics/arrays.ts";
import {
  axpy,
  aypx,
  dot,
  maxNorm,
  norm,
  numbersIn,
  scal,
  squarable,
  waxpy,
} from "../../numerics/vectors.ts";
import type { BilevelMethod, HypergradientEstimator } from "./contract.ts";
import { descent } from "./descent.ts";
import {
  checkOptions,
  LOWER_STEPS,
  lowerStep,
  oneOf,
  optional,
  OUTER_STEPS,
  type OuterSteps,
  positive,
  type Rule,
  whole,
} from "./options.ts";
import { bfgsUpdate } from "./shine.ts";
import { systemRecord } from "./system_record.ts";

/** Settings of `qnbo`. */
export interface QnboOptions {
  /** P ≥ 0, gradient steps of y. */
  readonly warmUp: number;
  /** T ≥ 0, quasi-Newton steps of y. */
  readonly iterations: number;
  /** Q ≥ 0, quasi-Newton steps of the adjoint. */
  readonly adjointSteps: number;
  /** How B is updated; "bfgs" unless said. */
  readonly update?: "bfgs" | "sr1";
  /** The size of the gradient steps, and B at the start; 1/L unless said. */
  readonly lowerStep?: number;
  /** The size of quasi-Newton steps of y; 1 unless said. */
  readonly quasiStep?: number;
}

const QNBO: Readonly<Record<keyof QnboOptions, Rule>> = {
  warmUp: whole(0),
  iterations: whole(0),
  adjointSteps: whole(0),
  update: optional(oneOf("bfgs", "sr1")),
  lowerStep: LOWER_STEPS.lowerStep,
  quasiStep: optional(positive),
};

/**
 * ∇_x f(x, y) − ∇²_xy g(x, y) u. y is P gradient steps from a given point and then T steps y ← y − B ∇_y g(x, y),
 * where B, at first a multiple of the identity, is updated by each. Then u = B ∇_y f, and Q times B r for its
 * residual r = ∇_y f − ∇²_yy g u is added to it as far as lessens the error in the norm of ∇²_yy g most, B being
 * updated by the product with that direction. With Q = 0 no product is computed, and B is right along the last
 * steps only, as in `shine`; on a quadratic lower level dy steps of "sr1" make it the inverse. With "bfgs" u is
 * solved for after at most dy steps. How u goes on from B is this library's reading.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { qnbo, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const { x, y } = problem.start;
 * const estimator = qnbo({ warmUp: 1, iterations: 40, adjointSteps: 30 });
 * const { gradient } = estimator(problem, x, { y });
 * console.log(gradient[0].toFixed(4), problem.exactGradient(x)[0].toFixed(4)); // 1.3819 1.3819
 * ```
 */
export function qnbo(options: QnboOptions): HypergradientEstimator {
  checkOptions("qnbo", options, QNBO);
  const { warmUp, iterations, adjointSteps, update = "bfgs", quasiStep = 1 } = options;
  const renew = update === "bfgs" ? bfgsUpdate : sr1Update;
  return (problem, x, from) => {
    const { lower, outer } = problem;
    const step = lowerStep(options, problem, x, 0);
    let { y } = from;
    for (let t = 0; t < warmUp; t++) y = aypx(-step, y, lower.gradient(x, y));
    const inverse = multipleOfIdentity(y.length, step);
    let slope = lower.gradient(x, y);
    for (let t = 0; t < iterations; t++) {
      const move = scal(-quasiStep, matvec(inverse, slope));
      y = waxpy(1, move, y);
      const next = lower.gradient(x, y);
      renew(inverse, move, waxpy(-1, slope, next));
      slope = next;
    }
    const b = outer.gradientY(x, y);
    // u is linear in b, but squares of it are taken
    const scale = squarable(maxNorm(b));
    if (scale !== 1) scal(scale, b);
    const u = matvec(inverse, b);
    const hessian = adjointSteps > 0 ? lower.hessian(x, y) : undefined;
    const residual = hessian && waxpy(-1, hessian.times(u), b);
    let least = Infinity;
    for (let q = 0; q < adjointSteps && norm(residual!) > 0; q++) {
      const along = matvec(inverse, residual!);
      const product = hessian!.times(along);
      const curvature = dot(along, product);
      least = Math.min(least, curvature / dot(along, along));
      const t = dot(residual!, along) / curvature;
      axpy(t, along, u);
      axpy(-t, product, residual!);
      renew(inverse, along, product);
    }
    if (scale !== 1) scal(1 / scale, u);
    const gradient = outer.gradientX(x, y);
    axpy(-1, lower.cross(x, y, u), gradient);
    return {
      ...{ gradient, y, u },
      // B; y, its gradient, a step, and what follows from it; or b, u and its residual with a direction
      memory: numbersIn(inverse, y, y, y, y, y, y),
      lowerGradientNorm: norm(slope),
      ...(residual === undefined ? {} : { system: systemRecord({ b }, [norm(residual)], least) }),
    };
  };
}

/**
 * Gradient descent along `qnbo` gradients, y going on from where it was.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { qnboDescent, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = qnboDescent({ warmUp: 1, iterations: 9, adjointSteps: 20, outerStep: 1 });
 * let state = method.init(problem);
 * for (let k = 0; k < 100; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 2.964 0.000
 * ```
 */
export function qnboDescent(options: QnboOptions & OuterSteps): BilevelMethod {
  checkOptions("qnbo descent", options, { ...QNBO, ...OUTER_STEPS });
  const { outerStep, outerDecay = 0, ...estimator } = options;
  return descent("qnbo descent", qnbo(estimator), { outerStep, outerDecay });
}

function multipleOfIdentity(n: number, scale: number): Float64Array {
  const out = zeros(n * n);
  for (let l = 0; l < n; l++) out[l * n + l] = scale;
  return out;
}

/** Changes of B that are a rounding error of what they are made of are left alone. */
const NOISE = 1e-8;

/**
 * Makes B a matrix with Bz = s by a change of rank one: B ← B + rr'/r'z, r = s − Bz, unless r'z is so small that it
 * would not be known (Nocedal, Wright, "Numerical optimization", 2006, section 6.2).
 *
 * @param inverse B, symmetric, n×n, overwritten.
 * @param s Change of the point, n.
 * @param z Change of the gradient, n.
 */
export function sr1Update(inverse: Float64Array, s: Float64Array, z: Float64Array): void {
  const r = waxpy(-1, matvec(inverse, z), s);
  const product = dot(r, z);
  if (!(Math.abs(product) > NOISE * norm(r) * norm(z))) return;
  const n = s.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) inverse[i * n + j] += r[i] * r[j] / product;
  }
}
