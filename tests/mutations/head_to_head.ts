/**
 * Faults of the league, and of methods that it alone compares.
 *
 * @module
 */

import type { Mutation } from "./mutation.ts";

const LEAGUE_TEST = "tests/reports/sql/league_sql_test.ts";
const RECURSION_TESTS = ["recursions", "recursion_draws"]
  .map((name) => `tests/estimators/parametric/${name}_test.ts`);

/** No claim holds that they could lose: both are on methods that may be behind as well as ahead. */
export const HEAD_TO_HEAD: readonly Mutation[] = [
  {
    id: "league-least-of-all-draws",
    file: "reports/sql/league_points.sql",
    find: "WINDOW data AS (PARTITION BY study, experiment, problem, replication)",
    replace: "WINDOW data AS (PARTITION BY study, experiment, problem)",
    tests: [LEAGUE_TEST],
    claims: [],
  },
  {
    id: "league-diverged-as-left-nothing",
    file: "pipeline/studies/values.ts",
    find: "WHEN a.value IS NULL THEN 'inf'::DOUBLE",
    replace: "WHEN a.value IS NULL THEN 0",
    tests: [LEAGUE_TEST],
    claims: [],
  },
  {
    id: "recursive-direction-at-one-point",
    file: "estimators/parametric/direction.ts",
    find: "waxpy(-1, term(levels, kept.at), kept.direction)",
    replace: "waxpy(-1, term(levels, at), kept.direction)",
    tests: RECURSION_TESTS,
    claims: [],
  },
  {
    id: "series-term-without-its-number",
    file: "estimators/parametric/recursion_terms.ts",
    find: "scal(order * step, term)",
    replace: "scal(step, term)",
    tests: RECURSION_TESTS,
    claims: [],
  },
  {
    id: "penalty-difference-with-equal-weights",
    file: "estimators/parametric/f2sa_p.ts",
    find: "product * k / (k - j), 1 / j",
    replace: "product, 1 / j",
    tests: ["tests/estimators/parametric/f2sa_p_test.ts"],
    claims: [],
  },
  {
    id: "ufo-start-of-last-task-alone",
    file: "estimators/parametric/meta_descent.ts",
    find: "out[l % dx] += v[l];",
    replace: "out[l % dx] = v[l];",
    tests: ["tests/estimators/parametric/meta_descent_test.ts"],
    claims: [],
  },
];
