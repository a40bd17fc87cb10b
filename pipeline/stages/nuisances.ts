/**
 * Stage: learns the conditional means and evaluates them out of sample. It does not depend on the
 * outer point: h_w = h_0 + w'j.
 *
 * @module
 */

import { crossFit, randomFolds, sampleSplit } from "../../estimators/functional/cross_fit.ts";
import { doubleCrossFit, type DoubleMeans } from "../../estimators/functional/double_cross_fit.ts";
import type { Learner } from "../../estimators/nuisance/contract.ts";
import { Stream } from "../../numerics/random.ts";
import type {
  AffineFunctionalProblem,
  ConditionalMeans,
  Sample,
} from "../../problems/functional/contract.ts";
import type { Json, JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { decodeBlock, encodeBlock, joined } from "./block.ts";
import { type Design, outerRows } from "./design.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";
import { decodeSamples, equalPart, type Replications, rows } from "./samples.ts";
import { made } from "./made.ts";

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
    const learner = made(slots.learner, options.learner);
    const learned = decodeSamples(samples![0]!).map((sample, i) =>
      learn(sample, problem, learner, design, Stream.of(...random, n, first + i, "folds"))
    );
    return { means: encodeMeans(learned) };
  };
}

/** Means and what was chosen in learning them. */
interface Learned extends DoubleMeans {
  readonly chosen: Json;
}

/** What the design learns of a sample, one entry a repetition. */
function learn(
  sample: Sample,
  problem: AffineFunctionalProblem,
  learner: Learner,
  design: Design,
  random: Stream,
): Learned[] {
  const once = ({ means, chosen }: { means: ConditionalMeans; chosen: unknown }): Learned => ({
    direction: means,
    residual: means,
    chosen: chosen as Json,
  });
  if (!("folds" in design)) {
    const inner = rows(sample, 0, design.inner);
    const outer = outerRows(sample, design);
    return [once(sampleSplit(inner, problem.innerTarget(inner), outer, learner))];
  }
  const { folds, repetitions = 1, double = false } = design;
  const target = problem.innerTarget(sample);
  if (folds === 1) return [once(sampleSplit(sample, target, sample, learner))];
  return Array.from({ length: repetitions }, (_, m) => {
    const fold = randomFolds(sample.n, folds, m === 0 ? random : random.split(m));
    if (!double) return once(crossFit(sample, target, fold, learner));
    const { direction, residual, chosen } = doubleCrossFit(sample, target, fold, learner);
    return { direction, residual, chosen: chosen as unknown as Json };
  });
}

/** Encodes equally many repetitions a sample; an ĥ_0 that is zero has no column. */
function encodeMeans(learned: readonly Learned[][]): Uint8Array<ArrayBuffer> {
  const all = learned.flat();
  const h0 = joined(all, ({ residual }) => residual.h0);
  const double = all.some(({ direction, residual }) => direction !== residual);
  const meta = {
    count: learned.length,
    repetitions: all.length / learned.length,
    chosen: all.map(({ chosen }) => chosen),
  };
  return encodeBlock(meta, {
    j: joined(all, ({ residual }) => residual.j),
    ...(h0.some((value) => value !== 0) ? { h0 } : {}),
    m: joined(all, ({ residual }) => residual.m),
    ...(double ? { direction: joined(all, ({ direction }) => direction.j) } : {}),
  });
}

/**
 * Decodes the output "means": for each replication, what each repetition learned. Without double
 * cross-fitting `direction` and `residual` are one object.
 */
export function decodeRepetitions(bytes: Uint8Array<ArrayBuffer>): DoubleMeans[][] {
  const { meta, columns } = decodeBlock(bytes);
  const { count, repetitions } = meta as { count: number; repetitions: number };
  return Array.from({ length: count }, (_, i) =>
    Array.from({ length: repetitions }, (_, m) => {
      const part = (column: Float64Array): Float64Array =>
        equalPart(column, count * repetitions, i * repetitions + m);
      const learned = part(columns.m!);
      const h0 = columns.h0 === undefined ? new Float64Array(learned.length) : part(columns.h0);
      const residual = { j: part(columns.j!), h0, m: learned };
      const { direction } = columns;
      return { direction: direction === undefined ? residual : { j: part(direction) }, residual };
    }));
}

/**
 * Decodes the output "means" of a design that learns once, one entry a replication.
 *
 * @throws {RangeError} If the design learned more than once.
 */
export function decodeMeans(bytes: Uint8Array<ArrayBuffer>): ConditionalMeans[] {
  return decodeRepetitions(bytes).map((repetitions) => {
    const [{ direction, residual }] = repetitions as [DoubleMeans];
    if (repetitions.length > 1) {
      throw new RangeError(
        `the means hold ${repetitions.length} repetitions: this stage takes a design with one`,
      );
    }
    if (direction !== residual) {
      throw new RangeError(
        "the means were learned on disjoint folds: this stage takes no double cross-fitting",
      );
    }
    return residual;
  });
}
