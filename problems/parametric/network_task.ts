/**
 * Few-shot tasks for a network: fit it to a few observations, be judged by others.
 *
 * @module
 */

import { parameterCount } from "../../numerics/tanh_network.ts";
import type { RandomSource } from "../random_source.ts";
import { networkLoss, type Networks } from "./few_shot_network.ts";
import type { LabelledData } from "./labelled_data.ts";
import type { MarginLoss } from "./margin_losses.ts";
import { requireBetween, requireWhole } from "../../numerics/require.ts";
import type { InnerTask, TaskFamily } from "./task_contract.ts";

/** How a network is fitted to a task. */
export interface NetworkTaskOptions {
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  /** r, gradient steps on the observations that are given. */
  readonly steps: number;
  /** α, their size. */
  readonly stepSize: number;
}

/** A task for a network: φ_0 = θ, L_in the mean loss on `support`, L_out that on `query`. */
export interface NetworkTask extends InnerTask {
  /** What the network is fitted to. */
  readonly support: LabelledData;
  /** What it is judged by. */
  readonly query: LabelledData;
}

/** Tasks for one network. */
export interface NetworkFamily<Task extends NetworkTask = NetworkTask> extends TaskFamily<Task> {
  /** The network for the observations of a task. */
  readonly networks: Networks;
  /** Where meta-training starts, see `initialParameters`. */
  start(random: RandomSource): Float64Array;
}

/**
 * The task of fitting a network to `support`, judged by `query`.
 *
 * @throws {RangeError} if sizes or labels do not agree.
 */
export function networkTask(
  networks: Networks,
  loss: MarginLoss,
  { support, query }: { readonly support: LabelledData; readonly query: LabelledData },
  { steps, stepSize }: NetworkTaskOptions,
): NetworkTask {
  requireWhole("steps", steps, 0);
  requireBetween("stepSize", stepSize, Number.MIN_VALUE, Number.MAX_VALUE);
  const [inner, outer] = [support, query].map((data) => networkLoss(networks, loss, data));
  const size = parameterCount(networks.widths);
  return {
    dTheta: size,
    dPhi: size,
    steps,
    stepSize,
    inner: {
      value: (_, phi) => inner.value(phi),
      gradient: (_, phi, out) => inner.gradient(phi, out),
      hessianVector: (_, phi, v, out) => inner.hessianVector(phi, v, out),
    },
    outer: {
      value: (_, phi) => outer.value(phi),
      gradient: (_, phi, out) => outer.gradient(phi, out),
    },
    support,
    query,
  };
}
