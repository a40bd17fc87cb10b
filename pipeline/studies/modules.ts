/**
 * The modules that studies take their problems, learners, estimators and methods from.
 *
 * @module
 */

import { from } from "./ref.ts";

/** Estimators of functional gradients: `affine_gradient.ts`. */
export const affineGradient = from<typeof import("../../estimators/functional/affine_gradient.ts")>(
  "estimators/functional/affine_gradient.ts",
);
/** Estimators of functional gradients: `descent_target.ts`. */
export const descentTarget = from<typeof import("../../estimators/functional/descent_target.ts")>(
  "estimators/functional/descent_target.ts",
);
/** Estimators of functional gradients: `general_score.ts`. */
export const generalScore = from<typeof import("../../estimators/functional/general_score.ts")>(
  "estimators/functional/general_score.ts",
);
/** Estimators of functional gradients: `kernel_bilevel_means.ts`. */
export const kernelBilevelMeans = from<
  typeof import("../../estimators/functional/kernel_bilevel_means.ts")
>("estimators/functional/kernel_bilevel_means.ts");
/** Estimators of functional gradients: `loss_pairs.ts`. */
export const lossPairs = from<typeof import("../../estimators/functional/loss_pairs.ts")>(
  "estimators/functional/loss_pairs.ts",
);
/** Estimators of functional gradients: `oracle.ts`. */
export const oracle = from<typeof import("../../estimators/functional/oracle.ts")>(
  "estimators/functional/oracle.ts",
);
/** Estimators of functional gradients: `root.ts`. */
export const root = from<typeof import("../../estimators/functional/root.ts")>(
  "estimators/functional/root.ts",
);
/** Estimators of functional gradients: `score.ts`. */
export const score = from<typeof import("../../estimators/functional/score.ts")>(
  "estimators/functional/score.ts",
);
/** Estimators of functional gradients: `terms.ts`. */
export const terms = from<typeof import("../../estimators/functional/terms.ts")>(
  "estimators/functional/terms.ts",
);
/** Learners: `nadaraya_watson_each.ts`. */
export const nadarayaWatsonEach = from<
  typeof import("../../estimators/nuisance/nadaraya_watson_each.ts")
>("estimators/nuisance/nadaraya_watson_each.ts");
/** Learners: `sum_fourier.ts`. */
export const sumFourier = from<typeof import("../../estimators/nuisance/sum_fourier.ts")>(
  "estimators/nuisance/sum_fourier.ts",
);
/** Methods and estimators on parametric problems: `exact.ts`. */
export const exact = from<typeof import("../../estimators/parametric/exact.ts")>(
  "estimators/parametric/exact.ts",
);
/** Methods and estimators on parametric problems: `exact_pass.ts`. */
export const exactPass = from<typeof import("../../estimators/parametric/exact_pass.ts")>(
  "estimators/parametric/exact_pass.ts",
);
/** Methods and estimators on parametric problems: `f2sa.ts`. */
export const f2sa = from<typeof import("../../estimators/parametric/f2sa.ts")>(
  "estimators/parametric/f2sa.ts",
);
/** Methods and estimators on parametric problems: `first_order.ts`. */
export const firstOrder = from<typeof import("../../estimators/parametric/first_order.ts")>(
  "estimators/parametric/first_order.ts",
);
/** Methods and estimators on parametric problems: `implicit.ts`. */
export const implicit = from<typeof import("../../estimators/parametric/implicit.ts")>(
  "estimators/parametric/implicit.ts",
);
/** Methods and estimators on parametric problems: `meta_descent.ts`. */
export const metaDescent = from<typeof import("../../estimators/parametric/meta_descent.ts")>(
  "estimators/parametric/meta_descent.ts",
);
/** Methods and estimators on parametric problems: `mixed_fixed_point.ts`. */
export const mixedFixedPoint = from<
  typeof import("../../estimators/parametric/mixed_fixed_point.ts")
>("estimators/parametric/mixed_fixed_point.ts");
/** Methods and estimators on parametric problems: `nbo.ts`. */
export const nbo = from<typeof import("../../estimators/parametric/nbo.ts")>(
  "estimators/parametric/nbo.ts",
);
/** Methods and estimators on parametric problems: `one_sided_implicit.ts`. */
export const oneSidedImplicit = from<
  typeof import("../../estimators/parametric/one_sided_implicit.ts")
>("estimators/parametric/one_sided_implicit.ts");
/** Methods and estimators on parametric problems: `reptile.ts`. */
export const reptile = from<typeof import("../../estimators/parametric/reptile.ts")>(
  "estimators/parametric/reptile.ts",
);
/** Methods and estimators on parametric problems: `shine.ts`. */
export const shine = from<typeof import("../../estimators/parametric/shine.ts")>(
  "estimators/parametric/shine.ts",
);
/** Methods and estimators on parametric problems: `single_loop.ts`. */
export const singleLoop = from<typeof import("../../estimators/parametric/single_loop.ts")>(
  "estimators/parametric/single_loop.ts",
);
/** Methods and estimators on parametric problems: `stochastic_implicit.ts`. */
export const stochasticImplicit = from<
  typeof import("../../estimators/parametric/stochastic_implicit.ts")
