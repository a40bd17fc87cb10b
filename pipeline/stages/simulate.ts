/**
 * Stage: draws samples of a problem. The stream is named by problem, size and replication, never
 * by who will use the data, so that all estimators see the same.
 *
 * @module
 */

import { Stream } from "../../estimators/numerics/random.ts";
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeSamples, type Replications } from "./samples.ts";

/** Output "samples". */
export function stage(
  { problem }: { problem: AffineFunctionalProblem },
): StageRun<Replications & { [name: string]: number }> {
  return ({ n, first, count }, _inputs, random) => {
    const samples = Array.from(
      { length: count },
      (_, i) => problem.sample(n, Stream.of(...random, n, first + i, "sample")),
    );
    return { samples: encodeSamples(samples) };
  };
}
