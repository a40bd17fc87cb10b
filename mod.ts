/**
 * Bilevel gradients: how an outer objective moves with w where it depends on the solution of an inner
 * problem that w changes. Problems whose truth is known, estimators of their gradients with standard
 * errors, and the parts both are made of.
 *
 * ```ts
 * import { generalGradient, hyperCleaning, naturalSplineBasis } from "@bigrad/bigrad";
 * import { penalisedSeries, ratePenalty, Stream, weightedLogisticLosses } from "@bigrad/bigrad";
 *
 * const sample = hyperCleaning.sample(500, Stream.of("my data"));
 * const basis = naturalSplineBasis({ modes: 10, low: -1, high: 1 });
 * const { interval } = generalGradient(
 *   sample,
 *   weightedLogisticLosses(2),
 *   hyperCleaning.outerPoint,
 *   penalisedSeries(basis, ratePenalty(sample.n)),
 *   { random: Stream.of("my folds") },
 * );
 * console.log(interval.low[0].toFixed(3), interval.high[0].toFixed(3)); // -0.025 0.006
 * console.log(hyperCleaning.gradient(hyperCleaning.outerPoint)[0].toFixed(3)); // -0.012
 * ```
 *
 * @module
 */

// Numerics: randomness, integration, the normal law.
export { Stream } from "./numerics/random.ts";
export * from "./numerics/normal.ts";
export * from "./numerics/quadrature.ts";
export { Jet, type Scalar } from "./numerics/jet.ts";
export * as jets from "./numerics/jet.ts";
export { type JetMath, jetMath, type SmoothFunction } from "./numerics/jet_math.ts";
export * as arrays from "./numerics/differentiable/mod.ts";
export { type Argument, type Objective, Trace } from "./numerics/differentiable/trace.ts";
export type { Kink } from "./numerics/differentiable/tensor.ts";
export type { RandomSource } from "./problems/random_source.ts";

// Functional problems: the inner solution is a function of covariates. First those with quadratic
// losses and an affine target, then those with any losses.
export type * from "./problems/functional/contract.ts";
export { linearIV } from "./problems/functional/linear_iv.ts";
export {
  sineIV,
  sineIVEndogenous,
  sineIVExogenous,
  type SineIVOptions,
} from "./problems/functional/sine_iv.ts";
export {
  type BellmanFeature,
  projectedBellman,
  projectedBellmanB1,
  projectedBellmanB2,
  projectedBellmanB3,
  type ProjectedBellmanOptions,
} from "./problems/functional/projected_bellman.ts";
export {
  type CosineSeries,
  cosSobolev,
  type CosSobolevOptions,
  type CosSobolevProblem,
  roughCosSobolev,
  type RoughCosSobolevOptions,
  smoothCosSobolev,
} from "./problems/functional/cos_sobolev.ts";
export { identified, type IdentifiedProblem } from "./problems/functional/identified.ts";
export type * from "./problems/functional/general_contract.ts";
export { hyperCleaning } from "./problems/functional/hyper_cleaning.ts";
export { poissonCleaning } from "./problems/functional/poisson_cleaning.ts";

// Functional estimators: learned functions, the orthogonal gradient and what it is compared with.
export type * from "./estimators/functional/contract.ts";
export type { Chosen } from "./estimators/functional/regression_table.ts";
export { nuisanceValues, outerEvaluation } from "./estimators/functional/evaluate.ts";
export {
  crossFit,
  type LearnedMeans,
  randomFolds,
  sampleSplit,
} from "./estimators/functional/cross_fit.ts";
export { oracle, orthogonal } from "./estimators/functional/orthogonal.ts";
export {
  adjoint as plugInAdjoint,
  forward as plugInForward,
  full as plugInFull,
  published as plugIn,
} from "./estimators/functional/plug_in.ts";
export type { Term, Terms } from "./estimators/functional/terms.ts";
export type { AffineGradient } from "./estimators/functional/affine_gradient.ts";
export * from "./estimators/functional/root.ts";
export {
  type InnerDerivatives,
  type LossDerivatives,
  lossDerivatives,
  type LossPair,
  type OuterDerivatives,
} from "./estimators/functional/losses.ts";
export * from "./estimators/functional/loss_pairs.ts";
export * from "./estimators/functional/pointwise_losses.ts";
export type { GeneralObservations, GuardRails } from "./estimators/functional/general_nuisances.ts";
export type { AdjointValues } from "./estimators/functional/general_score.ts";
export type { CrossFittedNuisances } from "./estimators/functional/general_orthogonal.ts";
export type { NuisanceLosses } from "./estimators/functional/general_nuisance_losses.ts";
export * from "./estimators/functional/general_gradient.ts";

