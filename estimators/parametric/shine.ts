/**
 * SHINE: the lower level is solved by a quasi-Newton method, whose estimate of the inverse Hessian is
 * then used for the adjoint.
 *
 * @module
 */

import { matvec } from "../../numerics/matrix.ts";
import type { LowerLevel } from "../../problems/parametric/contract.ts";
import type { BilevelMethod, HypergradientEstimator } from "./contract.ts";
import { descent } from "./descent.ts";
import {
  checkOptions,
  nonNegative,
  optional,
  OUTER_STEPS,
  type OuterSteps,
  type Rule,
  whole,
} from "./options.ts";
import { axpy, dot, norm, numbersIn, waxpy } from "../../numerics/vectors.ts";

/** Settings of `shine`. */
export interface ShineOptions {
  /** The most quasi-Newton steps. */
  readonly iterations: number;
  /**
   * It stops when ‖∇_y g‖ has shrunk by this factor; 1e-8 unless said. Steps so small that rounding
   * decides their change of gradient would spoil the inverse Hessian.
   */
  readonly tolerance?: number;
}

const TOLERANCE = 1e-8;

const SHINE: Readonly<Record<keyof ShineOptions, Rule>> = {
  iterations: whole(0),
  tolerance: optional(nonNegative),
};

/**
 * ∇_x f(x, y) − ∇²_xy g(x, y) B ∇_y f(x, y), where y and B come from BFGS on g(x, ·) started at a given y
 * and B = I/L: no Hessian product is computed. B is right along the last steps only, so that the error
 * need not go to 0 with that of y. Z. Ramzi et al., "SHINE: sharing the inverse estimate from the
 * forward pass for bi-level optimization and implicit models", ICLR 2022.
 *
 * Each line search takes the root of the secant of the slope until the slope has halved, at least
 * once, so that it is exact where g is quadratic, with two gradients a step.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { quadratic, shine, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const { x, y } = problem.start;
 * const estimator = shine({ iterations: 50 });
 * const { gradient } = estimator(problem, x, { y });
 * console.log(gradient[0].toFixed(4), problem.exactGradient(x)[0].toFixed(4)); // 1.2834 1.3819
 * ```
 */
export function shine(options: ShineOptions): HypergradientEstimator {
  checkOptions("shine", options, SHINE);
  return (problem, x, from) => {
    const { lower, outer } = problem;
    const { y, inverse, lowerGradientNorm } = bfgs(
      lower,
      x,
      from.y,
      1 / problem.curvature(x).L,
      options,
    );
    const u = matvec(inverse, outer.gradientY(x, y));
    const gradient = outer.gradientX(x, y);
    axpy(-1, lower.cross(x, y, u), gradient);
    // BFGS: two points, their gradients, the direction and B times a change of gradient
    const memory = numbersIn(inverse, y, y, y, y, y, y);
    return { gradient, y, u, memory, lowerGradientNorm };
  };
}

/**
 * Gradient descent along `shine` gradients, y going on from where it was.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { quadratic, shineDescent, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = shineDescent({ iterations: 50, outerStep: 1 / problem.outerCurvature.L });
 * let state = method.init(problem);
 * for (let k = 0; k < 100; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x)).toFixed(3);
 * console.log(size(problem.start.x), size(state.x)); // 2.964 0.612
 * ```
 */
export function shineDescent(options: ShineOptions & OuterSteps): BilevelMethod {
  checkOptions("shine descent", options, { ...SHINE, ...OUTER_STEPS });
  const { iterations, tolerance = TOLERANCE, ...steps } = options;
  return descent("shine descent", shine({ iterations, tolerance }), steps);
}

interface Minimum {
  /** The last point, dy. */
  readonly y: Float64Array;
  /** B, dy×dy. */
  readonly inverse: Float64Array;
  /** ‖∇_y g‖ at y. */
  readonly lowerGradientNorm: number;
}

function bfgs(
  lower: LowerLevel,
  x: Float64Array,
  start: Float64Array,
  scale: number,
  { iterations, tolerance = TOLERANCE }: ShineOptions,
): Minimum {
  const n = start.length;
  const inverse = new Float64Array(n * n);
  for (let l = 0; l < n; l++) inverse[l * n + l] = scale;
  let at: Point = { y: start, gradient: lower.gradient(x, start) };
  const enough = tolerance * norm(at.gradient);
  for (let iteration = 0; iteration < iterations && norm(at.gradient) > enough; iteration++) {
    const next = search(lower, x, at, matvec(inverse, at.gradient));
    if (next === undefined) break;
    bfgsUpdate(inverse, waxpy(-1, at.y, next.y), waxpy(-1, at.gradient, next.gradient));
    at = next;
  }
  return { y: at.y, inverse, lowerGradientNorm: norm(at.gradient) };
}

const MOST_TRIALS = 20;

interface Point {
  readonly y: Float64Array;
  readonly gradient: Float64Array;
}

/**
 * A point y − t·direction, t > 0, whose slope in t is at most half that at 0; nothing where rounding
 * leaves no descent.
 */
function search(
  lower: LowerLevel,
  x: Float64Array,
  { y, gradient }: Point,
  direction: Float64Array,
): Point | undefined {
  // The slope increases with t: it is negative up to `low` and not from `high` on
  let low = { t: 0, slope: -dot(gradient, direction) };
  let high: typeof low | undefined;
  const enough = -low.slope / 2;
  if (!(enough > 0)) return undefined;
  let t = 1;
  for (let trial = 0; trial < MOST_TRIALS && t > 0; trial++) {
    const at = waxpy(-t, direction, y);
    const there = lower.gradient(x, at);
    const now = { t, slope: -dot(there, direction) };
    if (trial > 0 && Math.abs(now.slope) <= enough) return { y: at, gradient: there };
    const before = low;
    if (now.slope < 0) low = now;
    else high = now;
    const [one, other] = high === undefined ? [before, low] : [low, high];
    t = one.t - one.slope * (other.t - one.t) / (other.slope - one.slope);
  }
  return undefined;
}

/**
 * Makes B a matrix with Bz = s, the change that is least in a weighted norm:
 * B ← (I − sz'/s'z) B (I − zs'/s'z) + ss'/s'z. It is left alone unless s'z > 0.
 *
 * @param inverse B, symmetric, n×n, overwritten.
 * @param s Change of the point, n.
 * @param z Change of the gradient, n.
 */
export function bfgsUpdate(inverse: Float64Array, s: Float64Array, z: Float64Array): void {
  const product = dot(s, z);
  if (!(product > 0)) return;
  const n = s.length;
  const bz = matvec(inverse, z);
  const factor = (1 + dot(z, bz) / product) / product;
  for (let i = 0; i < n; i++) {
    const [si, bzi, fi] = [s[i], bz[i], factor * s[i]];
    for (let j = 0; j < n; j++) {
      inverse[i * n + j] += fi * s[j] - (si * bz[j] + bzi * s[j]) / product;
    }
  }
}
