/**
 * Stage: learns the conditional means and evaluates them out of sample. It does not depend on the
 * outer point: h_w = h_0 + w'j.
 *
 * @module
 */

import { crossFit, randomFolds, sampleSplit } from "../../estimators/functional/cross_fit.ts";
import type { Learner } from "../../estimators/nuisance/contract.ts";
import { Stream } from "../../estimators/numerics/random.ts";
import type {
  AffineFunctionalProblem,
  ConditionalMeans,
} from "../../problems/functional/contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { decodeBlock, encodeBlock } from "./block.ts";
import { type Design, innerRows, outerRows } from "./design.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";
import { decodeSamples, equalPart, type Replications } from "./samples.ts";

interface Slots {
  readonly problem: ProblemSlot<AffineFunctionalProblem>;
  readonly learner: (options: never) => Learner;
}

type NuisanceParameters = Replications & JsonObject & {
  readonly design: Design & JsonObject;
  /** Options of the problem, if its slot takes any. */
  readonly problem?: JsonObject;
  /** Options of the learner. */
  readonly learner: JsonObject;
};

/** Input "samples"; output "means". */
export function stage(slots: Slots): StageRun<NuisanceParameters> {
  return ({ n, first, design, ...options }, { samples }, random) => {
    const problem = problemOf(slots.problem, options.problem);
    const fitted = slots.learner(options.learner as never);
    const learned = decodeSamples(samples![0]!).map((sample, i) => {
      const training = innerRows(sample, design);
      if (training !== undefined) {
        const outer = outerRows(sample, design);
        return sampleSplit(training, problem.innerTarget(training), outer, fitted);
      }
      const stream = Stream.of(...random, n, first + i, "folds");
      const folds = randomFolds(n, design.folds as number, stream);
      return crossFit(sample, problem.innerTarget(sample), folds, fitted);
    });
    const join = (pick: (means: ConditionalMeans) => Float64Array): Float64Array => {
      const width = pick(learned[0]!.means).length;
      const all = new Float64Array(width * learned.length);
      learned.forEach(({ means }, i) => all.set(pick(means), i * width));
      return all;
    };
    const chosen = learned.map((one) => one.chosen);
    return {
      means: encodeBlock({ count: learned.length, chosen }, {
        j: join(({ j }) => j),
        h0: join(({ h0 }) => h0),
        m: join(({ m }) => m),
      }),
    };
  };
}

/** Decodes the output "means", one for each replication. */
export function decodeMeans(bytes: Uint8Array<ArrayBuffer>): ConditionalMeans[] {
  const { meta, columns } = decodeBlock(bytes);
  const count = meta.count as number;
  return Array.from({ length: count }, (_, i) => ({
    j: equalPart(columns.j!, count, i),
    h0: equalPart(columns.h0!, count, i),
    m: equalPart(columns.m!, count, i),
  }));
}
