/**
 * The learners that a user may name.
 *
 * @module
 */

import { type BasisMaker, seriesFamily } from "../../estimators/nuisance/adaptive_series.ts";
import { alignedFourier } from "../../estimators/nuisance/aligned_fourier.ts";
import { gaussian } from "../../estimators/nuisance/kernel.ts";
import { nystroemBasis } from "../../estimators/nuisance/nystroem.ts";
import type { RiskLearner } from "../../estimators/nuisance/quadratic_risk.ts";
import { rankSeriesBasis } from "../../estimators/nuisance/rank_series.ts";
import { screenedSeries } from "../../estimators/nuisance/screened_series.ts";
import { standardisation } from "../../estimators/nuisance/standardised.ts";
import { Stream } from "../../numerics/random.ts";

/** A learner with a smoothing that is to be chosen. */
export interface OwnLearner {
  /** What it is, in a few words. */
  readonly summary: string;
  /** Penalties to choose from, ascending, as multiples of n^-4/5, n the number of training rows. */
  readonly scales: readonly number[];
  /** The learner at one of the scales. */
  at(scale: number): RiskLearner;
}

/**
 * From hardly any smoothing to all but none left of what is smoothed, for functions of variance 1 in
 * units in which the inner loss has curvature 1.
 */
const SCALES = [0.001, 0.01, 0.1, 1, 10, 100];

function ownLearner(
  summary: string,
  maker: BasisMaker,
  scales: readonly number[] = SCALES,
): OwnLearner {
  return { summary, scales, at: seriesFamily(maker) };
}

/** Random frequencies to choose from, those kept, and the rows at which they are compared. */
const FREQUENCIES = { candidates: 300, kept: 25, points: 300 };
/** Most covariates in which a sparse function is not constant. */
const SPARSE = 5;
const LANDMARKS = 150;

/** The learners by name; the simplest first, which is taken where several are as good. */
export const LEARNERS: Readonly<Record<string, OwnLearner>> = {
  sparse: ownLearner(
    `splines and products of them in at most ${SPARSE} covariates that matter`,
    screenedSeries({ most: SPARSE, basis: rankSeriesBasis }),
  ),
  linear: ownLearner(
    "linear in the covariates, with a penalty",
    linear,
    // a slope counts for itself, not for a frequency to the fourth power
    SCALES.map((scale) => 10 * scale),
  ),
  series: ownLearner(
    "splines in the ranks of the covariates and products of them",
    (x, n, d) => rankSeriesBasis(x, n, d),
  ),
  "random-fourier": ownLearner(
    `waves in any direction, the ${FREQUENCIES.kept} of ${FREQUENCIES.candidates} random ones that ` +
      "go best with the data",
    alignedFourier({ ...FREQUENCIES, random: (d) => Stream.of("own data", "frequencies", d) }),
    // many waves share a function, so that each is small
    SCALES.map((scale) => 10 * scale),
  ),
  "kernel-ridge": ownLearner(
    `kernel ridge regression, Gaussian kernel of width √d, on ${LANDMARKS} landmarks`,
    kernelRidge,
  ),
};

/** Names a choice among several learners, made anew for each function. */
export const AUTOMATIC = "auto";
/** Those it chooses from. */
const PANEL = ["sparse", "linear", "series", "random-fourier"];

/** What may be named. */
export const LEARNER_NAMES: readonly string[] = [AUTOMATIC, ...Object.keys(LEARNERS)];

/** The learners that a name stands for. */
export function panelOf(name: string): readonly string[] {
  return name === AUTOMATIC ? PANEL : [name];
}

/** What a name stands for, in a few words. */
export function summaryOf(name: string): string {
  return name === AUTOMATIC
    ? `the best of ${PANEL.join(", ")}, out of fold, for each function`
    : LEARNERS[name].summary;
}

/** 1 and the standardised covariates. */
function linear(x: Float64Array, n: number, d: number) {
  const scaled = standardisation(x, n, d);
  return {
    penalty: new Float64Array(1 + d).fill(1, 1),
    design(points: Float64Array, m: number) {
      const values = scaled(points);
      const out = new Float64Array(m * (1 + d)).fill(1);
      for (let i = 0; i < m; i++) out.set(values.subarray(i * d, (i + 1) * d), i * (1 + d) + 1);
      return out;
    },
  };
}

function kernelRidge(x: Float64Array, n: number, d: number) {
  const scaled = standardisation(x, n, d);
  const { penalty, design } = nystroemBasis(gaussian(Math.sqrt(d)), scaled(x), n, d, LANDMARKS);
  return { penalty, design: (points: Float64Array, m: number) => design(scaled(points), m, d) };
}
