/**
 * The problems that methods are compared on.
 *
 * @module
 */

import type { JsonObject } from "../../engine/canonical.ts";
import { modules } from "../modules.ts";

/** A problem and how it is gone through. */
export interface ComparedProblem {
  /** In tables and stage names. */
  readonly name: string;
  /** "path#export". */
  readonly code: string;
  readonly options: JsonObject;
  /** Outer steps that methods are tuned over. */
  readonly grid: readonly number[];
  /** That of the reference. */
  readonly referenceStep: number;
  /** Where the inner loops of first-order methods start. */
  readonly start: "last" | "outer";
}

/** The problems with n training and n validation observations. */
export function problems(n: number): ComparedProblem[] {
  return [
    {
      name: "penalties",
      ...modules.parametricProblems("simulatedLogistic", {
        data: { n, validation: n, p: 20 },
        start: -4,
      }),
      grid: [4, 16, 64, 256, 1024],
      referenceStep: 100,
      start: "last",
    },
    {
      name: "cleaning",
      ...modules.parametricProblems("simulatedCleaning", {
        n,
        validation: n,
        classes: { p: 8, shares: [1, 1, 1], separation: 2 },
        corruption: 0.5,
        reg: 0.02,
      }),
      grid: [100, 400, 1600, 6400, 25600],
      referenceStep: 3000,
      start: "last",
    },
    {
      name: "adaptation",
      ...modules.parametricProblems("simulatedTasks", {
        data: { tasks: 4, support: n, query: n, p: 6 },
      }),
      grid: [0.1, 0.4, 1.6, 6.4, 25.6],
      referenceStep: 1,
      start: "outer",
    },
  ];
}
