/**
 * Two one-dimensional tasks on which first-order meta-learning does not converge to a stationary
 * point: the counter-example of V. Likhosherstov, X. Song, K. Choromanski, J. Davis, A. Weller,
 * "UFO-BLO: Unbiased First-Order Bilevel Optimization", arXiv 2006.03631 (2020), with the parameters
 * of the authors' published code, and the family of problems around it.
 *
 * @module
 */

import { requireBetween, requireWhole } from "../../numerics/require.ts";
import type { FiniteTaskFamily, InnerTask } from "./task_contract.ts";

/** Settings of `counterExample`. */
export interface CounterExampleOptions {
  /** Curvatures a_1 and a_2 of the two tasks; 0.5 and 1.5 unless said. */
  readonly curvatures?: readonly [number, number];
  /**
   * b_1 and b_2: the tasks' minimisers are b_i/a_i. Unless said, b_1 = 0 and b_2 is what makes
   * M'(θ_FO)² = 2·`threshold`.
   */
  readonly slopes?: readonly [number, number];
  /** D, which the squared derivative where first-order descent ends is to exceed; 0.06 unless said. */
  readonly threshold?: number;
  /** A: the losses are quadratic up to this distance from b_i/a_i; |b_1/a_1 − b_2/a_2| + 1 unless said. */
  readonly radius?: number;
  /** r, steps of the inner loop; 10 unless said. */
  readonly steps?: number;
  /** α, their size, with α·a_i < 1; 0.1 unless said. */
  readonly stepSize?: number;
}

/** The options with what they leave out. */
export type CounterExampleParameters = Required<Omit<CounterExampleOptions, "threshold">>;

/** The two tasks and what is known of them in closed form. */
export interface CounterExample extends FiniteTaskFamily {
  /** All parameters. */
  readonly parameters: CounterExampleParameters;
  /** p_i = (1 − α a_i)^r, the contractions of the two inner loops. */
  readonly contractions: readonly [number, number];
  /** θ_FO, where the expected first-order estimate is 0. */
  readonly firstOrderPoint: number;
  /** θ*, the minimiser of M. */
  readonly minimiser: number;
  /** M'(θ) by the chain rule through scalars, for any θ. */
  derivative(theta: number): number;
}

/**
 * Two equally likely tasks, both with L_in = L_out = L_i and φ_0 = θ,
 *
 *     L_i(φ) = ½ a_i φ² − b_i φ up to a constant, where |φ − b_i/a_i| ≤ A,
 *
 * continued over a width of 1, by a cubic, to a line: L_i is twice continuously differentiable, its
 * derivative bounded by a_i (A + ½). Where both inner loops stay in the quadratic part, the estimates
 * are p_i (a_i θ − b_i) and exactly p_i² (a_i θ − b_i), so that
 *
 *     θ_FO = Σ p_i b_i / Σ a_i p_i,  θ* = Σ p_i² b_i / Σ a_i p_i²,  M'(θ) = ½ Σ p_i² (a_i θ − b_i).
 *
 * (Closed forms derived here.) θ_FO = θ* if a_1 = a_2 or b_1/a_1 = b_2/a_2.
 *
 * @throws {RangeError} if an option is none, or a_1 = a_2 without given slopes.
 *
 * @example
 * ```ts
 * import { counterExample } from "@bigrad/bigrad";
 *
 * const { firstOrderPoint, minimiser, derivative } = counterExample();
 * console.log(firstOrderPoint.toFixed(4), minimiser.toFixed(4)); // 5.7589 2.8403
 * console.log((derivative(firstOrderPoint) ** 2).toFixed(4), derivative(minimiser).toFixed(4)); // 0.1200 0.0000
 * ```
 */
export function counterExample(options: CounterExampleOptions = {}): CounterExample {
  const parameters = complete(options);
  const { curvatures: a, slopes: b, steps, stepSize, radius } = parameters;
  const p = contractionsOf(a, steps, stepSize);
  const tasks = [0, 1].map((i) => scalarTask(a[i], b[i], radius, steps, stepSize));
  const sum = (term: (i: number) => number): number => term(0) + term(1);
  return {
    name: "counter-example",
    dTheta: 1,
    tasks,
    probabilities: [0.5, 0.5],
    sample: (random) => tasks[random.uniform() < 0.5 ? 0 : 1],
    parameters,
    contractions: p,
    firstOrderPoint: sum((i) => p[i] * b[i]) / sum((i) => a[i] * p[i]),
    minimiser: sum((i) => p[i] * p[i] * b[i]) / sum((i) => a[i] * p[i] * p[i]),
    derivative(theta) {
      return 0.5 * sum((i) => {
        const loss = clippedQuadratic(a[i], b[i] / a[i], radius);
        let phi = theta;
        let factor = 1;
        for (let j = 0; j < steps; j++) {
          factor *= 1 - stepSize * loss.second(phi);
          phi -= stepSize * loss.first(phi);
        }
        return factor * loss.first(phi);
      });
    },
  };
}

