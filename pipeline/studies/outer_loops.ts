/**
 * Outer loops on parametric problems: their traces, and the smallest inner effort that they can do with.
 *
 * @module
 */

import type { InputReference } from "../engine/stage.ts";
import type { EffortSearch } from "../measures/efforts.ts";
import type { LoopSettings } from "../measures/outer_loop.ts";
import { type Gathering, json, type Measure, type Method } from "./experiment.ts";
import { modules } from "./modules.ts";
import { type Data, dataOf, folder, recorded } from "./recorded.ts";

const TRACES: Gathering = {
  name: "collect",
  tables: {
    traces: { from: "traces", into: "traces" },
    metrics: { from: "metrics", into: "trace_metrics" },
  },
};

/**
 * Outer loops.
 *
 * @param metrics "path#export" of further numbers at each recorded iteration.
 * @param own On draws that no other experiment has, and with which outer steps, if those of a search: the best
 * by an axis.
 */
export function traced(
  loop: LoopSettings,
  data?: Data,
  metrics?: string,
  own?: { readonly tuned?: InputReference; readonly axis?: string },
): Measure {
  return recorded({
    kind: "optimise",
    measure: modules.traces("outerLoop"),
    slot: "method",
    ...(metrics === undefined ? {} : { slots: { metrics } }),
    parameters: { loop: json(loop), ...(own?.axis === undefined ? {} : { axis: own.axis }) },
    inputs: () => ({
      ...dataOf(data),
      ...(own?.tuned === undefined ? {} : { tuned: own.tuned }),
    }),
    ...(own === undefined ? {} : { random: ["own"] }),
    gathered: TRACES,
  });
}

/** What a search for the smallest effort of a method is held against. */
export interface Allowance {
  /** The loop along the exact gradient, which is traced in the same cells. */
  readonly reference: Method;
  readonly stop: { readonly gradient: number };
  /** A method may take factor × the reference's iterations + slack. */
  readonly allowance: { readonly factor: number; readonly slack: number };
}

/** Outer loops with the smallest inner effort, to be gathered with those of the reference. */
export function leastEffort({ reference, stop, allowance }: Allowance): Measure {
  return recorded({
    kind: "optimise",
    measure: modules.efforts("smallestEffort"),
    slot: "method",
    parameters: { stop, allowance },
    inputs: (cell, setting) => ({
      reference: { stage: `${folder(cell, setting)}/${reference.name}`, output: "traces" },
    }),
    gathered: TRACES,
  });
}

/** A method whose least effort is searched for. */
export function searched(method: Method, searches: readonly EffortSearch[]): Method {
  return { ...method, tried: { searches: searches.map(json) } };
}
