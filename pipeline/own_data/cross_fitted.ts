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
import { waldEstimate } from "../../estimators/inference/wald.ts";
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
  /** n×p. */
  readonly scores: Float64Array;
  readonly losses: readonly NuisanceLoss[];
  /** One record a fit. */
  readonly guardRails: readonly GuardRails[];
}

/** What does not change from split to split. */
export interface CrossFitting {
  readonly sample: GeneralObservations;
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
export function crossFitted(fitting: CrossFitting, fold: Uint32Array): CrossFitted {
  const { sample, pair, units, w, learners, jackknife } = fitting;
  const { n } = sample;
  const { p } = pair;
  const scaled = inUnits(pair, units);
  const given = (learned: CrossFittedNuisances): CrossFittedNuisances => {
    const nuisances = fromUnits(learned, units);
    return { ...nuisances, losses: lossDerivatives(pair, w, nuisances.h, sample.z) };
  };
  const full = given(crossFitNuisances(sample, scaled, w, fold, learners));
  const own = scoresAt(full);
  const said = { losses: nuisanceRows(full, fitting.coordinates), guardRails: full.guardRails };
  if (!jackknife) return { estimate: waldEstimate(own, n, p), scores: own, ...said };
  const reduced = crossFitReduced(sample, scaled, w, fold, learners).map(given).map(scoresAt);
  const scores = jackknifeScores(own, reduced);
  const { gradient, standardError } = waldEstimate(scores, n, p);
  const learning = nuisanceCovariance(own, reduced, fold);
  const total = standardError.map((error, k) => Math.sqrt(error * error + learning[k * p + k]));
  return { estimate: { gradient, standardError: total }, scores, ...said };
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
