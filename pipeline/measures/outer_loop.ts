/**
 * An outer loop on a problem that counts, watched from outside: what it has reached, by the problem's
 * own truth, and what it has asked for.
 *
 * @module
 */

import { unlessRefused } from "../../numerics/unless_refused.ts";
import { norm, squaredNorm } from "../../numerics/vectors.ts";
import type { BilevelMethod, BilevelState } from "../../estimators/parametric/contract.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import { counted, type OracleCounts } from "../../problems/parametric/counted.ts";
import { minimise, type Truth, truthAt } from "../../problems/parametric/exact_solution.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import { lowerGradientNorm } from "../../estimators/parametric/uncounted.ts";
import type { Row } from "../table.ts";
import { oracleColumns, systemColumns } from "./columns.ts";
import { made } from "../slots/made.ts";

/** Further numbers by name at a point: errors on test data, say. They are not counted. */
export type MetricsSlot = (
  problem: never,
  x: Float64Array,
  y: Float64Array,
) => Readonly<Record<string, number>>;

/** How long a loop goes on. */
export interface LoopSettings {
  /** The most iterations. */
  readonly iterations: number;
  /**
   * The iterations that are recorded, the last one besides; unless said 0, 1, 2, 5, 10, 20, 50, …
   */
  readonly recorded?: readonly number[];
  /**
   * Whether the last iteration but one is recorded too, between which and the last one the budget is spent;
   * false unless said.
   */
  readonly lastButOne?: boolean;
  /** Whether the truth at recorded iterations is solved for; true unless said. */
  readonly truths?: boolean;
  /** When it ends before. */
  readonly stop?: {
    /** ‖∇F‖² is at most this share of what it was at the start; looked up after each iteration. */
    readonly gradient?: number;
    /** Gradients of both levels, Hessian and cross products have gone through so many observations. */
    readonly samples?: number;
    /** Lower-level gradients, Hessian and cross products were asked for so often. */
    readonly calls?: number;
  };
}

