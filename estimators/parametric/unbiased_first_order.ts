/**
 * Unbiased first-order meta-gradients: a first-order estimate, corrected by an exact gradient with
 * some probability and the more strongly the rarer that is.
 *
 * V. Likhosherstov, X. Song, K. Choromanski, J. Davis, A. Weller, "UFO-BLO: Unbiased First-Order
 * Bilevel Optimization", arXiv 2006.03631 (2020), and "Debiasing a first-order heuristic for
 * approximate bi-level optimization", ICML 2021.
 *
 * @module
 */

import type { InnerTask } from "../../problems/parametric/task_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { Buffers } from "./buffers.ts";
import {
  exactPass,
  passCosts,
  type PassResult,
  TRAJECTORY,
  type TrajectoryOptions,
} from "./exact_pass.ts";
import { bestProbability } from "./exact_probability.ts";
import { firstOrderPass } from "./first_order.ts";
import type { MetaEstimator, MetaGradient } from "./meta_contract.ts";
import { checkOptions, optional, positive, type Rule, share } from "./options.ts";

const aboveZero: Rule = {
  wanted: "a number above 0, at most 1",
  accepts: (value) => typeof value === "number" && value > 0 && value <= 1,
};

const belowOne: Rule = {
  wanted: "a number from 0 on, below 1",
  accepts: (value) => typeof value === "number" && value >= 0 && value < 1,
};

/** Settings of `unbiasedFirstOrder`. */
export interface UnbiasedOptions extends TrajectoryOptions {
  /** q, the probability of an exact gradient; 0 is the first-order estimate, and biased. */
  readonly q: number;
}

/**
 * G_FO + (ξ/q)(G − G_FO) with a coin ξ that is 1 with probability q, of the first-order estimate G_FO
 * and the exact gradient G of a task. For q > 0 its mean is G, and its mean squared norm
 * ‖G‖² + (1/q − 1)‖G − G_FO‖². For q = 1 it is G to the bit.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { bufferPool, counterExample, Stream, unbiasedFirstOrder } from "@bigrad/bigrad";
 *
 * const { tasks: [task], minimiser } = counterExample();
 * const theta = Float64Array.of(minimiser);
 * const estimator = unbiasedFirstOrder({ q: 0.2 });
 * const [random, buffers] = [Stream.of("my coins"), bufferPool()];
 * let mean = 0;
 * for (let i = 0; i < 10000; i++) {
 *   const { gradient } = estimator.estimate(task, theta, null, random.split(i), buffers);
 *   mean += gradient[0] / 10000;
 *   buffers.give(gradient);
 * }
 * console.log(mean.toFixed(3)); // 0.512
 * ```
 */
export function unbiasedFirstOrder(options: UnbiasedOptions): MetaEstimator<null> {
  checkOptions("unbiasedFirstOrder", options, { ...TRAJECTORY, q: share });
  const { q } = options;
  return {
    init: () => null,
    estimate: (task, theta, state, random, buffers) =>
      debiased(task, theta, q, options, random, buffers, state, () => state),
  };
}

/** Settings of `adaptiveFirstOrder`. */
export interface AdaptiveOptions extends TrajectoryOptions {
  /** The least q; 0.05 unless said. */
  readonly least?: number;
  /** q until an exact gradient has been seen; 1 unless said. */
  readonly first?: number;
  /** β, the weight of the past in the running means of the moments; 0.99 unless said. */
  readonly memory?: number;
  /** p, see `bestProbability`; 2 unless said. */
  readonly exponent?: number;
}

/** Running means over the exact gradients so far, not yet divided by the weight that they carry. */
export interface MomentState {
  /** 1 − β^n after n exact gradients. */
  readonly weight: number;
  /** Of ‖G‖². */
  readonly exact: number;
  /** Of ‖G − G_FO‖². */
  readonly difference: number;
}

