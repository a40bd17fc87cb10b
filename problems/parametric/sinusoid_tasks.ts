/**
 * Few-shot regression: learn a sine wave of unknown amplitude and phase from a few points.
 *
 * @module
 */

import { parameterCount } from "../../numerics/tanh_network.ts";
import type { RandomSource } from "../random_source.ts";
import { initialParameters, networksOf } from "./few_shot_network.ts";
import type { LabelledData } from "./labelled_data.ts";
import { squareLoss } from "./margin_losses.ts";
import {
  type NetworkFamily,
  type NetworkTask,
  networkTask,
  type NetworkTaskOptions,
} from "./network_task.ts";
import { requireBetween, requireWhole } from "../../numerics/require.ts";

/** Settings of `sinusoidTasks`. */
export interface SinusoidOptions extends NetworkTaskOptions {
  /** Points that are given. */
  readonly shots: number;
  /** Points to predict at. */
  readonly queries: number;
  /** Bounds of the amplitude; 0.1 and 5 unless said. */
  readonly amplitudes?: readonly [number, number];
  /** Bounds of the phase; 0 and π unless said. */
  readonly phases?: readonly [number, number];
}

/** A sine wave to be learnt. */
export interface SinusoidTask extends NetworkTask {
  /** A. */
  readonly amplitude: number;
  /** b. */
  readonly phase: number;
}

/**
 * Points of y = A sin(x − b) at uniform x in [−5, 5], with A and b drawn uniformly for each task, and
 * half the squared error of a network with one input (C. Finn, P. Abbeel, S. Levine,
 * "Model-agnostic meta-learning for fast adaptation of deep networks", ICML 2017).
 *
 * @throws {RangeError} if an option is none.
 */
export function sinusoidTasks(options: SinusoidOptions): NetworkFamily<SinusoidTask> {
  const { shots, queries, hidden, amplitudes = [0.1, 5], phases = [0, Math.PI] } = options;
  requireWhole("shots", shots, 1);
  requireWhole("queries", queries, 1);
  for (const [name, [low, high]] of Object.entries({ amplitudes, phases })) {
    requireBetween(`the lower of the ${name}`, low, -Number.MAX_VALUE, high);
  }
  const widths = [1, ...hidden, 1];
  const between = ([low, high]: readonly [number, number], random: RandomSource): number =>
    low + (high - low) * random.uniform();
  const networks = networksOf(widths);
  return {
    name: "sinusoid",
    dTheta: parameterCount(widths),
    networks,
    start: (random) => initialParameters(widths, random),
    sample(random) {
      const amplitude = between(amplitudes, random.split("amplitude"));
      const phase = between(phases, random.split("phase"));
      const points = (n: number, source: RandomSource): LabelledData => {
        const features = Float64Array.from({ length: n }, () => between([-5, 5], source));
        return { n, p: 1, features, labels: features.map((x) => amplitude * Math.sin(x - phase)) };
      };
      const data = {
        support: points(shots, random.split("support")),
        query: points(queries, random.split("query")),
      };
      return { ...networkTask(networks, squareLoss, data, options), amplitude, phase };
    },
  };
}
