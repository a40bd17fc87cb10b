/**
 * Learners by options that JSON can hold.
 *
 * @module
 */

import { bellmanBasis } from "../../estimators/nuisance/bellman_basis.ts";
import type { Learner } from "../../estimators/nuisance/contract.ts";
import type { Criterion } from "../../estimators/nuisance/cross_validation.ts";
import {
  gaussian,
  type Kernel,
  laplace,
  matern32,
  matern52,
} from "../../estimators/nuisance/kernel.ts";
import {
  naturalSplineBasis,
  type NaturalSplineOptions,
} from "../../estimators/nuisance/natural_spline.ts";
import { kernelRidge as kernelRidgeLearner } from "../../estimators/nuisance/kernel_ridge.ts";
import {
  nystroem as nystroemLearner,
  type NystroemOptions,
} from "../../estimators/nuisance/nystroem.ts";
import {
  penalisedLeastSquares,
  type PenaltyOptions,
} from "../../estimators/nuisance/penalised_least_squares.ts";
import {
  cosineBasis,
  type CosineBasisOptions,
  penalisedSeries,
  ratePenalty,
} from "../../estimators/nuisance/penalised_series.ts";
import type { QuadraticRiskLearner } from "../../estimators/nuisance/quadratic_risk.ts";
import { projectionSeries } from "../../estimators/nuisance/projection_series.ts";
import { randomFourier as randomFourierLearner } from "../../estimators/nuisance/random_fourier.ts";
import { ridge as linearRidge } from "../../estimators/nuisance/ridge.ts";
import { fourierDraw } from "./fourier_draw.ts";

export { nadarayaWatson } from "../../estimators/nuisance/nadaraya_watson.ts";
export { nearestNeighbours } from "../../estimators/nuisance/nearest_neighbours.ts";

const KERNELS = { gaussian, laplace, matern32, matern52 };

/** A kernel by its name. */
interface KernelChoice {
  /** "gaussian", "laplace", "matern32" or "matern52". */
  readonly kernel: keyof typeof KERNELS;
}

/** Settings of `kernelRidge`. */
export interface KernelRidgeChoice extends KernelChoice {
  /** Bandwidths to choose from. */
  readonly sigmas: readonly number[];
  /** Penalties to choose from. */
  readonly lambdas: readonly number[];
  /** What the choice minimises; "loo" unless said. */
  readonly criterion?: Criterion;
}

/** Settings of `scheduledKernelRidge`. */
export interface KernelRidgeSchedule extends KernelChoice {
  /** The bandwidth. */
  readonly sigma: number;
  /** λ = scale · n^(−rate) for n training rows. */
  readonly scale: number;
  /** For instance 2/3. */
  readonly rate: number;
}

/** Settings of `cosineProjection`: frequencies to choose from. */
export type CosineProjectionChoice = Pick<CosineBasisOptions, "low" | "high"> & {
  readonly frequencies: readonly number[];
  readonly criterion?: Criterion;
};

/** Settings of `penalisedCosines`. */
export type PenalisedCosinesChoice = Omit<CosineBasisOptions, "covariates"> & PenaltyOptions;

/** Settings of `randomFourier`. */
export interface RandomFourierChoice extends PenaltyOptions {
  /** Number of features. */
  readonly count: number;
  /** Width of the Gaussian kernel that they stand for. */
  readonly sigma: number;
  /** Which draw of the features; it is the same one for all fits. */
  readonly draw: number;
  /** Whether a constant is added; false unless said. */
  readonly intercept?: boolean;
}

/** Kernel ridge regression with a Gaussian kernel, penalty by leave-one-out error. */
export function gaussianKernelRidge(
  { sigma, lambdas }: { readonly sigma: number; readonly lambdas: readonly number[] },
): Learner {
  return kernelRidgeLearner({ kernel: gaussian(sigma), lambdas });
}

/** Kernel ridge regression, bandwidth and penalty by cross-validation. */
export function kernelRidge({ kernel, sigmas, ...options }: KernelRidgeChoice): Learner {
  return kernelRidgeLearner({ kernel: sigmas.map((sigma) => named(kernel, sigma)), ...options });
}

/** Kernel ridge regression with a penalty that follows the number of training rows. */
export function scheduledKernelRidge(options: KernelRidgeSchedule): Learner {
  const { kernel, sigma, scale, rate } = options;
  const one = named(kernel, sigma);
  return (data) => {
    const lambda = scale * Math.exp(-rate * Math.log(data.n));
    return kernelRidgeLearner({ kernel: one, lambdas: [lambda] })(data);
  };
}

/** Kernel ridge regression on landmarks. */
export function nystroem(
  { kernel, sigma, ...options }:
    & Omit<NystroemOptions, "kernel">
    & KernelChoice
    & { readonly sigma: number },
): Learner {
  return nystroemLearner({ kernel: named(kernel, sigma), ...options });
}

/** Ridge regression on one fixed draw of random Fourier features. */
export function randomFourier({ count, sigma, draw, ...options }: RandomFourierChoice): Learner {
  const gamma = 1 / (2 * sigma * sigma);
  return (data) => {
    const features = fourierDraw(data.d, { count, gamma, draw });
    return randomFourierLearner({ features, ...options })(data);
  };
}

/** Projection on additive cosines, the highest frequency by cross-validation. */
export function cosineProjection(
  { frequencies, low, high, ...options }: CosineProjectionChoice,
): Learner {
  const highest = Math.max(...frequencies);
  return (data) => {
    const basis = cosineBasis({ frequencies: highest, low, high, covariates: data.d });
    const sizes = frequencies.map((k) => 1 + k * data.d);
    return projectionSeries({ basis, sizes, ...options })(data);
  };
}

/** Additive cosines with a ridge that grows with the frequency, penalty by cross-validation. */
export function penalisedCosines(
  { lambdas, criterion, ...series }: PenalisedCosinesChoice,
): Learner {
  return (data) => {
    const basis = cosineBasis({ ...series, covariates: data.d });
    return penalisedLeastSquares({ basis, lambdas, ...(criterion && { criterion }) })(data);
  };
}

/** Ridge regression on the basis of the Bellman experiments. */
export function bellmanRidge({ ridge }: { readonly ridge: number }): Learner {
  return bellmanBasis(ridge);
}

/** Linear ridge regression on the covariates. */
export function linear({ ridge }: { readonly ridge: number }): Learner {
  return linearRidge(ridge);
}

/** Settings of `naturalSplines`. */
export interface NaturalSplinesChoice extends NaturalSplineOptions {
  /** The sample size n, from all of which λ = scale · n^−4/5 follows: it is the same in all folds. */
  readonly n: number;
  readonly scale: number;
}

/** Natural splines with a penalty on the second derivative. */
export function naturalSplines({ n, scale, ...basis }: NaturalSplinesChoice): QuadraticRiskLearner {
  return penalisedSeries(naturalSplineBasis(basis), ratePenalty(n, 2, scale));
}

function named(kernel: keyof typeof KERNELS, sigma: number): Kernel {
  if (!Object.hasOwn(KERNELS, kernel)) {
    throw new RangeError(
      `kernel is ${JSON.stringify(kernel)}: give one of ${Object.keys(KERNELS).join(", ")}`,
    );
  }
  return KERNELS[kernel](sigma);
}