// Learners of regressions, and of the functions that minimise any quadratic risk.
export type * from "./estimators/nuisance/contract.ts";
export type { Criterion } from "./estimators/nuisance/cross_validation.ts";
export type { PenaltyOptions } from "./estimators/nuisance/penalised_least_squares.ts";
export type {
  AdaptiveClass,
  ConvexLossValues,
  FunctionClass,
  NewtonOptions,
  QuadraticRisk,
  QuadraticRiskLearner,
  QuadraticRiskSolver,
} from "./estimators/nuisance/quadratic_risk.ts";
export * from "./estimators/nuisance/kernel.ts";
export { kernelRidge, type KernelRidgeOptions } from "./estimators/nuisance/kernel_ridge.ts";
export { nystroem, type NystroemOptions } from "./estimators/nuisance/nystroem.ts";
export {
  drawFourierFeatures,
  type FourierFeatures,
  randomFourier,
  type RandomFourierOptions,
} from "./estimators/nuisance/random_fourier.ts";
export * from "./estimators/nuisance/projection_series.ts";
export { ridge as ridgeRegression } from "./estimators/nuisance/ridge.ts";
export {
  nadarayaWatson,
  type NadarayaWatsonOptions,
} from "./estimators/nuisance/nadaraya_watson.ts";
export * from "./estimators/nuisance/nearest_neighbours.ts";
export * from "./estimators/nuisance/penalised_series.ts";
export * from "./estimators/nuisance/natural_spline.ts";

// Inference: intervals, bands, many coordinates at once, repeated splits.
export * from "./estimators/inference/wald.ts";
export {
  clusteredCovariance,
  clusteredEstimate,
  type Clustering,
} from "./estimators/inference/clusters.ts";
export { type SimultaneousBand, simultaneousBand } from "./estimators/inference/bands.ts";
export { bonferroni, holm, romanoWolf } from "./estimators/inference/multiple_testing.ts";
export {
  multiplierDraws,
  type MultiplierLaw,
  type MultiplierOptions,
  type MultiplierSource,
  type StudentizedDraws,
} from "./estimators/inference/multiplier_bootstrap.ts";
export * from "./estimators/inference/repeated.ts";
export * from "./estimators/inference/summary_table.ts";

// Parametric problems: the inner solution is a vector, and calls are counted.
export type * from "./problems/parametric/contract.ts";
export type * from "./problems/parametric/fixed_point_contract.ts";
export {
  quadratic,
  type QuadraticOptions,
  type QuadraticProblem,
} from "./problems/parametric/quadratic.ts";
export type { LabelledData, TrainingData } from "./problems/parametric/labelled_data.ts";
export {
  linearData,
  type LinearDataOptions,
  type Penalties,
  ridge,
  type RidgeOptions,
} from "./problems/parametric/ridge.ts";
export {
  logistic,
  logisticData,
  type LogisticDataOptions,
  type LogisticOptions,
} from "./problems/parametric/logistic.ts";
export type { Counted, Counts } from "./problems/parametric/counting.ts";
export { counted, type Oracle, type OracleCounts, ORACLES } from "./problems/parametric/counted.ts";
export {
  fromObjectives,
  type Given,
  type GivenAlong,
  type GivenDerivatives,
  type Objectives,
  type RowArray,
  type RowArrays,
  type RowObjective,
  type Rows,
} from "./problems/parametric/objectives.ts";
export { type WrongDerivative, wrongDerivative } from "./problems/parametric/given_derivatives.ts";
export { type Truth, truthAt } from "./problems/parametric/exact_solution.ts";

