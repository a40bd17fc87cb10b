/**
 * Tasks that count what is asked of them: costs come from here, never from a table.
 *
 * @module
 */

import { counting, zeros } from "./counting.ts";
import type { InnerTask, TaskFamily } from "./task_contract.ts";

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

const INNER = {
  value: "innerValue",
  gradient: "innerGradient",
  hessianVector: "hessianVector",
  cross: "cross",
} as const;
const OUTER = {
  value: "outerValue",
  gradient: "outerGradient",
  gradientTheta: "outerGradientTheta",
} as const;

/** The same task, whose every oracle call is added to `counts`. */
export function countedTask<Task extends InnerTask>(task: Task, counts: TaskCounts): Task {
  const count = (oracle: TaskOracle): void => void counts[oracle]++;
  return {
    ...task,
    inner: counting(INNER, count)(task.inner, 1),
    outer: counting(OUTER, count)(task.outer, 1),
  };
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
  return {
    family: { name, dTheta, sample: (random) => countedTask(sample(random), counts) },
    counts,
    reset: () => void Object.assign(counts, noCalls()),
  };
}