/**
 * The unbiased first-order estimate with the `bestProbability` for the moments V² and D² of the
 * gradients seen so far, and for the costs `passCosts`. Moments are exponentially weighted means with
 * bias correction over exact gradients alone, and D² is that of ‖G − G_FO‖² before G_FO is corrected:
 * the published code takes the corrected estimate, which multiplies it by (1/q − 1)². As q depends on
 * the past alone, the estimate is unbiased given the past.
 *
 * @throws {RangeError} if an option is malformed.
 *
 * @example
 * ```ts
 * import { adaptiveFirstOrder, bufferPool, counterExample, Stream } from "@bigrad/bigrad";
 *
 * const { tasks: [task], minimiser } = counterExample({ curvatures: [0.1, 1.5] });
 * const theta = Float64Array.of(minimiser);
 * const [estimator, random] = [adaptiveFirstOrder(), Stream.of("my coins")];
 * const first = estimator.estimate(task, theta, estimator.init(), random.split(0), bufferPool());
 * const second = estimator.estimate(task, theta, first.state, random.split(1), bufferPool());
 * console.log(first.q, second.q.toFixed(3)); // 1 0.163
 * ```
 */
export function adaptiveFirstOrder(options: AdaptiveOptions = {}): MetaEstimator<MomentState> {
  checkOptions("adaptiveFirstOrder", options, {
    ...TRAJECTORY,
    least: optional(aboveZero),
    first: optional(aboveZero),
    memory: optional(belowOne),
    exponent: optional(positive),
  });
  const { memory = 0.99 } = options;
  return {
    init: () => ({ weight: 0, exact: 0, difference: 0 }),
    estimate: (task, theta, state, random, buffers) =>
      debiased(
        task,
        theta,
        adaptiveProbability(state, task.steps, options),
        options,
        random,
        buffers,
        state,
        ({ gradient, firstOrder }) => {
          let exact = 0;
          let difference = 0;
          for (let l = 0; l < gradient.length; l++) {
            const off = gradient[l] - firstOrder[l];
            exact += gradient[l] * gradient[l];
            difference += off * off;
          }
          const mean = (past: number, now: number): number => memory * past + (1 - memory) * now;
          return {
            weight: mean(state.weight, 1),
            exact: mean(state.exact, exact),
            difference: mean(state.difference, difference),
          };
        },
      ),
  };
}

/** The q with which `adaptiveFirstOrder` goes on from a state, for tasks with r steps. */
export function adaptiveProbability(
  { weight, exact, difference }: MomentState,
  steps: number,
  { least = 0.05, first = 1, exponent = 2, trajectory = "stored" }: AdaptiveOptions,
): number {
  // Nothing is known before the first exact gradient, nor after one whose square overflowed
  if (weight === 0 || !Number.isFinite(exact + difference)) return first;
  const { certain, random } = passCosts(trajectory, steps);
  const best = bestProbability({
    exactMoment: exact / weight,
    differenceMoment: difference / weight,
    certainCost: certain,
    randomCost: random,
    exponent,
  });
  return Math.max(least, best);
}

function debiased<State>(
  task: InnerTask,
  theta: Float64Array,
  q: number,
  { trajectory = "stored" }: TrajectoryOptions,
  random: RandomSource,
  buffers: Buffers,
  state: State,
  learn: (result: PassResult) => State,
): MetaGradient<State> {
  if (!(random.split("coin").uniform() < q)) {
    return { gradient: firstOrderPass(task, theta, buffers), q, exact: false, state };
  }
  const result = exactPass(task, theta, trajectory, buffers);
  const next = learn(result);
  const { gradient, firstOrder } = result;
  // Not G_FO + (G − G_FO)/q, which for q = 1 is G up to rounding alone
  const rest = 1 - 1 / q;
  for (let l = 0; l < gradient.length; l++) {
    gradient[l] = gradient[l] / q + rest * firstOrder[l];
  }
  buffers.give(firstOrder);
  return { gradient, q, exact: true, state: next };
}