function complete(options: CounterExampleOptions): CounterExampleParameters {
  const { curvatures: a = [0.5, 1.5], threshold = 0.06, steps = 10, stepSize = 0.1 } = options;
  a.forEach((value, i) =>
    requireBetween(`curvature ${i}`, value, Number.MIN_VALUE, Number.MAX_VALUE)
  );
  requireBetween("threshold", threshold, Number.MIN_VALUE, Number.MAX_VALUE);
  requireWhole("steps", steps, 0);
  requireBetween("stepSize", stepSize, Number.MIN_VALUE, Number.MAX_VALUE);
  if (!(stepSize * Math.max(...a) < 1)) {
    throw new RangeError(
      `stepSize is ${stepSize}: give one below 1/${Math.max(...a)}, the greatest curvature`,
    );
  }
  if (a[0] === a[1] && options.slopes === undefined) {
    throw new RangeError(
      `both curvatures are ${
        a[0]
      }: give slopes, for no choice of them misleads first-order descent`,
    );
  }
  const slopes = options.slopes ?? [0, misleadingSlope(a, threshold, steps, stepSize)];
  slopes.forEach((value, i) =>
    requireBetween(`slope ${i}`, value, -Number.MAX_VALUE, Number.MAX_VALUE)
  );
  const radius = options.radius ?? Math.abs(slopes[0] / a[0] - slopes[1] / a[1]) + 1;
  requireBetween("radius", radius, 0, Number.MAX_VALUE);
  return { curvatures: a, slopes, radius, steps, stepSize };
}

/** The b_2 > 0 which, with b_1 = 0, makes |M'(θ_FO)| = √(2D). */
function misleadingSlope(
  a: readonly [number, number],
  threshold: number,
  steps: number,
  stepSize: number,
): number {
  const [p, q] = contractionsOf(a, steps, stepSize);
  const ratio = (a[0] * p * p + a[1] * q * q) / (a[0] * p + a[1] * q);
  const slope = 2 * Math.sqrt(2 * threshold) / Math.abs(ratio * q - q * q);
  if (Number.isFinite(slope)) return slope;
  throw new RangeError(
    `with ${steps} steps first-order descent is exact: give at least 1, or give slopes`,
  );
}

function contractionsOf(
  a: readonly [number, number],
  steps: number,
  stepSize: number,
): readonly [number, number] {
  const of = (curvature: number): number => {
    let product = 1;
    for (let j = 0; j < steps; j++) product *= 1 - stepSize * curvature;
    return product;
  };
  return [of(a[0]), of(a[1])];
}

function scalarTask(
  a: number,
  b: number,
  radius: number,
  steps: number,
  stepSize: number,
): InnerTask {
  const { value, first, second } = clippedQuadratic(a, b / a, radius);
  const loss = {
    value: (_: Float64Array, phi: Float64Array): number => value(phi[0]),
    gradient(_: Float64Array, phi: Float64Array, out: Float64Array): void {
      out[0] = first(phi[0]);
    },
    hessianVector(_: Float64Array, phi: Float64Array, v: Float64Array, out: Float64Array): void {
      out[0] = second(phi[0]) * v[0];
    },
  };
  return { dTheta: 1, dPhi: 1, steps, stepSize, inner: loss, outer: loss };
}

/** ½ a z² in z = |φ − centre| up to z = A, then a cubic, from A + 1 on a line; and its derivatives. */
function clippedQuadratic(a: number, centre: number, radius: number): {
  value(phi: number): number;
  first(phi: number): number;
  second(phi: number): number;
} {
  return {
    value(phi) {
      const z = Math.abs(phi - centre);
      const t = Math.min(Math.max(z - radius, 0), 1);
      const beyond = Math.max(z - radius - 1, 0);
      const core = Math.min(z, radius);
      return a * (core * core / 2 + radius * t + t * t / 2 - t * t * t / 6 +
        (radius + 0.5) * beyond);
    },
    first(phi) {
      const z = Math.abs(phi - centre);
      if (z <= radius) return a * (phi - centre);
      const t = Math.min(z - radius, 1);
      return Math.sign(phi - centre) * a * (radius + t - t * t / 2);
    },
    second(phi) {
      const z = Math.abs(phi - centre);
      return z <= radius ? a : a * Math.max(radius + 1 - z, 0);
    },
  };
}
