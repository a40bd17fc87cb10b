/**
 * The learners that a user may name.
 *
 * @module
 */

import { gaussian } from "../../estimators/nuisance/kernel.ts";
import {
  type Basis,
  penalisedSeries,
  ratePenalty,
} from "../../estimators/nuisance/penalised_series.ts";
import type { QuadraticRiskLearner } from "../../estimators/nuisance/quadratic_risk.ts";
import { drawFourierFeatures, fourierFeatures } from "../../estimators/nuisance/random_fourier.ts";
import { rankSeriesBasis } from "../../estimators/nuisance/rank_series.ts";
import { standardised } from "../../estimators/nuisance/standardised.ts";
import { weightedKernelRidge } from "../../estimators/nuisance/weighted_kernel_ridge.ts";
import { Stream } from "../../estimators/numerics/random.ts";

/** A learner with a smoothing that is to be chosen. */
export interface OwnLearner {
  /** What it is, in a few words. */
  readonly summary: string;
  /** Penalties to choose from, ascending, as multiples of n^-4/5, n the number of training rows. */
  readonly scales: readonly number[];
  /** Most rows of data that it can take; any number unless given. */
  readonly mostRows?: number;
  /** Most rows on which the scale is chosen. */
  readonly tuningRows: number;
  /** The learner at one of the scales. */
  at(scale: number): QuadraticRiskLearner;
}

const ORDER = 2;
const FEATURES = 100;
const TUNING_ROWS = 4000;

/** The learner unless another is named: its cost is linear in the number of rows. */
export const DEFAULT_LEARNER = "series";

/** The learners by name. */
export const LEARNERS: Readonly<Record<string, OwnLearner>> = {
  series: {
    summary: "splines in the ranks of the covariates and products of them",
    scales: [0.003, 0.03, 0.3, 3, 30],
    tuningRows: TUNING_ROWS,
    at: (scale) => (x, n, d) =>
      penalisedSeries(rankSeriesBasis(x, n, d), ratePenalty(n, ORDER, scale))(x, n, d),
  },
  "random-fourier": {
    summary: `ridge regression on ${FEATURES} random Fourier features of a Gaussian kernel`,
    scales: [0.003, 0.03, 0.3, 3],
    tuningRows: TUNING_ROWS,
    at: (scale) =>
      standardised((x, n, d) =>
        penalisedSeries(fourierBasis(d), ratePenalty(n, ORDER, scale))(x, n, d)
      ),
  },
  linear: {
    summary: "linear in the covariates",
    scales: [1],
    tuningRows: TUNING_ROWS,
    at: () => standardised((x, n, d) => penalisedSeries(linearBasis(d), 1e-8)(x, n, d)),
  },
  "kernel-ridge": {
    summary: "kernel ridge regression, Gaussian kernel of width √d on standardised covariates",
    scales: [0.003, 0.03, 0.3, 3],
    mostRows: 2000,
    tuningRows: 500,
    at: (scale) =>
      standardised((x, n, d) =>
        weightedKernelRidge({
          kernel: gaussian(Math.sqrt(d)),
          lambda: ratePenalty(n, ORDER, scale),
        })(x, n, d)
      ),
  },
};

/** 1 and features of the kernel of width √d; the same for everyone. */
function fourierBasis(d: number): Basis {
  const random = Stream.of("own data", "features", d);
  const features = drawFourierFeatures(d, FEATURES, 1 / (2 * d), random);
  const size = FEATURES + 1;
  return {
    penalty: Float64Array.from({ length: size }, (_, k) => (k === 0 ? 0 : 1)),
    design(x, n) {
      const values = fourierFeatures(features, x, n);
      const out = new Float64Array(n * size).fill(1);
      for (let i = 0; i < n; i++) {
        out.set(values.subarray(i * FEATURES, (i + 1) * FEATURES), i * size + 1);
      }
      return out;
    },
  };
}

/** 1 and the covariates. */
function linearBasis(d: number): Basis {
  return {
    penalty: Float64Array.from({ length: d + 1 }, (_, k) => (k === 0 ? 0 : 1)),
    design(x, n) {
      const out = new Float64Array(n * (d + 1));
      for (let i = 0; i < n; i++) {
        out[i * (d + 1)] = 1;
        out.set(x.subarray(i * d, (i + 1) * d), i * (d + 1) + 1);
      }
      return out;
    },
  };
}
