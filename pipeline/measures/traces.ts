/**
 * Traces of outer loops: one row a recorded iteration, and one a further number.
 *
 * @module
 */

import type { BilevelMethod } from "../../estimators/parametric/contract.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import { decodeJson } from "../json.ts";
import { made, type Maker } from "../slots/made.ts";
import type { OnReplications, Recorder } from "../stages/on_replications.ts";
import { finite, type Row } from "../table.ts";
import { ORACLE_TYPES, SYSTEM_TYPES } from "./columns.ts";
import type { BlockLabels } from "./labels.ts";
import { type LoopSettings, type MetricsSlot, runLoop, type TraceRow } from "./outer_loop.ts";

/** Makes an outer loop from options that JSON can hold. */
export type MethodSlot = Maker<BilevelMethod>;

/** The columns of traces and of their further numbers. */
export const TRACE_TYPES = {
  traces: {
    iteration: "integer",
    outer_step: "double",
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
  /** Options of the method, without those that tuning gives. */
  readonly method: JsonObject;
  readonly loop: LoopSettings;
  /** How many times as long the outer step is as the tuned one; once unless said. */
  readonly times?: number;
  /** The axis that a tuned step is the best by. */
  readonly axis?: string;
}

/** The outer step that tuning has found for a method on a problem. */
type TunedOuterStep = JsonObject & {
  readonly problem: string;
  readonly axis: string;
  readonly estimator: string;
  readonly step: number;
};

/**
 * An outer loop on a parametric problem. Input "tuned", `TunedOuterStep`s in JSON, if its step is one of them.
 *
 * @throws {RangeError} if none of them is for the method on the problem.
 */
export function outerLoop(
  { slots, parameters, labels, inputs }: OnReplications<Slots, Options>,
): Recorder<ParametricProblem> {
  const { method, times = 1, axis } = parameters;
  const options = inputs.tuned === undefined
    ? method
    : { ...method, outerStep: times * tunedStep(labels, axis, inputs.tuned[0]) };
  const loop = made(slots.method, options);
  const step = options?.outerStep;
  const outer_step = typeof step === "number" ? step : undefined;
  return {
    types: TRACE_TYPES,
    record({ problem, stream }) {
      const trace = runLoop(problem, loop, parameters.loop, stream("iteration"), slots.metrics);
      const { traces, metrics } = traceRows(trace);
      return { traces: traces.map((row) => ({ ...row, outer_step })), metrics };
    },
  };
}

function tunedStep(
  { problem, estimator }: BlockLabels,
  axis: string | undefined,
  tuned: Uint8Array<ArrayBuffer>,
): number {
  const own = decodeJson<TunedOuterStep[]>(tuned)
    .find((of) => of.problem === problem && of.estimator === estimator && of.axis === axis);
  if (own === undefined) {
    throw new RangeError(
      `no outer step is tuned for ${estimator} on ${problem} by ${axis}: tune one`,
    );
  }
  return own.step;
}
