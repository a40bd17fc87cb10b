/**
 * Faults of the debiased estimate, and of what it is made of.
 *
 * @module
 */

import type { Mutation } from "./mutation.ts";

const PARAMETRIC = "estimators/parametric";
const MEAN = ["debiased_exactly", "debiased_mean"];
const DESCENT = ["unbiased_converges", "unbiased_rate"];

/** In `estimators/parametric`. */
const fault = (
  id: string,
  file: string,
  find: string,
  replace: string,
  tests: readonly string[],
  claims: readonly string[],
): Mutation => ({
  ...{ id: `ufo-${id}`, file: `${PARAMETRIC}/${file}.ts`, find, replace, claims },
  tests: tests.map((test) => `tests/${test}_test.ts`),
});

/** All of them. */
export const UNBIASED_FIRST_ORDER: readonly Mutation[] = [
  fault(
    "hessian-tenth-missing",
    "exact_pass",
    "axpy(-stepSize, work, v);",
    "axpy(-0.9 * stepSize, work, v);",
    [`${PARAMETRIC}/exact_pass`, "pipeline/stages/meta_moments"],
    [...MEAN, "second_moment_exactly", "unbiased_rate"],
  ),
  fault(
    "start-dropped",
    "exact_pass",
    "addThroughStart(task, theta, v, gradient, buffers);",
    "",
    [`${PARAMETRIC}/exact_pass`],
    [...MEAN, "second_moment_exactly", ...DESCENT, "few_shot_works"],
  ),
  fault(
    "cross-tenth-missing",
    "exact_pass",
    "axpy(-stepSize, term, gradient);",
    "axpy(-0.9 * stepSize, term, gradient);",
    [`${PARAMETRIC}/exact_pass`],
    ["debiased_exactly", "second_moment_exactly"],
  ),
  fault(
    "outer-theta-dropped",
    "exact_pass",
    "outer.gradientTheta?.(theta, points.end, gradient);",
    "",
    [`${PARAMETRIC}/exact_pass`],
    ["debiased_exactly"],
  ),
  fault(
    "coin-too-often",
    "unbiased_first_order",
    'random.split("coin").uniform() < q)',
    'random.split("coin").uniform() < 1.15 * q)',
    [`${PARAMETRIC}/unbiased_first_order`],
    ["debiased_mean", "second_moment", "unbiased_rate"],
  ),
  fault(
    "correction-too-small",
    "unbiased_first_order",
    "const rest = 1 - 1 / q;",
    "const rest = 1 - 0.9 / q;",
    [`${PARAMETRIC}/unbiased_first_order`],
    [...MEAN, "second_moment_exactly", ...DESCENT],
  ),
  fault(
    "first-order-is-exact",
    "unbiased_first_order",
    "return { gradient: firstOrderPass(task, theta, buffers), q, exact: false, state };",
    "return { gradient: exactPass(task, theta, trajectory, buffers).gradient, q, exact: false, state };",
    [`${PARAMETRIC}/unbiased_first_order`],
    ["first_order_biased", ...MEAN, "expected_calls"],
  ),
  fault(
    "first-order-through-loop",
    "first_order",
    "gradient: firstOrderPass(task, theta, buffers),",
    "gradient: firstOrderPass({ ...task, steps: 0 }, theta, buffers),",
    [`${PARAMETRIC}/meta_training`],
    ["first_order_family", "first_order_misled"],
  ),
  fault(
    "points-kept",
    "exact_pass",
    "    return phi;",
    "    return phi.slice();",
    ["pipeline/stages/meta_passes"],
    ["memory_constant"],
  ),
  fault(
    "recomputed-is-stored",
    "exact_pass",
    'if (trajectory === "recomputed") return recomputed(task, theta, work, buffers);',
    'if (trajectory === "recomputed") return checkpointed(task, theta, 1, work, buffers);',
    [`${PARAMETRIC}/exact_pass`],
    ["memory_constant", "expected_calls"],
  ),
  fault(
    "uphill",
    "meta_training",
    "axpy(-stepSize(options.steps, k)",
    "axpy(stepSize(options.steps, k)",
    [`${PARAMETRIC}/meta_training`],
    ["few_shot_works", "unbiased_converges", "first_order_family", "first_order_not_misled"],
  ),
];
