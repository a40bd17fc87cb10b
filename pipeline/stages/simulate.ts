/**
 * Stage: draws samples of a problem. The stream is named by problem, size and replication, never
 * by who will use the data, so that all estimators see the same.
 *
 * @module
 */

import { Stream } from "../../numerics/random.ts";
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { problemOf, type ProblemSlot } from "../slots/made.ts";
import { encodeSamples, type Replications } from "../blocks/samples.ts";

/** Output "samples". */
export function stage(
  slots: { problem: ProblemSlot<AffineFunctionalProblem> },
): StageRun<Replications & JsonObject & { readonly problem?: JsonObject }> {
  return ({ n, first, count, problem: options }, _inputs, random) => {
    const problem = problemOf(slots.problem, options);
    const samples = Array.from(
      { length: count },
      (_, i) => problem.sample(n, Stream.of(...random, n, first + i, "sample")),
    );
    return { samples: encodeSamples(samples) };
  };
}
