/**
 * Tasks that count what is asked of them: costs come from here, never from a table.
 *
 * @module
 */

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
  return Object.fromEntries(TASK_ORACLES.map((oracle) => [oracle, 0])) as TaskCounts;
}

/** The same task, whose every oracle call is added to `counts`. */
export function countedTask<Task extends InnerTask>(task: Task, counts: TaskCounts): Task {
  const { inner, outer } = task;
  return {
    ...task,
    inner: {
      value(theta, phi) {
        counts.innerValue++;
        return inner.value(theta, phi);
      },
      gradient(theta, phi, out) {
        counts.innerGradient++;
        inner.gradient(theta, phi, out);
      },
      hessianVector(theta, phi, v, out) {
        counts.hessianVector++;
        inner.hessianVector(theta, phi, v, out);
      },
      ...(inner.cross === undefined ? {} : {
        cross(theta, phi, v, out) {
          counts.cross++;
          inner.cross!(theta, phi, v, out);
        },
      }),
    },
    outer: {
      value(theta, phi) {
        counts.outerValue++;
        return outer.value(theta, phi);
      },
      gradient(theta, phi, out) {
        counts.outerGradient++;
        outer.gradient(theta, phi, out);
      },
      ...(outer.gradientTheta === undefined ? {} : {
        gradientTheta(theta, phi, out) {
          counts.outerGradientTheta++;
          outer.gradientTheta!(theta, phi, out);
        },
      }),
    },
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
