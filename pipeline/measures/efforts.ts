/**
 * The smallest inner effort with which an outer loop needs few more iterations than gradient descent along
 * the exact gradient, and what the loop costs with it.
 *
 * @module
 */

import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { JsonObject } from "../engine/canonical.ts";
import { made } from "../slots/made.ts";
import type { OnReplications, Recorder } from "../stages/on_replications.ts";
import { decodeTable, numbersOf } from "../table.ts";
import { runLoop, type TraceRow } from "./outer_loop.ts";
import { type MethodSlot, TRACE_TYPES, traceRows } from "./traces.ts";

/** A search for the smallest value of an option of the method, or of several that are equal. */
export interface EffortSearch {
  /** The options, which are whole numbers. */
  readonly options: readonly string[];
  /** The smallest value tried. */
  readonly least: number;
  /** The largest. */
  readonly most: number;
  /** The share of the allowance that may be used up to here. */
  readonly share: number;
  /** Options that differ during this search. */
  readonly during?: JsonObject;
}

interface EffortOptions {
  /** Options of the method beside those searched for. */
  readonly method: JsonObject;
  /** The reduction of ‖∇F‖² that ends a loop, as it ended the reference. */
  readonly stop: { readonly gradient: number };
  /** A loop may take factor × the reference's iterations + slack. */
  readonly allowance: { readonly factor: number; readonly slack: number };
  /** One after the other; each keeps what those before it have found. */
  readonly searches: readonly EffortSearch[];
}

/**
 * Input "reference", the traces of descent along the exact gradient; start and end of those with the efforts
 * found, which are metrics by the names of their options. Where an effort does not suffice at its most, the
 * trace with the most shows it: it has not `reached` the reduction in the iterations that it may take.
 *
 * @throws {RangeError} if the reference does not reach it.
 */
export function smallestEffort(
  { slots: { method }, parameters, labels, inputs }: OnReplications<
    { readonly method: MethodSlot },
    EffortOptions
  >,
): Recorder<ParametricProblem> {
  const needed = iterationsOf(inputs.reference[0]);
  return {
    types: TRACE_TYPES,
    record: ({ problem, replication, stream }) => {
      const iterations = needed[replication - labels.first];
      return traceRows(cheapest(problem, method, iterations, stream("iteration"), parameters));
    },
  };
}

/** The iterations in which each replication of the reference has reached the reduction. */
function iterationsOf(bytes: Uint8Array<ArrayBuffer>): number[] {
  const table = decodeTable(bytes);
  const [replication, iteration, reached] = ["replication", "iteration", "reached"].map((name) =>
    numbersOf(table, name)
  ) as [Float64Array, Float64Array, Float64Array];
  const ends = [...replication.keys()].filter((at) => replication[at] !== replication[at + 1]);
  return ends.map((end) => {
    if (reached[end] === 1) return iteration[end];
    throw new RangeError(
      `the reference does not reach the wanted reduction of ‖∇F‖² in replication ` +
        `${replication[end]}, in ${iteration[end]} iterations: allow it more`,
    );
  });
}

function cheapest(
  problem: ParametricProblem,
  method: MethodSlot,
  needed: number,
  random: RandomSource,
  { method: options, stop, allowance, searches }: EffortOptions,
): TraceRow[] {
  const efforts: Record<string, number> = {};
  let trace: TraceRow[] = [];
  for (const { options: equal, least, most, share, during = {} } of searches) {
    const extra = (allowance.factor - 1) * needed + allowance.slack;
    const loop = { iterations: Math.floor(needed + share * extra), recorded: [0], stop };
    const run = (effort: number): TraceRow[] => {
      const all = { ...options, ...efforts, ...during, ...valued(equal, effort) };
      return runLoop(problem, made(method, all), loop, random);
    };
    const found = smallest(run, least, most);
    Object.assign(efforts, valued(equal, found.effort));
    trace = found.trace;
  }
  return trace.map((row) => ({ ...row, metrics: { ...row.metrics, ...efforts } }));
}

function valued(options: readonly string[], value: number): Record<string, number> {
  return Object.fromEntries(options.map((option) => [option, value]));
}

/**
 * The first of the efforts least, …, most that suffices, or the most if none does. All are tried that
 * have three binary digits: 8, 10, 12, 14, 16, 20, … More effort may hurt, so none is passed over.
 */
function smallest(
  run: (effort: number) => TraceRow[],
  least: number,
  most: number,
): { readonly effort: number; readonly trace: TraceRow[] } {
  let step = 1;
  for (let effort = least;; effort = Math.min(most, effort + step)) {
    while (effort >= 8 * step) step *= 2;
    const trace = run(effort);
    if (end(trace).reached || effort >= most) return { effort, trace };
  }
}

function end(trace: readonly TraceRow[]): TraceRow {
  return trace[trace.length - 1];
}
