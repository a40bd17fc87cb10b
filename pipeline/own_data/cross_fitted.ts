/**
 * The estimate of a user's problem at one split into folds, and how well the nuisances were learned.
 *
 * @module
 */

import type { GradientEstimate } from "../../estimators/functional/contract.ts";
import {
  jackknifeScores,
  nuisanceCovariance,
  scoresAt,
} from "../../estimators/functional/general_jackknife.ts";
import { nuisanceLosses } from "../../estimators/functional/general_nuisance_losses.ts";
import type {
  GeneralObservations,
  GuardRails,
  NuisanceLearners,
} from "../../estimators/functional/general_nuisances.ts";
import {
  crossFitNuisances,
  crossFitReduced,
  type CrossFittedNuisances,
} from "../../estimators/functional/general_orthogonal.ts";
import { fromUnits, inUnits, type LossUnits } from "../../estimators/functional/loss_units.ts";
import { lossDerivatives, type LossPair } from "../../estimators/functional/losses.ts";
import type { Split } from "../../estimators/functional/cluster_folds.ts";
import { weightedMeanScores } from "../../estimators/functional/weighted_losses.ts";
import {
  clusteredCovariance,
  clusteredEstimate,
  type Clustering,
} from "../../estimators/inference/clusters.ts";
import { explainedShare } from "./explained_share.ts";

/** How well one nuisance predicts rows that it was not learned from. */
export interface NuisanceLoss {
  /** `h`, `a`, and `b` and `c` with the coordinate's name. */
  readonly nuisance: string;
  /** `loss`: the mean inner loss; `risk`: E_n[½ W f² + U f], 0 at f = 0. */
  readonly measure: "loss" | "risk";
  readonly value: number;
  /** The share of what a constant leaves of the risk that is explained, at most 1. */
  readonly r2: number;
}

/** What one split gives. */
export interface CrossFitted {
  /** With the noise of the learned functions in its standard errors, if there is a jackknife. */
  readonly estimate: GradientEstimate;
  /** The covariance of the estimate, p×p; its diagonal are the squared standard errors. */
  covariance(): Float64Array;
  /** n×p; of weighted observations those whose mean and deviations are the weighted mean's. */
  readonly scores: Float64Array;
  /** The nuisances out of fold. */
  readonly nuisances: CrossFittedNuisances;
  readonly losses: readonly NuisanceLoss[];
  /** One record a fit. */
  readonly guardRails: readonly GuardRails[];
}

/** What does not change from split to split. */
export interface CrossFitting {
  readonly sample: GeneralObservations;
  /** Weights of mean 1 by which the losses are multiplied, if they are. */
  readonly weight?: Float64Array | undefined;
  readonly clusters: Clustering;
  readonly pair: LossPair;
  readonly units: LossUnits;
  readonly w: Float64Array;
  /** Names of the coordinates of w, p. */
  readonly coordinates: readonly string[];
  readonly learners: NuisanceLearners;
  /** Whether the bias of noise that nuisances share is removed, for which there are 3 folds. */
  readonly jackknife: boolean;
}

/** Learns the nuisances out of fold, in the losses' own units, and computes the scores. */
export function crossFitted(fitting: CrossFitting, split: Split): CrossFitted {
  const { sample, pair, units, w, learners, jackknife, weight, clusters } = fitting;
  const { n } = sample;
  const { p } = pair;
  const { fold } = split;
  const scaled = inUnits(pair, units);
  const given = (learned: CrossFittedNuisances): CrossFittedNuisances => {
    const nuisances = fromUnits(learned, units);
    return { ...nuisances, losses: lossDerivatives(pair, w, nuisances.h, sample.z) };
  };
  const { teaches } = split;
  const full = given(
    crossFitNuisances(sample, scaled, w, fold, learners, teaches === undefined ? {} : { teaches }),
  );
  const own = scoresAt(full);
  const weighted = (scores: Float64Array) =>
    weight === undefined ? scores : weightedMeanScores(scores, weight);
  const said = {
    nuisances: full,
    losses: nuisanceRows(full, fitting.coordinates),
    guardRails: full.guardRails,
  };
  if (!jackknife) {
    const scores = weighted(own);
    const covariance = () => clusteredCovariance(scores, n, p, clusters);
    const estimate = clusteredEstimate(scores, n, p, clusters);
    requireSquares(estimate, fitting.coordinates);
    return { estimate, covariance, scores, ...said };
  }
  const reduced = crossFitReduced(sample, scaled, w, fold, learners).map(given).map(scoresAt);
  const scores = weighted(jackknifeScores(own, reduced));
  const { gradient, standardError } = clusteredEstimate(scores, n, p, clusters);
  requireSquares({ gradient, standardError }, fitting.coordinates);
  const learning = nuisanceCovariance(own, reduced, fold, weight);
  const total = standardError.map((error, k) => Math.sqrt(error * error + learning[k * p + k]));
  const covariance = () =>
    clusteredCovariance(scores, n, p, clusters).map((value, at) => value + learning[at]);
  return { estimate: { gradient, standardError: total }, covariance, scores, ...said };
}

/** Squares below this, or above its inverse, are on their way to 0 or infinity. */
const LEAST_SQUARE = 1e-290;

/** Checks that standard errors have squares, of which covariances are made; one that is 0 is its own. */
function requireSquares({ standardError }: GradientEstimate, coordinates: readonly string[]): void {
  standardError.forEach((error, k) => {
    const square = error * error;
    if (!(error > 0) || (square >= LEAST_SQUARE && square <= 1 / LEAST_SQUARE)) return;
    throw new RangeError(
      `the standard error of ${
        coordinates[k]
      } is ${error}, whose square double precision cannot hold: ` +
        `give the outcome or the outer loss in ${
          square < 1 ? "smaller" : "larger"
        } units, so that its ` +
        `numbers are ${square < 1 ? "larger" : "smaller"}`,
    );
  });
}

function nuisanceRows(full: CrossFittedNuisances, coordinates: readonly string[]): NuisanceLoss[] {
  const { h, a, b, c } = nuisanceLosses(full);
  const share = explainedShare(full);
  const each = (name: string, values: Float64Array, shares: readonly number[]): NuisanceLoss[] =>
    coordinates.map((coordinate, k) => ({
      nuisance: `${name} ${coordinate}`,
      measure: "risk",
      value: values[k],
      r2: shares[k],
    }));
  return [
    { nuisance: "h", measure: "loss", value: h, r2: share.h },
    { nuisance: "a", measure: "risk", value: a, r2: share.a },
    ...each("b", b, share.b),
    ...each("c", c, share.c),
  ];
}
