/**
 * All that is done once, before gradients are estimated at one or more outer points.
 *
 * @module
 */

import type { Split } from "../../estimators/functional/cluster_folds.ts";
import type { LossUnits } from "../../estimators/functional/loss_units.ts";
import type { LossPair } from "../../estimators/functional/losses.ts";
import { weightedLosses, withWeights } from "../../estimators/functional/weighted_losses.ts";
import { clusterCount } from "../../estimators/inference/clusters.ts";
import { Stream } from "../../numerics/random.ts";
import { requireLosses, requireVariation } from "./checks.ts";
import { type Coded, codedProblem } from "./coded.ts";
import type { OwnSettings } from "./estimate.ts";
import type { OwnProblem } from "./problem.ts";
import { observations, type OwnSample } from "./sample.ts";
import { splitsOf } from "./splitting.ts";
import type { Table } from "./table.ts";

/** A problem with its data, ready to be estimated at any outer point. */
export interface Prepared {
  readonly problem: OwnProblem;
  readonly coded: readonly Coded[];
  readonly sample: OwnSample;
  /** What is learned from: the losses times the weights, and Z with these; as they are without. */
  readonly pair: LossPair;
  readonly learnedFrom: OwnSample;
  readonly splits: readonly Split[];
  readonly folds: number;
  readonly jackknife: boolean;
  readonly random: Stream;
}

/**
 * With more rows, the bias that the jackknife removes and the variance that learning adds are small
 * beside the standard error (trials on the designs of tests/coverage, other draws).
 */
const JACKKNIFE_ROWS = 1500;
/** Splits unless another number is given; with more rows the chance of one split hardly matters. */
const REPETITIONS = 5;
const REPEATED_ROWS = 20_000;

/** The number of splits unless one is given. */
export function defaultRepetitions(n: number): number {
  return n <= REPEATED_ROWS ? REPETITIONS : 1;
}

/**
 * Orders the observations and splits them.
 *
 * @param shown How messages call the data.
 * @throws {UsageError} if the data will not do.
 */
export function prepared(
  table: Table,
  given: OwnProblem,
  settings: OwnSettings,
  shown: string,
): Prepared {
  const { sampling = {} } = settings;
  const { table: numbers, problem, coded } = codedProblem(table, given, shown, sampling.weights);
  const sample = observations(numbers, problem, sampling, shown);
  const random = Stream.of("own data", settings.seed);
  const repetitions = settings.repetitions ?? defaultRepetitions(sample.n);
  const splits = splitsOf(sample, {
    folds: settings.folds,
    repetitions,
    sampling,
    shown,
    random,
  });
  for (const split of splits) requireVariation(sample, problem, split);
  const { weight } = sample;
  const folds = sample.fold === undefined ? settings.folds : clusterCount(splits[0]!.fold);
  // what is learned has the noise of so many independent parts
  const parts = Math.min(sample.n, ...sample.clusters.map(clusterCount));
  return {
    problem,
    coded,
    sample,
    pair: weight === undefined ? problem.pair : weightedLosses(problem.pair),
    learnedFrom: weight === undefined ? sample : { ...sample, z: withWeights(sample.z, weight) },
    splits,
    folds,
    jackknife: folds >= 3 && parts <= JACKKNIFE_ROWS && splits[0]!.teaches === undefined,
    random,
  };
}

/**
 * Checks the losses at an outer point.
 *
 * @returns Their units.
 * @throws {UsageError} if they will not do.
 */
export function unitsAt(
  { sample, problem, splits, pair, learnedFrom }: Prepared,
  at: Float64Array,
): LossUnits {
  return requireLosses(
    sample,
    { ...problem, at },
    splits,
    sample.weight === undefined ? undefined : { pair, z: learnedFrom.z },
  );
}
