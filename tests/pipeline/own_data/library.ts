import type { GradientEstimate } from "../../../estimators/functional/contract.ts";
import { randomFolds } from "../../../estimators/functional/cross_fit.ts";
import {
  jackknifeScores,
  nuisanceCovariance,
  scoresAt,
} from "../../../estimators/functional/general_jackknife.ts";
import {
  crossFitNuisances,
  crossFitReduced,
} from "../../../estimators/functional/general_orthogonal.ts";
import { inUnits, lossUnits } from "../../../estimators/functional/loss_units.ts";
import type { LossPair } from "../../../estimators/functional/losses.ts";
import { waldEstimate } from "../../../estimators/inference/wald.ts";
import { Stream } from "../../../numerics/random.ts";
import { LEARNERS } from "../../../pipeline/own_data/learners.ts";
import type { Answer } from "./support.ts";

/** Columns as the library takes them, the rows in the order of their numbers. */
export function observationsOf(
  columns: Readonly<Record<string, ArrayLike<number>>>,
  covariates: readonly string[],
  variables: readonly string[],
): { n: number; x: Float64Array; z: Float64Array } {
  const keys = [...covariates, ...variables].map((name) => columns[name]!);
  const n = keys[0]!.length;
  const rows = Array.from({ length: n }, (_, i) => i).sort((i, j) => {
    const key = keys.find((column) => column[i] !== column[j]);
    return key === undefined ? 0 : key[i]! - key[j]!;
  });
  const beside = (names: readonly string[]) =>
    Float64Array.from(rows.flatMap((i) => names.map((name) => columns[name]![i]!)));
  return { n, x: beside(covariates), z: beside(variables) };
}

/** What the library estimates at each split, with the learners that an answer says were chosen. */
export function libraryEstimates(
  { n, x, z }: ReturnType<typeof observationsOf>,
  pair: LossPair,
  { at, folds, seed, nuisances, jackknife, repetitions }: Answer,
): GradientEstimate[] {
  const w = Float64Array.from(at);
  const { p } = pair;
  const chosen = nuisances.map(({ learner, smoothing }) => LEARNERS[learner]!.at(smoothing));
  const learners = {
    h: chosen[0]!,
    a: chosen[1]!,
    b: chosen.slice(2, 2 + p),
    c: chosen.slice(2 + p),
  };
  // scores do not depend on the units in which the functions are learned
  const scaled = inUnits(pair, lossUnits(pair, w, z, n));
  return Array.from({ length: repetitions }, (_, r) => {
    const fold = randomFolds(n, folds, Stream.of("own data", seed, "folds", r));
    const full = crossFitNuisances({ n, x, z }, scaled, w, fold, learners);
    const own = scoresAt(full);
    if (!jackknife) return waldEstimate(own, n, p);
    const reduced = crossFitReduced({ n, x, z }, scaled, w, fold, learners).map(scoresAt);
    const { gradient, standardError } = waldEstimate(jackknifeScores(own, reduced), n, p);
    const learning = nuisanceCovariance(own, reduced, fold);
    return {
      gradient,
      standardError: standardError.map((one, k) => Math.hypot(one, Math.sqrt(learning[k * p + k]))),
    };
  });
}
