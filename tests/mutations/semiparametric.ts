/**
 * Faults in the estimators of functional gradients.
 *
 * @module
 */

import type { Mutation } from "./mutation.ts";

const of = (file: string): string => `estimators/functional/${file}.ts`;
const test = (file: string): string => `tests/estimators/functional/${file}_test.ts`;

/** Each wrong by one line. */
export const SEMIPARAMETRIC: readonly Mutation[] = [
  {
    id: "correction-dropped",
    file: of("terms"),
    find: `  { direction: "g - j", of: "h", less: "m" },\n`,
    replace: "",
    tests: [test("score")],
    claims: ["penalised_coverage", "penalised_gain", "penalised_rate", "bias_order_orthogonal"],
  },
  {
    id: "correction-by-nine-tenths",
    file: of("score"),
    find: "    return termScores(terms, n, p, { g: jacobian,",
    replace:
      "    return termScores(terms, n, p, { g: jacobian.map((g, i) => j[i] + 0.9 * (g - j[i])),",
    tests: [test("score")],
    claims: ["bias_order_orthogonal"],
  },
  {
    id: "standard-errors-too-small",
    file: "estimators/inference/wald.ts",
    find: "squares.map((s, k) => Math.sqrt(s / divisor / n) / scale[k])",
    replace: "squares.map((s, k) => 0.92 * Math.sqrt(s / divisor / n) / scale[k])",
    tests: ["tests/estimators/inference/wald_test.ts"],
    claims: ["standard_errors", "penalised_errors"],
  },
  {
    id: "root-of-the-plug-in",
    file: of("root"),
    find: "  const affine = affineOf(terms);\n  const scores = scoresOf(terms);",
    replace: "  const affine = affineOf(PUBLISHED);\n  const scores = scoresOf(PUBLISHED);",
    tests: [test("root")],
    claims: ["root_gain", "root_efficiency", "linear_root_gain"],
  },
  {
    id: "sandwich-without-its-bread",
    file: "estimators/inference/sandwich.ts",
    find: "variance += inverse[k * p + l] * covariance[l * p + q] * inverse[k * p + q];",
    replace: "variance += inverse[k * p + l] * covariance[l * p + q] * (k === q ? 1 : 0);",
    tests: [test("root")],
    claims: ["root_coverage"],
  },
  {
    id: "band-of-a-lower-level",
    file: "estimators/inference/bands.ts",
    find: "const rank = Math.ceil(level * (draws.draws + 1) - 1e-9);",
    replace: "const rank = Math.ceil((level - 0.05) * (draws.draws + 1) - 1e-9);",
    tests: ["tests/estimators/inference/bands_test.ts"],
    claims: ["uniform_control", "uniform_on_path"],
  },
  {
    id: "both-factors-from-the-same-folds",
    file: of("double_cross_fit"),
    find: "  const residual = learn(following + 1, folds - 1);",
    replace: "  const residual = learn(1, following);",
    tests: [test("double_cross_fit")],
    claims: ["double_cross_fitting"],
  },
  {
    id: "c-term-dropped",
    file: of("general_score"),
    find: " + c[at] * inner.v[i];",
    replace: ";",
    tests: [test("general_score")],
    claims: [],
  },
  {
    id: "third-derivative-dropped",
    file: of("general_score"),
    find: "(inner.vvw[at] + inner.vvv[i] * b) * a",
    replace: "inner.vvw[at] * a",
    tests: [test("general_score"), test("general_gradient"), test("general_orthogonal")],
    claims: [],
  },
  {
    id: "adjoint-by-nine-tenths",
    file: of("general_score"),
    find: "const alongB = outer.v[i] + a[i] * inner.vv[i];",
    replace: "const alongB = outer.v[i] + 0.9 * a[i] * inner.vv[i];",
    tests: [test("general_score")],
    claims: ["hyper_cleaning_coverage", "poisson_coverage"],
  },
];