/** A recorded iteration. */
export interface TraceRow {
  /** Iterations so far. */
  readonly iteration: number;
  /** F(x); NaN, as all that follows, where the loop has diverged or no truth is solved for. */
  readonly objective: number;
  /** ‖∇F(x)‖. */
  readonly gradientNorm: number;
  /** ‖y − y*(x)‖. */
  readonly lowerDistance: number;
  /** Whether x, y or u is not finite, or the lower level cannot be solved at x. */
  readonly diverged: boolean;
  /** Whether the wanted reduction of ‖∇F‖² was reached here. */
  readonly reached: boolean;
  /** What was asked for so far, by column. */
  readonly costs: Readonly<Record<string, number>>;
  /** The worst of what is known of the linear systems so far, and ‖∇_y g(x, y)‖, by column. */
  readonly systems: Row;
  /** Further numbers by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** The recorded iterations of a loop, in order: the last one is where it ended. */
export function runLoop(
  problem: ParametricProblem,
  method: BilevelMethod,
  { iterations, recorded = schedule(iterations), lastButOne = false, truths = true, stop = {} }:
    LoopSettings,
  random: RandomSource,
  metrics: MetricsSlot = () => ({}),
): TraceRow[] {
  const { problem: oracles, counts } = counted(problem);
  const look = watch(problem, metrics, truths);
  const rows: TraceRow[] = [];
  let state = method.init(oracles);
  const wanted = stop.gradient === undefined
    ? -1
    : stop.gradient * squaredGradient(problem, state.x);
  let unseen: (() => TraceRow) | undefined;
  for (let k = 0;; k++) {
    const reached = wanted >= 0 && squaredGradient(problem, state.x) <= wanted;
    const spent = k >= iterations || samplesOf(counts) >= (stop.samples ?? Infinity) ||
      callsOf(counts) >= (stop.calls ?? Infinity);
    const last = reached || spent || !isFiniteState(state);
    const from = state;
    const costs = last || lastButOne || recorded.includes(k) ? oracleColumns(counts) : {};
    const seen = (): TraceRow => ({ iteration: k, reached, costs, ...look(from) });
    if (last && unseen !== undefined) rows.push(unseen());
    unseen = undefined;
    if (last || recorded.includes(k)) {
      const row = seen();
      rows.push(row);
      if (last || row.diverged) return rows;
    } else if (lastButOne) unseen = seen;
    const step = (): BilevelState => method.step(oracles, from, k, random.split(k));
    // A method that refuses its first step is misused; one that refuses a later step has diverged.
    state = k === 0 ? step() : unlessRefused(step) ?? lostState(from);
  }
}

/** 0, 1, 2, 5, 10, 20, 50, … up to the last. */
export function schedule(last: number): number[] {
  const all = [0];
  for (let decade = 1; decade <= last; decade *= 10) {
    for (const mantissa of [1, 2, 5]) if (mantissa * decade <= last) all.push(mantissa * decade);
  }
  return all;
}

type Seen = Pick<
  TraceRow,
  "objective" | "gradientNorm" | "lowerDistance" | "diverged" | "systems" | "metrics"
>;

/** What is true of states along a path, each solved for from the last. */
function watch(
  problem: ParametricProblem,
  metrics: MetricsSlot,
  truths: boolean,
): (state: BilevelState) => Seen {
  // A problem that has no truth where it starts is a mistake, and no divergence.
  let guess = truths ? minimise(problem.lower, problem.start.x, problem.start.y) : undefined;
  let names: string[] = [];
  const lost = ({ systems }: BilevelState): Seen => ({
    objective: NaN,
    gradientNorm: NaN,
    lowerDistance: NaN,
    diverged: true,
    systems: systemColumns(systems),
    metrics: Object.fromEntries(names.map((name) => [name, NaN])),
  });
  return (state) => {
    if (!isFiniteState(state)) return lost(state);
    const { x, y, systems } = state;
    const from = guess;
    const truth = from && unlessRefused(() => truthAt(problem, x, from));
    if (truths && truth === undefined) return lost(state);
    guess = truth?.y;
    const measured = made(metrics, problem, x, y);
    names = Object.keys(measured);
    const known = systemColumns(systems, lowerGradientNorm(problem, x, y));
    return { ...compared(truth, y), diverged: false, systems: known, metrics: measured };
  };
}

/** The truth in numbers, and how far y is from it; NaN where it is not known. */
function compared(
  truth: Truth | undefined,
  y: Float64Array,
): Pick<Seen, "objective" | "gradientNorm" | "lowerDistance"> {
  if (truth === undefined) return { objective: NaN, gradientNorm: NaN, lowerDistance: NaN };
  return {
    objective: truth.objective,
    gradientNorm: norm(truth.gradient),
    lowerDistance: norm(y.map((value, l) => value - truth.y[l])),
  };
}

function squaredGradient(problem: ParametricProblem, x: Float64Array): number {
  const gradient = unlessRefused(() => problem.exactGradient(x));
  return gradient === undefined ? NaN : squaredNorm(gradient);
}

/** Observations that gradients and products have gone through. */
function samplesOf({ samples }: OracleCounts): number {
  return samples.lowerGradient + samples.lowerGradientX + samples.hessianVector + samples.cross +
    samples.outerGradientX + samples.outerGradientY;
}

/** Calls of lower-level oracles. */
function callsOf({ calls }: OracleCounts): number {
  return calls.lowerGradient + calls.lowerGradientX + calls.hessianVector + calls.cross;
}

/** Where a loop is that cannot go on. */
function lostState({ x, ...state }: BilevelState): BilevelState {
  return { ...state, x: x.map(() => NaN) };
}

function isFiniteState({ x, y, u }: BilevelState): boolean {
  return [x, y, u].every((vector) => vector.every((value) => Number.isFinite(value)));
}
