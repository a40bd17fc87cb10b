/**
 * Faults that the comparison with published tables has to notice, and faults of the comparison itself.
 *
 * @module
 */

import type { Mutation } from "./mutation.ts";

const JOINT = "numerics/joint_test.ts";
const TABLE = "pipeline/measures/published_table.ts";

/** They are noticed by the tests of their files, and those of estimators by the claims `published_*` too. */
export const PUBLISHED_FAULTS: readonly Mutation[] = [
  {
    id: "plug-in-root-for-orthogonal",
    file: "estimators/functional/root.ts",
    find: "export function rootOf(terms: Terms): RootEstimator {",
    replace: "export function rootOf(of: Terms): RootEstimator {\n" +
      "  const terms = of === ORTHOGONAL ? PUBLISHED : of;",
    tests: ["tests/estimators/functional/root_test.ts"],
    claims: ["published_iv_figure4_root_rmse", "published_bellman_b3_root_rmse"],
  },
  {
    id: "published-correction-dropped",
    file: "estimators/functional/terms.ts",
    find: '  { direction: "g - j", of: "h", less: "m" },\n',
    replace: "",
    tests: ["tests/estimators/functional/score_test.ts"],
    claims: ["published_iv_figure2_wald", "published_iv_figure2_studentized"],
  },
  {
    id: "published-standard-errors-small",
    file: "estimators/inference/wald.ts",
    find: "Math.sqrt(s / divisor / n) / scale",
    replace: "0.96 * Math.sqrt(s / divisor / n) / scale",
    tests: ["tests/estimators/inference/wald_test.ts"],
    claims: ["published_iv_figure2_wald", "published_iv_figure2_studentized"],
  },
  {
    id: "published-product-of-two",
    file: "estimators/functional/nuisance_errors.ts",
    find: "product: j * (h + m)",
    replace: "product: j * h",
    tests: ["tests/estimators/functional/nuisance_errors_test.ts"],
    claims: ["published_iv_figure1_nuisance", "published_bellman_b1_nuisance"],
  },
  {
    id: "published-penalty-by-n",
    file: "estimators/functional/kernel_bilevel_smooth.ts",
    find: "lambdas.map((lambda) => n * lambda)",
    replace: "lambdas.map((lambda) => 1.1 * n * lambda)",
    tests: ["tests/estimators/functional/kernel_bilevel_smooth_test.ts"],
    claims: [],
  },
  {
    id: "published-cells-as-independent",
    file: JOINT,
    find: "for (let j = 0; j <= i; j++) {",
    replace: "for (let j = i; j <= i; j++) {",
    tests: ["tests/numerics/joint_test_test.ts"],
    claims: [],
  },
  {
    id: "published-own-error-forgotten",
    file: TABLE,
    find: "rounded(x + ours[b] - middle)",
    replace: "rounded(x)",
    tests: ["tests/pipeline/measures/published_table_test.ts"],
    claims: [],
  },
  {
    id: "published-repeated-cells-count",
    file: TABLE,
    find: "if (!cells[c].distinct) return;",
    replace: "",
    tests: ["tests/pipeline/measures/published_table_test.ts"],
    claims: [],
  },
];
