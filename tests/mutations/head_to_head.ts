/**
 * Faults of the league, and of methods that it alone compares.
 *
 * @module
 */

import type { Mutation } from "./mutation.ts";

const LEAGUE_TEST = "tests/reports/sql/league_sql_test.ts";

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
    id: "ufo-start-of-last-task-alone",
    file: "estimators/parametric/meta_descent.ts",
    find: "out[l % dx] += v[l];",
    replace: "out[l % dx] = v[l];",
    tests: ["tests/estimators/parametric/meta_descent_test.ts"],
    claims: [],
  },
];