>("estimators/parametric/stochastic_implicit.ts");
/** Methods and estimators on parametric problems: `unbiased_first_order.ts`. */
export const unbiasedFirstOrder = from<
  typeof import("../../estimators/parametric/unbiased_first_order.ts")
>("estimators/parametric/unbiased_first_order.ts");
/** Methods and estimators on parametric problems: `unrolled.ts`. */
export const unrolled = from<typeof import("../../estimators/parametric/unrolled.ts")>(
  "estimators/parametric/unrolled.ts",
);
/** What stages are completed with: `cleaning_problems.ts`. */
export const cleaningProblems = from<typeof import("../../pipeline/stages/cleaning_problems.ts")>(
  "pipeline/stages/cleaning_problems.ts",
);
/** What stages are completed with: `few_shot_problems.ts`. */
export const fewShotProblems = from<typeof import("../../pipeline/stages/few_shot_problems.ts")>(
  "pipeline/stages/few_shot_problems.ts",
);
/** What stages are completed with: `fixed_point_methods.ts`. */
export const fixedPointMethods = from<
  typeof import("../../pipeline/stages/fixed_point_methods.ts")
>("pipeline/stages/fixed_point_methods.ts");
/** What stages are completed with: `fixed_point_problems.ts`. */
export const fixedPointProblems = from<
  typeof import("../../pipeline/stages/fixed_point_problems.ts")
>("pipeline/stages/fixed_point_problems.ts");
/** What stages are completed with: `general_learners.ts`. */
export const generalLearners = from<typeof import("../../pipeline/stages/general_learners.ts")>(
  "pipeline/stages/general_learners.ts",
);
/** What stages are completed with: `kernel_bilevel_populations.ts`. */
export const kernelBilevelPopulations = from<
  typeof import("../../pipeline/stages/kernel_bilevel_populations.ts")
>("pipeline/stages/kernel_bilevel_populations.ts");
/** What stages are completed with: `learners.ts`. */
export const learners = from<typeof import("../../pipeline/stages/learners.ts")>(
  "pipeline/stages/learners.ts",
);
/** What stages are completed with: `meta_problems.ts`. */
export const metaProblems = from<typeof import("../../pipeline/stages/meta_problems.ts")>(
  "pipeline/stages/meta_problems.ts",
);
/** What stages are completed with: `parametric_problems.ts`. */
export const parametricProblems = from<
  typeof import("../../pipeline/stages/parametric_problems.ts")
>("pipeline/stages/parametric_problems.ts");
/** Functional problems: `cos_sobolev.ts`. */
export const cosSobolev = from<typeof import("../../problems/functional/cos_sobolev.ts")>(
  "problems/functional/cos_sobolev.ts",
);
/** Functional problems: `hyper_cleaning.ts`. */
export const hyperCleaning = from<typeof import("../../problems/functional/hyper_cleaning.ts")>(
  "problems/functional/hyper_cleaning.ts",
);
/** Functional problems: `linear_iv.ts`. */
export const linearIV = from<typeof import("../../problems/functional/linear_iv.ts")>(
  "problems/functional/linear_iv.ts",
);
/** Functional problems: `poisson_cleaning.ts`. */
export const poissonCleaning = from<typeof import("../../problems/functional/poisson_cleaning.ts")>(
  "problems/functional/poisson_cleaning.ts",
);
/** Functional problems: `projected_bellman.ts`. */
export const projectedBellman = from<
  typeof import("../../problems/functional/projected_bellman.ts")
>("problems/functional/projected_bellman.ts");
/** Functional problems: `sine_iv.ts`. */
export const sineIV = from<typeof import("../../problems/functional/sine_iv.ts")>(
  "problems/functional/sine_iv.ts",
);
/** Functional problems: `sine_iv_identified.ts`. */
export const sineIVIdentified = from<
  typeof import("../../problems/functional/sine_iv_identified.ts")
>("problems/functional/sine_iv_identified.ts");
/** Functional problems: `sine_iv_kernel.ts`. */
export const sineIVKernel = from<typeof import("../../problems/functional/sine_iv_kernel.ts")>(
  "problems/functional/sine_iv_kernel.ts",
);
/** Parametric problems: `bellman_map.ts`. */
export const bellmanMap = from<typeof import("../../problems/parametric/bellman_map.ts")>(
  "problems/parametric/bellman_map.ts",
);
/** Parametric problems: `quadratic.ts`. */
export const quadratic = from<typeof import("../../problems/parametric/quadratic.ts")>(
  "problems/parametric/quadratic.ts",
);
/** Parametric problems: `recurrent_layer.ts`. */
export const recurrentLayer = from<typeof import("../../problems/parametric/recurrent_layer.ts")>(
  "problems/parametric/recurrent_layer.ts",
);