// Problems with a fixed point that can be sampled, and tasks with an inner loop.
export { gradientMap, type GradientMapOptions } from "./problems/parametric/gradient_map.ts";
export type * from "./problems/parametric/task_contract.ts";
export * from "./problems/parametric/counter_example.ts";

// Parametric estimators: of one hypergradient, and outer loops.
export type * from "./estimators/parametric/contract.ts";
export type { BatchOptions } from "./estimators/parametric/levels.ts";
export type { AdjointSteps, LowerSteps, OuterSteps } from "./estimators/parametric/options.ts";
export type { SystemRecord } from "./estimators/parametric/system_record.ts";
export {
  dense,
  nystroem as nystroemSolver,
  type NystroemOptions as NystroemSolverOptions,
} from "./estimators/parametric/dense_solvers.ts";
export {
  conjugateGradients,
  type ConjugateGradientsOptions,
} from "./estimators/parametric/krylov.ts";
export {
  fixedPoint,
  type FixedPointOptions,
  neumann,
  type NeumannOptions,
  type SolverOptions,
} from "./estimators/parametric/linear_solvers.ts";
export type * from "./estimators/parametric/linear_system.ts";
export * from "./estimators/parametric/exact.ts";
export * from "./estimators/parametric/implicit.ts";
export * from "./estimators/parametric/unrolled.ts";
export { nboCg, nboGd, type NboOptions } from "./estimators/parametric/nbo.ts";
export {
  nboSaga,
  type NboSagaOptions,
  type NboSagaState,
} from "./estimators/parametric/nbo_saga.ts";
export {
  randomSearch,
  type RandomSearchOptions,
  type RandomSearchState,
} from "./estimators/parametric/random_search.ts";
export {
  type LowerTerms,
  type OuterTerms,
  saba,
  type SabaOptions,
  type SabaState,
  soba,
  type SobaOptions,
} from "./estimators/parametric/single_loop.ts";
export type { SagaTables, Table } from "./estimators/parametric/saga.ts";
export * from "./estimators/parametric/f2sa.ts";
export {
  f2saP,
  type F2saPOptions,
  type F2saPState,
  penaltyDifferences,
  type PenaltyDifferencesOptions,
} from "./estimators/parametric/f2sa_p.ts";
export * from "./estimators/parametric/bome.ts";
export { qnbo, qnboDescent, type QnboOptions } from "./estimators/parametric/qnbo.ts";
export * from "./estimators/parametric/successive_halving.ts";
export * from "./estimators/parametric/recursion_table.ts";
export {
  recursion,
  type RecursionOptions,
  type RecursionState,
} from "./estimators/parametric/recursions.ts";
export type { Kept, Point } from "./estimators/parametric/direction.ts";
export { shine, shineDescent, type ShineOptions } from "./estimators/parametric/shine.ts";

// On fixed points that can only be sampled.
export {
  type EffortOptions,
  stochasticImplicit,
  type StochasticImplicitOptions,
} from "./estimators/parametric/stochastic_implicit.ts";
export { bsgm, type BsgmOptions } from "./estimators/parametric/bsgm.ts";
export type {
  Averaging,
  ConstantSteps,
  DecreasingSteps,
  StepOptions,
} from "./estimators/parametric/step_sequence.ts";

// Through inner loops.
export type * from "./estimators/parametric/meta_contract.ts";
export { type BufferPool, bufferPool, type Buffers } from "./estimators/parametric/buffers.ts";
export { firstOrder } from "./estimators/parametric/first_order.ts";
export {
  exactMetaGradient,
  type Trajectory,
  type TrajectoryOptions,
} from "./estimators/parametric/exact_pass.ts";
export {
  adaptiveFirstOrder,
  type AdaptiveOptions,
  type MomentState,
  unbiasedFirstOrder,
  type UnbiasedOptions,
} from "./estimators/parametric/unbiased_first_order.ts";
export * from "./estimators/parametric/meta_training.ts";
