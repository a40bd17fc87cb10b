/**
 * Problems and tasks that count what is asked of them: costs come from here, never from a table.
 *
 * @module
 */

import type { BilevelProblem, FiniteSum, ParametricProblem } from "./contract.ts";
import { type Costs, type Counted, counterOf, counting, type Counts, zeros } from "./counting.ts";
import type { FixedPointMap, FixedPointProblem } from "./fixed_point_contract.ts";
import type { InnerTask, TaskFamily } from "./task_contract.ts";

/**
 * Kinds of oracle calls. A product of a Hessian with k vectors counts k times.
 *
 * @example
 * ```ts
 * import { ORACLES } from "@bigrad/bigrad";
 *
 * console.log(ORACLES.length, ORACLES[0]); // 9 lowerValue
 * ```
 */
export const ORACLES = [
  "lowerValue",
  "lowerGradient",
  "lowerGradientX",
  "hessian",
  "hessianVector",
  "cross",
  "outerValue",
  "outerGradientX",
  "outerGradientY",
] as const;

/** A kind of oracle call. */
export type Oracle = typeof ORACLES[number];

/** How often each oracle was called, and for how many observations in all. */
export type OracleCounts = Counts<Oracle>;

const OUTER = {
  value: "outerValue",
  gradientX: "outerGradientX",
  gradientY: "outerGradientY",
} as const;

const MAP = { phi: "phi", jvp: "jvp", vjp: "vjp", vjpX: "vjpX" } as const;

/** A kind of oracle call to a fixed-point problem. */
export type FixedPointOracle = keyof FixedPointMap | Extract<Oracle, `outer${string}`>;

/** How often each oracle was called, and for how many observations in all. */
export type FixedPointCounts = Counts<FixedPointOracle>;

const PARAMETRIC: Readonly<Record<string, Costs<Oracle>>> = {
  lower: {
    value: "lowerValue",
    gradient: "lowerGradient",
    gradientX: "lowerGradientX",
    hessian: ["hessian", "hessianVector"],
    cross: "cross",
  },
  outer: OUTER,
};

const FIXED_POINT: Readonly<Record<string, Costs<FixedPointOracle>>> = {
  map: MAP,
  outer: OUTER,
};

/**
 * The same problem, whose every oracle call is counted. Exact solutions are not: they are truths; nor
 * are the calls of `uncounted`.
 *
 * @example
 * ```ts
 * import { counted, implicit, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const { problem, counts } = counted(quadratic({ condition: 10 }, Stream.of("my problem")));
 * const { x, y } = problem.start;
 * implicit({ lowerSteps: 10, adjoint: { solver: "cg", iterations: 5 } })(problem, x, { y });
 * console.log(counts.calls.lowerGradient, counts.calls.hessianVector); // 10 5
 * ```
 */
export function counted<Problem extends ParametricProblem>(
  problem: Problem,
): Counted<Problem, Oracle> {
  const { problem: oracles, ...counter } = countedLevels(problem, ORACLES, PARAMETRIC);
  const curvature: ParametricProblem["curvature"] = (x) => problem.curvature(x);
  return { ...counter, problem: { ...oracles, curvature, uncounted: problem.lower } };
}

/** The same for a fixed-point problem. */
export function countedFixedPoint(
  problem: FixedPointProblem,
): Counted<FixedPointProblem, FixedPointOracle> {
  const kinds = [...Object.values(MAP), ...Object.values(OUTER)];
  const { problem: oracles, ...counter } = countedLevels(problem, kinds, FIXED_POINT);
  const contraction: FixedPointProblem["contraction"] = (x) => problem.contraction(x);
  return { ...counter, problem: { ...oracles, contraction } };
}

/** A problem whose levels count, by their names, and so do they by observations: `outer` and `outerSum`. */
function countedLevels<Problem extends BilevelProblem, Kind extends string>(
  problem: Problem,
  oracles: readonly Kind[],
  levels: Readonly<Record<string, Costs<Kind>>>,
): Counted<Problem, Kind> {
  const { counts, count, reset } = counterOf(oracles);
  const parts = problem as unknown as Readonly<Record<string, object>>;
  const watched: Record<string, object> = {};
  for (const [name, costs] of Object.entries(levels)) {
    const wrap = counting(costs, count);
    const sum = parts[`${name}Sum`] as FiniteSum<object> | undefined;
    watched[name] = wrap(parts[name], sum?.size ?? 1);
    if (sum === undefined) continue;
    watched[`${name}Sum`] = {
      size: sum.size,
      batch: (rows: Uint32Array) => wrap(sum.batch(rows), rows.length),
    };
  }
  const exactLower: BilevelProblem["exactLower"] = (x) => problem.exactLower(x);
  const exactGradient: BilevelProblem["exactGradient"] = (x) => problem.exactGradient(x);
  return { problem: { ...problem, ...watched, exactLower, exactGradient }, counts, reset };
}

/** Kinds of oracle calls to a task. The start of the inner loop is free. */
export const TASK_ORACLES = [
  "innerValue",
  "innerGradient",
  "hessianVector",
  "cross",
  "outerValue",
  "outerGradient",
  "outerGradientTheta",
] as const;

/** A kind of oracle call to a task. */
export type TaskOracle = typeof TASK_ORACLES[number];

/** How often each oracle was called. */
export type TaskCounts = Record<TaskOracle, number>;

/** Counts of no call. */
export function noCalls(): TaskCounts {
  return zeros(TASK_ORACLES);
}

const TASK_INNER = {
  value: "innerValue",
  gradient: "innerGradient",
  hessianVector: "hessianVector",
  cross: "cross",
} as const;
const TASK_OUTER = {
  value: "outerValue",
  gradient: "outerGradient",
  gradientTheta: "outerGradientTheta",
} as const;

/** The same task, whose every oracle call is added to `counts`. */
export function countedTask<Task extends InnerTask>(task: Task, counts: TaskCounts): Task {
  return watcher<Task>(counts)(task);
}

/** What makes tasks count. */
function watcher<Task extends InnerTask>(counts: TaskCounts): (task: Task) => Task {
  const count = (oracle: TaskOracle): void => void counts[oracle]++;
  const [inner, outer] = [counting(TASK_INNER, count), counting(TASK_OUTER, count)];
  return (task) => ({ ...task, inner: inner(task.inner, 1), outer: outer(task.outer, 1) });
}

/** A family and what has been asked of its tasks since the last reset. */
export interface CountedFamily<Task extends InnerTask = InnerTask> {
  /** The family, whose sampled tasks count. */
  readonly family: TaskFamily<Task>;
  /** What has been asked so far; the object stays the same. */
  readonly counts: TaskCounts;
  /** Sets all counts to zero. */
  reset(): void;
}

/** The same family, whose sampled tasks count every oracle call. */
export function countedFamily<Task extends InnerTask>(
  { name, dTheta, sample }: TaskFamily<Task>,
): CountedFamily<Task> {
  const counts = noCalls();
  const watched = watcher<Task>(counts);
  return {
    family: { name, dTheta, sample: (random) => watched(sample(random)) },
    counts,
    reset: () => void Object.assign(counts, noCalls()),
  };
}
