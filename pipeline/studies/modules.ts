/**
 * The modules that studies take their problems, learners, estimators and methods from: a typed line each.
 *
 * @module
 */

import { fileOf, from } from "./ref.ts";

/** Modules of a folder, each by the name of its file. */
function inFolder<Of extends Readonly<Record<string, (path: string) => unknown>>>(
  folder: string,
  modules: Of,
): { readonly [Name in keyof Of]: ReturnType<Of[Name]> } {
  const all = Object.entries(modules).map(([name, at]) => [name, at(`${folder}/${fileOf(name)}`)]);
  return Object.fromEntries(all);
}

/** Each by the name of its file. */
export const modules = {
  ...inFolder("estimators/functional", {
    descentTarget: from<typeof import("../../estimators/functional/descent_target.ts")>,
    generalScore: from<typeof import("../../estimators/functional/general_score.ts")>,
    kernelBilevelMeans: from<typeof import("../../estimators/functional/kernel_bilevel_means.ts")>,
    lossPairs: from<typeof import("../../estimators/functional/loss_pairs.ts")>,
    score: from<typeof import("../../estimators/functional/score.ts")>,
    terms: from<typeof import("../../estimators/functional/terms.ts")>,
  }),
  ...inFolder("estimators/nuisance", {
    nadarayaWatsonEach: from<typeof import("../../estimators/nuisance/nadaraya_watson_each.ts")>,
    sumFourier: from<typeof import("../../estimators/nuisance/sum_fourier.ts")>,
  }),
  ...inFolder("estimators/parametric", {
    bome: from<typeof import("../../estimators/parametric/bome.ts")>,
    exact: from<typeof import("../../estimators/parametric/exact.ts")>,
    exactPass: from<typeof import("../../estimators/parametric/exact_pass.ts")>,
    f2sa: from<typeof import("../../estimators/parametric/f2sa.ts")>,
    f2saP: from<typeof import("../../estimators/parametric/f2sa_p.ts")>,
    firstOrder: from<typeof import("../../estimators/parametric/first_order.ts")>,
    implicit: from<typeof import("../../estimators/parametric/implicit.ts")>,
    metaDescent: from<typeof import("../../estimators/parametric/meta_descent.ts")>,
    mixedFixedPoint: from<typeof import("../../estimators/parametric/mixed_fixed_point.ts")>,
    nbo: from<typeof import("../../estimators/parametric/nbo.ts")>,
    oneSidedImplicit: from<typeof import("../../estimators/parametric/one_sided_implicit.ts")>,
    qnbo: from<typeof import("../../estimators/parametric/qnbo.ts")>,
    recursions: from<typeof import("../../estimators/parametric/recursions.ts")>,
    randomSearch: from<typeof import("../../estimators/parametric/random_search.ts")>,
    reptile: from<typeof import("../../estimators/parametric/reptile.ts")>,
    shine: from<typeof import("../../estimators/parametric/shine.ts")>,
    singleLoop: from<typeof import("../../estimators/parametric/single_loop.ts")>,
    stochasticImplicit: from<typeof import("../../estimators/parametric/stochastic_implicit.ts")>,
    successiveHalving: from<typeof import("../../estimators/parametric/successive_halving.ts")>,
    unbiasedFirstOrder: from<typeof import("../../estimators/parametric/unbiased_first_order.ts")>,
    unrolled: from<typeof import("../../estimators/parametric/unrolled.ts")>,
  }),
  ...inFolder("pipeline/slots", {
    cleaningProblems: from<typeof import("../slots/cleaning_problems.ts")>,
    fewShotProblems: from<typeof import("../slots/few_shot_problems.ts")>,
    fixedPointMethods: from<typeof import("../slots/fixed_point_methods.ts")>,
    fixedPointProblems: from<typeof import("../slots/fixed_point_problems.ts")>,
    kernelBilevelPopulations: from<typeof import("../slots/kernel_bilevel_populations.ts")>,
    learners: from<typeof import("../slots/learners.ts")>,
    metaProblems: from<typeof import("../slots/meta_problems.ts")>,
    parametricProblems: from<typeof import("../slots/parametric_problems.ts")>,
  }),
  ...inFolder("pipeline/measures", {
    band: from<typeof import("../measures/band.ts")>,
    descents: from<typeof import("../measures/descents.ts")>,
    doubleRobustness: from<typeof import("../measures/double_robustness.ts")>,
    efforts: from<typeof import("../measures/efforts.ts")>,
    fixedPointErrors: from<typeof import("../measures/fixed_point_errors.ts")>,
    fixedPointPredictions: from<typeof import("../measures/fixed_point_predictions.ts")>,
    fixedPointValues: from<typeof import("../measures/fixed_point_values.ts")>,
    general: from<typeof import("../measures/general.ts")>,
    gradients: from<typeof import("../measures/gradients.ts")>,
    hypergradientErrors: from<typeof import("../measures/hypergradient_errors.ts")>,
    kernelBilevel: from<typeof import("../measures/kernel_bilevel.ts")>,
    metaTraces: from<typeof import("../measures/meta_traces.ts")>,
    oneSample: from<typeof import("../measures/one_sample.ts")>,
    traces: from<typeof import("../measures/traces.ts")>,
    truths: from<typeof import("../measures/truths.ts")>,
    twoTasks: from<typeof import("../measures/two_tasks.ts")>,
  }),
  ...inFolder("problems/functional", {
    cosSobolev: from<typeof import("../../problems/functional/cos_sobolev.ts")>,
    hyperCleaning: from<typeof import("../../problems/functional/hyper_cleaning.ts")>,
    linearIV: from<typeof import("../../problems/functional/linear_iv.ts")>,
    poissonCleaning: from<typeof import("../../problems/functional/poisson_cleaning.ts")>,
    projectedBellman: from<typeof import("../../problems/functional/projected_bellman.ts")>,
    sineIV: from<typeof import("../../problems/functional/sine_iv.ts")>,
    sineIVIdentified: from<typeof import("../../problems/functional/sine_iv_identified.ts")>,
    sineIVKernel: from<typeof import("../../problems/functional/sine_iv_kernel.ts")>,
  }),
  ...inFolder("problems/parametric", {
    bellmanMap: from<typeof import("../../problems/parametric/bellman_map.ts")>,
    quadratic: from<typeof import("../../problems/parametric/quadratic.ts")>,
    recurrentLayer: from<typeof import("../../problems/parametric/recurrent_layer.ts")>,
  }),
  /** Any other module. */
  from,
};
