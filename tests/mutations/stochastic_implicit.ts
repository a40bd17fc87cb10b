/**
 * Faults of stochastic implicit differentiation, of what it is held against, and of BSGM.
 *
 * @module
 */

import type { Mutation } from "./mutation.ts";

const SID = "estimators/parametric/stochastic_implicit.ts";
const SID_TEST = "tests/estimators/parametric/stochastic_implicit_test.ts";
const PREDICTION_TEST = "tests/pipeline/measures/sid_prediction_test.ts";

/** The faults. */
export const STOCHASTIC_IMPLICIT: readonly Mutation[] = [
  {
    id: "sid-outer-gradient",
    file: SID,
    find: "const b = outer.gradientY(x, y);",
    replace: "const b = outer.gradientY(x, y).map((value) => 0.9 * value);",
    tests: [SID_TEST],
    claims: [
      "sid_rate_gradient",
      "sid_constant",
      "sid_cross_plateau",
      "sid_solver_lower",
      "sid_solver_limits",
      "sid_layer_constant",
      "sid_bellman_constant",
    ],
  },
  {
    id: "sid-not-transposed",
    file: SID,
    find: "return (v) => (sample ??= drawProduct()).vjp(x, y, v);",
    replace: "return (v) => (sample ??= drawProduct()).jvp(x, y, v);",
    tests: [SID_TEST, PREDICTION_TEST],
    claims: ["sid_layer_rate", "sid_layer_constant", "sid_bellman_rate", "sid_bellman_constant"],
  },
  {
    id: "sid-steps-root",
    file: "estimators/parametric/step_sequence.ts",
    find: "return (i) => beta / (gamma + i);",
    replace: "return (i) => beta / Math.sqrt(gamma * (gamma + i));",
    tests: [SID_TEST],
    claims: ["sid_rate_lower", "sid_rate_adjoint", "sid_rate_gradient", "sid_rate_t", "sid_rate_k"],
  },
  {
    id: "sid-shared-samples",
    file: SID,
    find: 'stream("linsys")',
    replace: 'stream("lower")',
    tests: [SID_TEST],
    claims: [],
  },
  {
    id: "sid-cross-samples",
    file: SID,
    find: "const cross = batch === undefined ? undefined : J * batch;",
    replace: "const cross = batch === undefined ? undefined : batch;",
    tests: [SID_TEST],
    claims: ["sid_cross_slope", "sid_layer_constant", "sid_bellman_constant"],
  },
  {
    id: "sid-lower-batch",
    file: SID,
    find: 'sampler(owner, problem, batch, stream("lower"))',
    replace: 'sampler(owner, problem, batch && Math.ceil(batch / 2), stream("lower"))',
    tests: [SID_TEST],
    claims: ["sid_exact_lower", "sid_constant", "sid_bellman_constant"],
  },
  {
    id: "sid-no-adjoint",
    file: SID,
    find: 'stream("cross"))().vjpX(x, y, u);',
    replace: 'stream("cross"))().vjpX(x, y, b);',
    tests: [SID_TEST],
    claims: ["sid_cheaper_coarse", "sid_solver_lower", "sid_solver_adjoint"],
  },
  {
    id: "budget-constants",
    file: "reports/sql/budget_splits.sql",
    find: "greatest(a, 0) / t",
    replace: "greatest(c, 0) / t",
    tests: ["tests/reports/sql/budget_sql_test.ts"],
    claims: ["budget_split_logistic"],
  },
  {
    id: "budget-constant-off",
    file: "reports/sql/budget_constants.sql",
    find: "avg((error - total * l) / (s - l)) AS value",
    replace: "avg(if(part = 't', 1.3, 1) * (error - total * l) / (s - l)) AS value",
    tests: ["tests/reports/sql/budget_sql_test.ts"],
    claims: [],
  },
  {
    id: "bsgm-growth",
    file: "estimators/parametric/bsgm.ts",
    find: 'growth === "linear" ? s + 1 :',
    replace: 'growth === "linear" ? 1 :',
    tests: ["tests/estimators/parametric/bsgm_test.ts"],
    claims: ["outer_without_warm_start"],
  },
];
