/**
 * Blocks of replications of a problem with general losses: its samples, and what was learned of them.
 *
 * Samples are drawn where they are needed, which takes less than storing them. Their stream is named
 * by problem, size and replication, so that all stages see the same.
 *
 * @module
 */

import { randomFolds } from "../../estimators/functional/cross_fit.ts";
import type { GuardRails } from "../../estimators/functional/general_nuisances.ts";
import type { CrossFittedNuisances } from "../../estimators/functional/general_orthogonal.ts";
import { lossDerivatives, type LossPair } from "../../estimators/functional/losses.ts";
import type { QuadraticRiskLearner } from "../../estimators/nuisance/quadratic_risk.ts";
import { Stream } from "../../numerics/random.ts";
import type {
  GeneralFunctionalProblem,
  GeneralNuisances,
  GeneralSample,
} from "../../problems/functional/general_contract.ts";
import type { Json, JsonObject } from "../engine/canonical.ts";
import type { StreamName } from "../engine/stage.ts";
import { decodeBlock, encodeBlock, joined } from "./block.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";
import { equalPart, type Replications } from "./samples.ts";

/** The problem and its losses. */
export interface GeneralSlots {
  readonly problem: ProblemSlot<GeneralFunctionalProblem>;
  readonly losses: (p: number) => LossPair;
}

/** How the nuisances are learned. */
export interface GeneralLearnerSlots extends GeneralSlots {
  readonly learner: (options: never) => QuadraticRiskLearner;
}

/** The parameters of every stage of a problem with general losses. */
export type GeneralParameters = Replications & JsonObject & {
  /** Options of the problem, if its slot takes any. */
  readonly problem?: JsonObject;
};

/** The parameters of a stage that learns. */
export type GeneralLearning = GeneralParameters & {
  readonly folds: number;
  /** Options of the learner. */
  readonly learner: JsonObject;
};

/** A problem, the derivatives of its losses and its samples in one block, in order. */
export interface GeneralReplications {
  readonly problem: GeneralFunctionalProblem;
  readonly pair: LossPair;
  readonly samples: Iterable<GeneralSample>;
}

/** What a stage works on. A sample is drawn when it is its turn. */
export function generalReplications(
  slots: GeneralSlots,
  { n, first, count, problem: options }: GeneralParameters,
  random: StreamName,
): GeneralReplications {
  const problem = problemOf(slots.problem, options);
  function* samples(): Iterable<GeneralSample> {
    for (let i = 0; i < count; i++) {
      yield problem.sample(n, Stream.of(...random, n, first + i, "sample"));
    }
  }
  return { problem, pair: slots.losses(problem.p), samples: samples() };
}

/** The folds of the i-th replication of a block. */
export function generalFolds(
  { n, first, folds }: GeneralLearning,
  random: StreamName,
  i: number,
): Uint32Array {
  return randomFolds(n, folds, Stream.of(...random, n, first + i, "folds"));
}

/** Learned nuisances, with what happened in learning them. */
export interface LearnedBlockNuisances extends GeneralNuisances {
  readonly guardRails: readonly GuardRails[];
}

/** Encodes nuisances, one entry a replication. */
export function encodeNuisances(
  learned: readonly LearnedBlockNuisances[],
): Uint8Array<ArrayBuffer> {
  const guardRails = learned.map((one) => one.guardRails) as unknown as Json;
  return encodeBlock({ count: learned.length, guardRails }, {
    h: joined(learned, ({ h }) => h),
    a: joined(learned, ({ a }) => a),
    b: joined(learned, ({ b }) => b),
    c: joined(learned, ({ c }) => c),
  });
}

/** Decodes nuisances, one entry a replication. */
export function decodeNuisances(bytes: Uint8Array<ArrayBuffer>): LearnedBlockNuisances[] {
  const { meta, columns } = decodeBlock(bytes);
  const { count, guardRails } = meta as unknown as {
    readonly count: number;
    readonly guardRails: readonly GuardRails[][];
  };
  const part = (name: string, i: number): Float64Array => equalPart(columns[name]!, count, i);
  return Array.from({ length: count }, (_, i) => ({
    h: part("h", i),
    a: part("a", i),
    b: part("b", i),
    c: part("c", i),
    guardRails: guardRails[i]!,
  }));
}

/** Nuisances with the losses' derivatives at their h and the problem's outer point. */
export function withLosses<Nuisances extends GeneralNuisances>(
  nuisances: Nuisances,
  { problem, pair }: Pick<GeneralReplications, "problem" | "pair">,
  { z }: GeneralSample,
): Nuisances & Pick<CrossFittedNuisances, "losses"> {
  return { ...nuisances, losses: lossDerivatives(pair, problem.outerPoint, nuisances.h, z) };
}
