/**
 * BOME: first-order steps of x and y that lessen f as far as the lower level's gap may not grow.
 *
 * M. Ye, B. Liu, S. Wright, P. Stone, Q. Liu, "BOME! Bilevel optimization made easy: a simple first-order
 * approach", NeurIPS 2022.
 *
 * @module
 */

import { axpy, aypx, dot, squaredNorm, waxpy } from "../../numerics/vectors.ts";
import type { BilevelMethod } from "./contract.ts";
import {
  checkOptions,
  LOWER_STEPS,
  lowerStep,
  type LowerSteps,
  oneOf,
  optional,
  OUTER_STEPS,
  outerStep,
  type OuterSteps,
  positive,
  whole,
} from "./options.ts";
import { startingState } from "./outer_loop.ts";

/** Settings of `bome`. */
export interface BomeOptions extends OuterSteps, LowerSteps {
  /** T ≥ 1, gradient steps from y to the z that stands for y*(x). */
  readonly lowerSteps: number;
  /** The size of the steps of y along d in units of γ, which those to z have; 1 unless said. */
  readonly jointShare?: number;
  /** η; ½ unless said. */
  readonly eta?: number;
  /** φ: η times ‖∇q‖², or times q = g(x, y) − g(x, z), which asks for two values of g; "gradient" unless said. */
  readonly control?: "gradient" | "value";
}

/**
 * BOME. With q(x, y) = g(x, y) − g(x, z), z being T gradient steps from y and held fixed, (x, y) goes along
 * d = ∇f + λ∇q, λ = max(φ − ⟨∇f, ∇q⟩, 0)/‖∇q‖²: of all directions with ⟨d, ∇q⟩ ≥ φ it is the nearest to ∇f.
 * Where ∇q is 0, λ is 0. The published step is one for
 * x and y.
 *
 * At the solution ∇q is 0 and ∇_y f in general is not, so that constant steps end at a distance of the order of those of y.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { bome, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const problem = quadratic({ condition: 10 }, Stream.of("my problem"));
 * const method = bome({ lowerSteps: 20, outerStep: 0.02, jointShare: 0.02 });
 * let state = method.init(problem);
 * for (let k = 0; k < 3000; k++) state = method.step(problem, state, k, Stream.of("steps", k));
 * const size = (x: Float64Array) => Math.hypot(...problem.exactGradient(x));
 * console.log(size(state.x) < size(problem.start.x) / 5); // true
 * ```
 */
export function bome(options: BomeOptions): BilevelMethod {
  checkOptions("bome", options, {
    lowerSteps: whole(1),
    jointShare: optional(positive),
    eta: optional(positive),
    control: optional(oneOf("gradient", "value")),
    ...OUTER_STEPS,
    ...LOWER_STEPS,
  });
  const { lowerSteps, jointShare = 1, eta = 1 / 2, control = "gradient" } = options;
  return {
    init: startingState,
    step(problem, { x, y, u }, k) {
      const { lower, outer } = problem;
      const step = lowerStep(options, problem, x, k);
      const gapY = lower.gradient(x, y);
      let z = waxpy(-step, gapY, y);
      for (let t = 1; t < lowerSteps; t++) z = aypx(-step, z, lower.gradient(x, z));
      const gapX = axpy(-1, lower.gradientX(x, z), lower.gradientX(x, y));
      const [alongX, alongY] = [outer.gradientX(x, y), outer.gradientY(x, y)];
      const size = squaredNorm(gapX) + squaredNorm(gapY);
      const phi = eta * (control === "gradient" ? size : lower.value(x, y) - lower.value(x, z));
      const slope = dot(alongX, gapX) + dot(alongY, gapY);
      const lambda = size === 0 ? 0 : Math.max(phi - slope, 0) / size;
      return {
        x: waxpy(-outerStep(options, k), axpy(lambda, gapX, alongX), x),
        y: waxpy(-step * jointShare, axpy(lambda, gapY, alongY), y),
        u,
      };
    },
  };
}
