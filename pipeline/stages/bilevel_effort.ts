/**
 * Stage: the smallest inner effort with which an outer loop needs few more iterations than gradient
 * descent along the exact gradient, and what the loop costs with it.
 *
 * @module
 */

import type { RandomSource } from "../../problems/random_source.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { runLoop, type TraceRow } from "./bilevel_loop.ts";
import {
  type MethodSlot,
  type ParametricParameters,
  type ProblemSlot,
  replicationsOf,
} from "./parametric_slots.ts";
import { decodeTraces, traceOutputs } from "./trace_block.ts";

interface Slots {
  readonly problem: ProblemSlot;
  readonly method: MethodSlot;
}

/** A search for the smallest value of one option of the method. */
export interface EffortSearch {
  /** The option, a whole number. */
  readonly option: string;
  /** The smallest value tried. */
  readonly least: number;
  /** The largest. */
  readonly most: number;
  /** The share of the allowance that may be used up to here. */
  readonly share: number;
  /** Options that differ during this search. */
  readonly during?: JsonObject;
}

/** The parameters of the stage. */
export type EffortParameters = ParametricParameters & {
  /** Options of the method beside those searched for. */
  readonly method: JsonObject;
  /** The reduction of ‖∇F‖² that ends a loop, as it ended the reference. */
  readonly stop: { readonly gradient: number };
  /** A loop may take factor × the reference's iterations + slack. */
  readonly allowance: { readonly factor: number; readonly slack: number };
  /** One after the other; each keeps what those before it have found. */
  readonly searches: readonly (EffortSearch & JsonObject)[];
};

/**
 * Input "reference", the traces of descent along the exact gradient; output "traces": start and end of
 * those with the efforts found, which are metrics by the names of their options. Where an effort does not suffice at
 * its most, the trace with the most shows it: it has not `reached` the reduction in the iterations that
 * it may take.
 *
 * @throws {RangeError} if the reference does not reach it.
 */
export function stage({ problem, method }: Slots): StageRun<EffortParameters> {
  return (parameters, inputs, random) => {
    const { labels } = parameters;
    const needed = iterationsOf(inputs.reference![0]!);
    const traces: TraceRow[][] = [];
    for (const one of replicationsOf(problem, parameters, random)) {
      const source = one.stream("iteration");
      traces.push(cheapest(one.problem, method, needed[traces.length]!, source, parameters));
    }
    return traceOutputs(labels, traces);
  };
}

/** The iterations in which each replication of the reference has reached the reduction. */
function iterationsOf(bytes: Uint8Array<ArrayBuffer>): number[] {
  const { meta, columns } = decodeTraces(bytes);
  let end = -1;
  return meta.rows.map((length, r) => {
    end += length;
    const iterations = columns.iteration![end]!;
    if (columns.reached![end] === 1) return iterations;
    throw new RangeError(
      `${meta.estimator} does not reach the wanted reduction of ‖∇F‖² on ${meta.problem}, ` +
        `replication ${meta.first + r}, in ${iterations} iterations: allow it more`,
    );
  });
}

function cheapest(
  problem: ParametricProblem,
  method: MethodSlot,
  needed: number,
  random: RandomSource,
  { method: options, stop, allowance, searches }: EffortParameters,
): TraceRow[] {
  const efforts: Record<string, number> = {};
  let trace: TraceRow[] = [];
  for (const { option, least, most, share, during = {} } of searches) {
    const extra = (allowance.factor - 1) * needed + allowance.slack;
    const loop = { iterations: Math.floor(needed + share * extra), recorded: [0], stop };
    const run = (effort: number): TraceRow[] => {
      const all = { ...options, ...efforts, ...during, [option]: effort };
      return runLoop(problem, method(all as never), loop, random);
    };
    ({ effort: efforts[option], trace } = smallest(run, least, most));
  }
  return trace.map((row) => ({ ...row, metrics: { ...row.metrics, ...efforts } }));
}

interface Found {
  readonly effort: number;
  readonly trace: TraceRow[];
}

/**
 * The smallest effort that suffices, if more effort never hurts, to five binary digits: by doubling,
 * then by halving the interval. The most, if none does.
 */
function smallest(run: (effort: number) => TraceRow[], least: number, most: number): Found {
  const attempt = (effort: number): Found => ({ effort, trace: run(effort) });
  const suffices = ({ trace }: Found): boolean => end(trace).reached;
  let low = least - 1;
  let high = attempt(least);
  while (!suffices(high) && high.effort < most) {
    low = high.effort;
    high = attempt(Math.min(most, Math.max(1, 2 * low)));
  }
  if (!suffices(high)) return high;
  for (;;) {
    const step = digitOf(high.effort);
    const middle = low + step * Math.ceil((high.effort - low) / (2 * step));
    if (middle >= high.effort) return high;
    const next = attempt(middle);
    if (suffices(next)) high = next;
    else low = middle;
  }
}

/** The value of the fifth binary digit of a whole number, or 1. */
function digitOf(value: number): number {
  let digit = 1;
  while (value >= 32 * digit) digit *= 2;
  return digit;
}

function end(trace: readonly TraceRow[]): TraceRow {
  return trace[trace.length - 1]!;
}
