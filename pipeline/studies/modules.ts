/**
 * The modules that studies take their problems, learners, estimators and methods from: a typed line each.
 *
 * @module
 */

import { from } from "./ref.ts";

/** Each by the name of its file. */
export const modules = {
  descentTarget: from<typeof import("../../estimators/functional/descent_target.ts")>(
    "estimators/functional/descent_target.ts",
  ),
  generalScore: from<typeof import("../../estimators/functional/general_score.ts")>(
    "estimators/functional/general_score.ts",
  ),
  kernelBilevelMeans: from<typeof import("../../estimators/functional/kernel_bilevel_means.ts")>(
    "estimators/functional/kernel_bilevel_means.ts",
  ),
  lossPairs: from<typeof import("../../estimators/functional/loss_pairs.ts")>(
    "estimators/functional/loss_pairs.ts",
  ),
  score: from<typeof import("../../estimators/functional/score.ts")>(
    "estimators/functional/score.ts",
  ),
  terms: from<typeof import("../../estimators/functional/terms.ts")>(
    "estimators/functional/terms.ts",
  ),
  nadarayaWatsonEach: from<typeof import("../../estimators/nuisance/nadaraya_watson_each.ts")>(
    "estimators/nuisance/nadaraya_watson_each.ts",
  ),
  sumFourier: from<typeof import("../../estimators/nuisance/sum_fourier.ts")>(
    "estimators/nuisance/sum_fourier.ts",
  ),
  exact: from<typeof import("../../estimators/parametric/exact.ts")>(
    "estimators/parametric/exact.ts",
  ),
  exactPass: from<typeof import("../../estimators/parametric/exact_pass.ts")>(
    "estimators/parametric/exact_pass.ts",
  ),
  f2sa: from<typeof import("../../estimators/parametric/f2sa.ts")>("estimators/parametric/f2sa.ts"),
  firstOrder: from<typeof import("../../estimators/parametric/first_order.ts")>(
    "estimators/parametric/first_order.ts",
  ),
  implicit: from<typeof import("../../estimators/parametric/implicit.ts")>(
    "estimators/parametric/implicit.ts",
  ),
  metaDescent: from<typeof import("../../estimators/parametric/meta_descent.ts")>(
    "estimators/parametric/meta_descent.ts",
  ),
  mixedFixedPoint: from<typeof import("../../estimators/parametric/mixed_fixed_point.ts")>(
    "estimators/parametric/mixed_fixed_point.ts",
  ),
  nbo: from<typeof import("../../estimators/parametric/nbo.ts")>("estimators/parametric/nbo.ts"),
  oneSidedImplicit: from<typeof import("../../estimators/parametric/one_sided_implicit.ts")>(
    "estimators/parametric/one_sided_implicit.ts",
  ),
  reptile: from<typeof import("../../estimators/parametric/reptile.ts")>(
    "estimators/parametric/reptile.ts",
  ),
  shine: from<typeof import("../../estimators/parametric/shine.ts")>(
    "estimators/parametric/shine.ts",
  ),
  singleLoop: from<typeof import("../../estimators/parametric/single_loop.ts")>(
    "estimators/parametric/single_loop.ts",
  ),
  stochasticImplicit: from<typeof import("../../estimators/parametric/stochastic_implicit.ts")>(
    "estimators/parametric/stochastic_implicit.ts",
  ),
  unbiasedFirstOrder: from<typeof import("../../estimators/parametric/unbiased_first_order.ts")>(
    "estimators/parametric/unbiased_first_order.ts",
  ),
  unrolled: from<typeof import("../../estimators/parametric/unrolled.ts")>(
    "estimators/parametric/unrolled.ts",
  ),
  cleaningProblems: from<typeof import("../../pipeline/slots/cleaning_problems.ts")>(
    "pipeline/slots/cleaning_problems.ts",
  ),
  fewShotProblems: from<typeof import("../../pipeline/slots/few_shot_problems.ts")>(
    "pipeline/slots/few_shot_problems.ts",
  ),
  fixedPointMethods: from<typeof import("../../pipeline/slots/fixed_point_methods.ts")>(
    "pipeline/slots/fixed_point_methods.ts",
  ),
  fixedPointProblems: from<typeof import("../../pipeline/slots/fixed_point_problems.ts")>(
    "pipeline/slots/fixed_point_problems.ts",
  ),
  kernelBilevelPopulations: from<
    typeof import("../../pipeline/slots/kernel_bilevel_populations.ts")
  >("pipeline/slots/kernel_bilevel_populations.ts"),
  learners: from<typeof import("../../pipeline/slots/learners.ts")>("pipeline/slots/learners.ts"),
  metaProblems: from<typeof import("../../pipeline/slots/meta_problems.ts")>(
    "pipeline/slots/meta_problems.ts",
  ),
  parametricProblems: from<typeof import("../../pipeline/slots/parametric_problems.ts")>(
    "pipeline/slots/parametric_problems.ts",
  ),
  band: from<typeof import("../../pipeline/measures/band.ts")>("pipeline/measures/band.ts"),
  descents: from<typeof import("../../pipeline/measures/descents.ts")>(
    "pipeline/measures/descents.ts",
  ),
  doubleRobustness: from<typeof import("../../pipeline/measures/double_robustness.ts")>(
    "pipeline/measures/double_robustness.ts",
  ),
  efforts: from<typeof import("../../pipeline/measures/efforts.ts")>(
    "pipeline/measures/efforts.ts",
  ),
  fixedPointErrors: from<typeof import("../../pipeline/measures/fixed_point_errors.ts")>(
    "pipeline/measures/fixed_point_errors.ts",
  ),
  fixedPointValues: from<typeof import("../../pipeline/measures/fixed_point_values.ts")>(
    "pipeline/measures/fixed_point_values.ts",
  ),
  general: from<typeof import("../../pipeline/measures/general.ts")>(
    "pipeline/measures/general.ts",
  ),
  gradients: from<typeof import("../../pipeline/measures/gradients.ts")>(
    "pipeline/measures/gradients.ts",
  ),
  hypergradientErrors: from<typeof import("../../pipeline/measures/hypergradient_errors.ts")>(
    "pipeline/measures/hypergradient_errors.ts",
  ),
  kernelBilevel: from<typeof import("../../pipeline/measures/kernel_bilevel.ts")>(
    "pipeline/measures/kernel_bilevel.ts",
  ),
  metaTraces: from<typeof import("../../pipeline/measures/meta_traces.ts")>(
    "pipeline/measures/meta_traces.ts",
  ),
  oneSample: from<typeof import("../../pipeline/measures/one_sample.ts")>(
    "pipeline/measures/one_sample.ts",
  ),
  traces: from<typeof import("../../pipeline/measures/traces.ts")>("pipeline/measures/traces.ts"),
  truths: from<typeof import("../../pipeline/measures/truths.ts")>("pipeline/measures/truths.ts"),
  twoTasks: from<typeof import("../../pipeline/measures/two_tasks.ts")>(
    "pipeline/measures/two_tasks.ts",
  ),
  cosSobolev: from<typeof import("../../problems/functional/cos_sobolev.ts")>(
    "problems/functional/cos_sobolev.ts",
  ),
  hyperCleaning: from<typeof import("../../problems/functional/hyper_cleaning.ts")>(
    "problems/functional/hyper_cleaning.ts",
  ),
  linearIV: from<typeof import("../../problems/functional/linear_iv.ts")>(
    "problems/functional/linear_iv.ts",
  ),
  poissonCleaning: from<typeof import("../../problems/functional/poisson_cleaning.ts")>(
    "problems/functional/poisson_cleaning.ts",
  ),
  projectedBellman: from<typeof import("../../problems/functional/projected_bellman.ts")>(
    "problems/functional/projected_bellman.ts",
  ),
  sineIV: from<typeof import("../../problems/functional/sine_iv.ts")>(
    "problems/functional/sine_iv.ts",
  ),
  sineIVIdentified: from<typeof import("../../problems/functional/sine_iv_identified.ts")>(
    "problems/functional/sine_iv_identified.ts",
  ),
  sineIVKernel: from<typeof import("../../problems/functional/sine_iv_kernel.ts")>(
    "problems/functional/sine_iv_kernel.ts",
  ),
  bellmanMap: from<typeof import("../../problems/parametric/bellman_map.ts")>(
    "problems/parametric/bellman_map.ts",
  ),
  quadratic: from<typeof import("../../problems/parametric/quadratic.ts")>(
    "problems/parametric/quadratic.ts",
  ),
  recurrentLayer: from<typeof import("../../problems/parametric/recurrent_layer.ts")>(
    "problems/parametric/recurrent_layer.ts",
  ),
  /** Any other module. */
  from,
};
