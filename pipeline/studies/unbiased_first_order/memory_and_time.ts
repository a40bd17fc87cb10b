/**
 * What the exact gradient costs that debiases the first-order one: memory and oracle calls against the
 * number of inner steps.
 *
 * @module
 */

import { formatInteger } from "../../../reports/charts/number.ts";
import type { Stage } from "../../engine/stage.ts";
import type { Problem } from "../experiment.ts";
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
/** The most steps of problems with networks, whose gradients take longer. */
const MOST = 300;

const NETWORK = { hidden: [4], shots: 5, queries: 5, stepSize: 1e-3, judged: 1 };
const TASKS = "two-tasks";

/** Small steps, so that the tasks are the same whatever their number. */
const PROBLEMS: readonly Problem[] = [
  {
    name: TASKS,
    code: modules.metaProblems("counterExampleProblem"),
    options: { stepSize: 1e-4, slopes: [0, 17] },
  },
  { name: "sinusoid", code: modules.fewShotProblems("sinusoidProblem"), options: NETWORK },
  {
    name: "penalties",
    code: modules.fewShotProblems("penalisedSinusoid"),
    options: { ...NETWORK, penalties: [-3, 0] },
  },
];

/** The part for a given context. */
export function memoryAndTime(context: PartContext): StudyPart {
  const { study, seed, size, table } = context;
  const { sizes } = size(SIZES);
  const stages = PROBLEMS.map(({ name, code, options = {} }): Stage => ({
    name: `${study}/${ID}/${name}/passes`,
    kind: "estimate",
    code: { entry: "pipeline/stages/meta_passes.ts", slots: { problem: code } },
    parameters: {
      name,
      problem: options,
      steps: name === TASKS ? sizes : [...new Set(sizes.map((r) => Math.min(r, MOST)))],
      trajectories: ["stored", "checkpointed", "recomputed"],
    },
    inputs: {},
    outputs: ["rows"],
    random: [seed, study, ID, name],
  }));
  const passes = table(`${ID}/table`);
  const { queries, points, slopes } = slopesThrough(
    context,
    ID,
    "meta_pass_points",
    { passes },
    "slopes",
  );
  return {
    stages,
    rows: {
      [`${ID}/table`]: {
        of: stages.map(({ name }) => name),
        labels: { study, experiment: ID },
        into: "meta_passes",
      },
    },
    queries,
    claims: [
      claim("memory_constant", RANGES.toATenth, computed({ sql: GROWTH, tables: { passes } }), {
        headline: true,
      })`
        With recomputation the memory of the debiased estimate does not depend on the number of
        inner steps: not the bytes of all arrays of numbers that it makes, by its pool or beside
        it, which is no less than what it holds. Lists and objects are not metered here, nor what
        an oracle makes for itself.
        Number: bytes for the most steps over those for the fewest, farthest from 1 of three
        problems`,
      claim("expected_calls", RANGES.rounding, computed({ sql: DEVIATION, tables: { passes } }))`
        The expected time of the debiased estimate in constant memory is of the order r + q r²: r +
        1 + q (r + r(r − 1)/2) inner gradients, Hessian-vector products and outer gradients.
        Number: greatest relative deviation of counted calls from the formula, over three problems,
        r and q = 0.01, 0.1, 0.5, 1`,
    ],
    sections: [{
      id: ID,
      title: "Memory and time against the length of the inner loop",
      text:
        `One debiased estimate on one scalar task with r = ${
          sizes.map(formatInteger).join(", ")
        } inner steps, for either outcome of its coin; claims are on two networks besides, with up to ` +
        `${MOST} steps. ${WORDS}`,
      figures: [PASSES({ points, slopes })],
    }],
  };
}

const WORDS =
  "Memory is metered, not argued: while an estimate is computed every constructor of arrays of numbers " +
  "counts the bytes that it makes, whether they come from the estimate’s pool or from elsewhere. What an " +
  "oracle makes for itself is left out, for it keeps nothing. Lists and objects of the language cannot be " +
  "counted so; that the heap of a process grows by no more than the meter says is a test of this " +
  "laboratory’s. The exact gradient needs the points of the inner loop from the last one back. It " +
  "can store them all; store each ⌈√r⌉-th and compute a stretch at a time again; or store none " +
  "and start anew for each, which is the paper’s way: constant memory for r(r − 1)/2 further " +
  "gradients. All three give the same gradient to the bit.\n\nTime is counted in calls, which are the " +
  "same on every machine. The estimate computes r inner gradients and one outer gradient in any case, and " +
  "with probability q the way back: r + 1 + q (r + r(r − 1)/2) calls on average. With q = 1/r that is of " +
  "the order of r, as of the first-order estimate.";

/** Bytes made by the recomputing exact gradient for the most inner steps over those for the fewest. */
const GROWTH = `SELECT max_by(made_bytes, steps)::DOUBLE / min_by(made_bytes, steps) AS value,
  0 AS error, problem AS which
FROM passes WHERE estimator = 'recomputed' GROUP BY problem HAVING count(*) > 1
ORDER BY abs(ln(value)) DESC NULLS FIRST, problem LIMIT 1`;

/** Counted calls, both outcomes of the coin with their probabilities, against the formula. */
const DEVIATION = `WITH calls AS (
  SELECT problem, steps::DOUBLE AS r, estimator,
    (inner_gradients + hessian_vectors + outer_gradients)::DOUBLE AS calls
  FROM passes
), expected AS (
  SELECT cheap.r, q, (1 - q) * cheap.calls + q * full_pass.calls AS counted,
    cheap.r + 1 + q * (cheap.r + cheap.r * (cheap.r - 1) / 2) AS stated
  FROM calls cheap JOIN calls full_pass USING (problem, r),
    (VALUES (0.01), (0.1), (0.5), (1)) t(q)
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
      panel: "made_bytes",
      title: "Arrays of numbers made",
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
  `-- Arrays made and calls against the number of inner steps, and the slopes of their logarithms.
SELECT quantity AS panel, estimator, exp(x) AS x, exp(y) AS value, NULL::DOUBLE AS mc_error,
  1 AS replications, 1 AS tried, slope, low AS slope_low, high AS slope_high
FROM points JOIN slopes USING (problem, estimator, quantity)
WHERE problem = '${TASKS}' ORDER BY ALL`,
);
