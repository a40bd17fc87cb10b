/**
 * Sine-IV: an instrumental-variable problem in which every quantity has a closed form.
 *
 * It is the design of `sine_design.ts` with φ_l(T) = sin(T + l). Given X only the angle 2S matters:
 * j_l = e^{-0.05} sin(2S + l). sin(t + l) spans two functions of t, so that the Hessian of F has rank 2,
 * and a root of the gradient is not unique.
 *
 * @module
 */

import { dot } from "../../numerics/vectors.ts";
import type { AffineFunctionalProblem } from "./contract.ts";
import { damping, type SineIVOptions, sineProblem, type Sines, W_STAR } from "./sine_design.ts";

export type { SineIVOptions } from "./sine_design.ts";

const FREQUENCIES = Float64Array.of(2, 2, 2, 2);
const DAMPING = damping(2);
const PHASES = Float64Array.of(1, 2, 3, 4);
const COS_PHASE = PHASES.map(Math.cos);
const SIN_PHASE = PHASES.map(Math.sin);
const [A, B] = [dot(W_STAR, COS_PHASE), dot(W_STAR, SIN_PHASE)];

const SINES: Sines = {
  name: "sine-iv",
  frequencies: FREQUENCIES,
  // two trigonometric calls for the four functions
  write(out, at, s, damped) {
    const scale = damped ? DAMPING : 1;
    const sine = scale * Math.sin(2 * s);
    const cosine = scale * Math.cos(2 * s);
    for (let l = 0; l < PHASES.length; l++) {
      out[at + l] = sine * COS_PHASE[l] + cosine * SIN_PHASE[l];
    }
  },
  response: (s) => A * Math.sin(2 * s) + B * Math.cos(2 * s),
};

/**
 * Makes a sine-IV problem: d = 3, one raw variable (T), p = 4, T_0 = 0.
 *
 * @throws {RangeError} if an option is not finite or the noise is negative.
 *
 * @example
 * ```ts
 * import { sineIV, Stream } from "@bigrad/bigrad";
 *
 * const problem = sineIV({ outcomeNoise: 0.5, endogeneity: 0 });
 * console.log(problem.d, problem.p, problem.sample(10, Stream.of("my data")).x.length);
 * // 3 4 30
 * ```
 */
export function sineIV(options: SineIVOptions): AffineFunctionalProblem {
  return sineProblem(SINES, options);
}

/**
 * The design of the published figures 1 and 2: Y = w*'φ(T) + N(0, 0.25²).
 *
 * @example
 * ```ts
 * import { sineIVExogenous, Stream } from "@bigrad/bigrad";
 *
 * const { x, t, y } = sineIVExogenous.sample(100, Stream.of("my data"));
 * console.log(x.length, t.length, y.length); // 300 100 100
 * console.log(sineIVExogenous.gradient(sineIVExogenous.outerPoint)[0].toFixed(4)); // 0.2452
 * ```
 */
export const sineIVExogenous: AffineFunctionalProblem = sineIV({
  outcomeNoise: 0.25,
  endogeneity: 0,
});

/**
 * The design of the published figure 3: Y = w*'φ(T) + 0.5η, no other noise.
 *
 * @example
 * ```ts
 * import { sineIVEndogenous, Stream } from "@bigrad/bigrad";
 *
 * const { x, t, y } = sineIVEndogenous.sample(100, Stream.of("my data"));
 * console.log(x.length, t.length, y.length); // 300 100 100
 * console.log(sineIVEndogenous.gradient(sineIVEndogenous.outerPoint)[0].toFixed(4)); // 0.2452
 * ```
 */
export const sineIVEndogenous: AffineFunctionalProblem = sineIV({
  outcomeNoise: 0,
  endogeneity: 0.5,
});
