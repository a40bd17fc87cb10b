/**
 * What the exact gradient costs that debiases the first-order one: memory and oracle calls against the
 * number of inner steps.
 *
 * @module
 */

import { formatInteger } from "../../../reports/charts/number.ts";
import type { Stage } from "../../engine/stage.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { slopesThrough } from "../query.ts";
import { claim, computed, figure, modules, RANGES } from "../words.ts";

const ID = "memory-and-time";
/** The sizes are numbers of inner steps. */
const SIZES: Sizes = {
  smoke: [[10, 100, 1000], 1],
  default: [[10, 100, 1000, 10_000], 1],
  paper: [[10, 100, 1000, 10_000], 1],
};

/** The part for a given context. */
export function memoryAndTime(context: PartContext): StudyPart {
  const { study, seed, size, table } = context;
  const { sizes } = size(SIZES);
  const rows: Stage = {
    name: `${study}/${ID}/passes`,
    kind: "estimate",
    code: {
      entry: "pipeline/stages/meta_passes.ts",
      slots: { problem: modules.metaProblems("counterExampleProblem") },
    },
    parameters: {
      name: "two-tasks",
      // Small steps, so that the tasks are the same whatever their number.
      problem: { stepSize: 1e-4, slopes: [0, 17] },
      steps: sizes,
      trajectories: ["stored", "checkpointed", "recomputed"],
    },
    inputs: {},
    outputs: ["rows"],
    random: [seed, study, ID],
  };
  const passes = table(`${ID}/table`);
  const { queries, points, slopes } = slopesThrough(
    context,
    ID,
    "meta_pass_points",
    { passes },
    "slopes",
  );
  return {
    stages: [rows],
    rows: {
      [`${ID}/table`]: { of: [rows.name], labels: { study, experiment: ID }, into: "meta_passes" },
    },
    queries,
    claims: [
      claim("memory_constant", RANGES.near, computed({ sql: GROWTH, tables: { passes } }))`
        With recomputation the memory of the debiased estimate does not depend on the number of
        inner steps.
        Number: peak memory for the most steps over that for the fewest`,
      claim("expected_calls", RANGES.rounding, computed({ sql: DEVIATION, tables: { passes } }))`
        The expected time of the debiased estimate in constant memory is of the order r + q r²: r +
        1 + q (r + r(r − 1)/2) calls.
        Number: greatest relative deviation of counted calls from the formula, over r and q =
        0.01, 0.1, 0.5, 1`,
    ],
    sections: [{
      id: ID,
      title: "Memory and time against the length of the inner loop",
      text: `One debiased estimate on one scalar task with r = ${
        sizes.map(formatInteger).join(", ")
      } inner steps, for either outcome of its coin. ${WORDS}`,
      figures: [PASSES({ points, slopes })],
    }],
  };
}

const WORDS =
  "Memory is metered, not argued: every array of an estimate comes from a pool that knows the most that " +
  "was lent at once. The exact gradient needs the points of the inner loop from the last one back. It " +
  "can store them all; store each ⌈√r⌉-th and compute a stretch at a time again; or store none " +
  "and start anew for each, which is the paper’s way: constant memory for r(r − 1)/2 further " +
  "gradients. All three give the same gradient to the bit.\n\nTime is counted in calls, which are the " +
  "same on every machine. The estimate computes r inner gradients and one outer gradient in any case, and " +
  "with probability q the way back: r + 1 + q (r + r(r − 1)/2) calls on average. With q = 1/r that is of " +
  "the order of r, as of the first-order estimate.";

/** Peak memory of the recomputing exact gradient for the most inner steps over that for the fewest. */
const GROWTH =
  `SELECT max_by(peak_bytes, steps)::DOUBLE / min_by(peak_bytes, steps) AS value, 0 AS error
FROM passes WHERE estimator = 'recomputed' HAVING count(*) > 1`;

/** Counted calls, both outcomes of the coin with their probabilities, against the formula. */
const DEVIATION = `WITH calls AS (
  SELECT steps::DOUBLE AS r, estimator,
    (inner_gradients + hessian_vectors + outer_gradients)::DOUBLE AS calls
  FROM passes
), expected AS (
  SELECT cheap.r, q, (1 - q) * cheap.calls + q * full_pass.calls AS counted,
    cheap.r + 1 + q * (cheap.r + cheap.r * (cheap.r - 1) / 2) AS stated
  FROM calls cheap JOIN calls full_pass USING (r), (VALUES (0.01), (0.1), (0.5), (1)) t(q)
  WHERE cheap.estimator = 'first-order' AND full_pass.estimator = 'recomputed'
)
SELECT max(abs(counted / stated - 1)) AS value, 0 AS error FROM expected HAVING count(*) > 0`;

const PASSES = figure("meta_passes", "slopePanels", {
  title: "Memory and oracle calls against the number of inner steps",
  caption:
    "One exact gradient through an inner loop of r steps whose points are stored, checkpointed or " +
    "recomputed; and, of the calls, those on average of the debiased estimate that computes it once in r " +
    "times.",
  reading:
    "Nothing here is random. All axes logarithmic; the thin dashed guides have the slopes beside them.",
  x: "inner steps r",
  panels: [
    {
      panel: "peak_bytes",
      title: "Peak memory",
      what: "bytes",
      guides: [
        { slope: 1, label: "∝ r", beside: "stored", factor: 2.5 },
        { slope: 0.5, label: "∝ √r", beside: "checkpointed", factor: 0.4 },
      ],
    },
    {
      panel: "calls",
      title: "Calls of one estimate",
      what: "calls",
      guides: [
        { slope: 2, label: "∝ r²", beside: "recomputed", factor: 2.5 },
        { slope: 1, label: "∝ r", beside: "stored", factor: 0.4 },
      ],
    },
  ],
  looks: {
    "stored": "vermillion",
    "checkpointed": "green",
    "recomputed": "blue",
    "recomputed, q = 1/r": "indigo",
  },
}).from(
  `-- Peak memory and calls against the number of inner steps, and the slopes of their logarithms.
SELECT quantity AS panel, estimator, exp(x) AS x, exp(y) AS value, NULL::DOUBLE AS mc_error,
  1 AS replications, 1 AS tried, slope, low AS slope_low, high AS slope_high
FROM points JOIN slopes USING (problem, estimator, quantity)
ORDER BY ALL`,
);
