/**
 * Traces of outer loops: one row a recorded iteration, and one a further number.
 *
 * @module
 */

import type { BilevelMethod } from "../../estimators/parametric/contract.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import { made, type Maker } from "../slots/made.ts";
import type { OnReplications, Recorder } from "../stages/on_replications.ts";
import { finite, type Row } from "../table.ts";
import { ORACLE_TYPES, SYSTEM_TYPES } from "./columns.ts";
import { type LoopSettings, type MetricsSlot, runLoop, type TraceRow } from "./outer_loop.ts";

/** Makes an outer loop from options that JSON can hold. */
export type MethodSlot = Maker<BilevelMethod>;

/** The columns of traces and of their further numbers. */
export const TRACE_TYPES = {
  traces: {
    iteration: "integer",
    objective: "double",
    gradient_norm: "double",
    lower_distance: "double",
    diverged: "boolean",
    reached: "boolean",
    ...ORACLE_TYPES,
    ...SYSTEM_TYPES,
  },
  metrics: { iteration: "integer", metric: "text", value: "double" },
} as const;

/** The rows of a trace. What is not finite, since a loop has diverged, is unknown. */
export function traceRows(trace: readonly TraceRow[]): Record<"traces" | "metrics", Row[]> {
  return {
    traces: trace.map(({ iteration, diverged, reached, costs, systems, ...row }) => ({
      iteration,
      objective: finite(row.objective),
      gradient_norm: finite(row.gradientNorm),
      lower_distance: finite(row.lowerDistance),
      diverged,
      reached,
      ...costs,
      ...systems,
    })),
    metrics: trace.flatMap(({ iteration, metrics }) =>
      Object.entries(metrics).map(([metric, value]) => (
        { iteration, metric, value: finite(value) }
      ))
    ),
  };
}

interface Slots {
  readonly method: MethodSlot;
  readonly metrics?: MetricsSlot;
}

interface Options {
  /** Options of the method. */
  readonly method: JsonObject;
  readonly loop: LoopSettings;
}

/** An outer loop on a parametric problem. */
export function outerLoop(
  { slots, parameters }: OnReplications<Slots, Options>,
): Recorder<ParametricProblem> {
  const loop = made(slots.method, parameters.method);
  return {
    types: TRACE_TYPES,
    record: ({ problem, stream }) =>
      traceRows(runLoop(problem, loop, parameters.loop, stream("iteration"), slots.metrics)),
  };
}
