/**
 * Faults of NBO, and of what it is held against.
 *
 * @module
 */

import type { Mutation } from "./mutation.ts";

const NBO = "estimators/parametric/nbo.ts";
const NBO_TEST = "tests/estimators/parametric/nbo_test.ts";

/** The faults. */
export const CURVATURE_AWARE: readonly Mutation[] = [
  {
    id: "nbo-cross-at-old-point",
    file: NBO,
    find: 'axpy(-1, levels.lower("cross").cross(x, nextY, nextU), gradient);',
    replace: 'axpy(-0.7, levels.lower("cross").cross(x, y, nextU), gradient);',
    tests: [NBO_TEST],
    claims: ["direction_is_first_order"],
  },
  {
    id: "nbo-adjoint-sign",
    file: NBO,
    find: "b.set(axpy(-1, levels.outer(0).gradientY(x, y), hessians(0).times(u)), n);",
    replace: "b.set(axpy(1, levels.outer(0).gradientY(x, y), hessians(0).times(u)), n);",
    tests: [NBO_TEST],
    claims: [
      "direction_is_first_order",
      "nbo_gradients_stay",
      "hessian_products_grow",
      "no_products_saved",
      "stationary_like_inverse",
      "stationary_like_root",
      "cleaning_helps",
      "cleaning_separates",
      "nbo_one_is_amigo_ten",
      "nbo_one_is_amigo_two",
      "nbo_one_beats_amigo_one",
    ],
  },
  {
    id: "nbo-adjoint-not-refreshed",
    file: NBO,
    find: "const nextU = waxpy(-1, row(steps, 1, n), u);",
    replace: "const nextU = u;",
    tests: [NBO_TEST],
    claims: [
      "direction_is_first_order",
      "nbo_gradients_stay",
      "hessian_products_grow",
      "no_products_saved",
      "stationary_like_inverse",
      "stationary_like_root",
    ],
  },
  {
    id: "nbo-hessian-elsewhere",
    file: NBO,
    find: "const hessians = hessiansAt(levels, x, y);\n  const b",
    replace: "const hessians = hessiansAt(levels, x, y.map((value) => 1.5 * value));\n  const b",
    tests: [NBO_TEST],
    claims: [],
  },
  {
    id: "nbo-newton-step-short",
    file: NBO,
    find: "const next = waxpy(-1, u, y);",
    replace: "const next = waxpy(-0.7, u, y);",
    tests: [NBO_TEST],
    claims: ["newton_step_squares"],
  },
  {
    id: "nbo-hessian-step-missing",
    file: NBO,
    find: "fixedPoint({ iterations: options.steps + 1 })",
    replace: "fixedPoint({ iterations: options.steps })",
    tests: [NBO_TEST],
    claims: [],
  },
  {
    id: "amigo-one-adjoint-step",
    file: "estimators/parametric/implicit.ts",
    find: "adjoint: { solver, iterations: adjointSteps } });",
    replace: "adjoint: { solver, iterations: Math.min(1, adjointSteps) } });",
    tests: ["tests/estimators/parametric/implicit_loops_test.ts"],
    claims: ["amigo_gradients_grow", "hessian_products_grow"],
  },
  {
    id: "soba-cross-sign",
    file: "estimators/parametric/single_loop.ts",
    find: "x: waxpy(-outerStep(options, k), waxpy(-1, cross, gradientX), x),",
    replace: "x: waxpy(-outerStep(options, k), waxpy(1, cross, gradientX), x),",
    tests: ["tests/estimators/parametric/single_loop_test.ts"],
    claims: [],
  },
  {
    id: "saga-change-by-its-share",
    file: "estimators/parametric/saga.ts",
    find: "direction: along(1),",
    replace: "direction: along(shares[block]),",
    tests: [
      "tests/estimators/parametric/nbo_saga_test.ts",
      "tests/estimators/parametric/single_loop_test.ts",
    ],
    claims: [],
  },
  {
    id: "nbo-saga-adjoint-from-another-table",
    file: "estimators/parametric/saga.ts",
    find: 'return { times: (p) => along("product", lower, block, of.times(p)) };',
    replace: 'return { times: (p) => along("gradient", lower, block, of.times(p)) };',
    tests: ["tests/estimators/parametric/nbo_saga_test.ts"],
    claims: [],
  },
  {
    id: "minibatch-cross-by-all",
    file: "problems/parametric/empirical_loss.ts",
    find: "out[i] += slopes[at] * directions[at] / n;",
    replace: "out[i] += slopes[at] * directions[at] / model.n;",
    tests: ["tests/problems/parametric/weighted_fit_test.ts"],
    claims: [],
  },
  {
    id: "steps-of-another-axis",
    file: "pipeline/measures/traces.ts",
    find: " && of.axis === axis",
    replace: "",
    tests: ["tests/pipeline/measures/tuned_steps_test.ts"],
    claims: [],
  },
  {
    id: "separation-upside-down",
    file: "pipeline/slots/cleaning_problems.ts",
    find: "const [right, bad] = [of(0), of(1)];",
    replace: "const [right, bad] = [of(1), of(0)];",
    tests: ["tests/pipeline/slots/cleaning_problems_test.ts"],
    claims: ["cleaning_separates"],
  },
];
