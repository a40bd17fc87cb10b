/**
 * Stage: an outer loop on a parametric problem, replication by replication. Data and the randomness of
 * each iteration are named by replication and never by method, so that all methods see the same.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { type LoopSettings, runLoop, type TraceRow } from "./bilevel_loop.ts";
import {
  type MethodSlot,
  type MetricsSlot,
  type ParametricParameters,
  type ParametricProblemSlot,
  replicationsOf,
} from "./parametric_slots.ts";
import { traceOutputs } from "./trace_block.ts";
import { made } from "./made.ts";

interface Slots {
  readonly problem: ParametricProblemSlot;
  readonly method: MethodSlot;
  readonly metrics?: MetricsSlot;
}

/** The parameters of the stage. */
export type TraceParameters = ParametricParameters & {
  /** Options of the method. */
  readonly method: JsonObject;
  readonly loop: LoopSettings & JsonObject;
};

/** Input "data", if the problem is made of some; output "traces". */
export function stage({ problem, method, metrics }: Slots): StageRun<TraceParameters> {
  return (parameters, inputs, random) => {
    const loop = made(method, parameters.method);
    const traces: TraceRow[][] = [];
    for (const one of replicationsOf(problem, parameters, random, inputs.data)) {
      const source = one.stream("iteration");
      traces.push(runLoop(one.problem, loop, parameters.loop, source, metrics));
    }
    return traceOutputs(parameters.labels, traces);
  };
}
