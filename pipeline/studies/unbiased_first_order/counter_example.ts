/**
 * Where first-order meta-learning ends on two tasks that are made to mislead it, and where its
 * debiased estimate does.
 *
 * @module
 */

import { counterExample as twoTasks } from "../../../problems/parametric/counter_example.ts";
import { formatInteger } from "../../../reports/charts/number.ts";
import type { Experiment, Problem } from "../experiment.ts";
import { debiased, trained } from "../meta_training.ts";
import { exactStage, type PartContext, type Sizes, type StudyPart } from "../parts.ts";
import { slopesThrough } from "../query.ts";
import { claim, figure, modules, RANGES, simulated } from "../words.ts";

const ID = "counter-example";
/** The sizes are iterations. */
const SIZES: Sizes = { smoke: [[200], 3], default: [[10_000], 20] };
const PROBABILITIES = [0, 0.05, 0.1, 0.2, 0.5, 1];

const CODE = modules.metaProblems("counterExampleProblem");
/** Where the two tasks' curvatures agree, the first-order estimate vanishes where the gradient does. */
const PROBLEMS: readonly Problem[] = [
  { name: "two-tasks", code: CODE, options: {} },
  { name: "equal-curvatures", code: CODE, options: { curvatures: [1, 1], slopes: [0, 17] } },
];

/** The part for a given context. */
export function counterExample(context: PartContext): StudyPart {
  const { size, profile, table } = context;
  const { sizes, replications } = size(SIZES);
  const iterations = sizes[0];
  const probabilities = profile === "smoke" ? [0, 0.1, 1] : PROBABILITIES;
  const traces = table(`${ID}/collect`);
  const { queries, slopes } = slopesThrough(context, ID, "meta_points", { traces }, "slopes");
  return {
    experiments: PROBLEMS.map((problem): Experiment => ({
      id: ID,
      problem,
      replications,
      block: 20,
      over: probabilities.map(debiased),
      measure: trained({
        training: { steps: { schedule: "harmonic", scale: 10 } },
        loop: { iterations },
      }),
    })),
    stages: PROBLEMS.map(({ name, options = {} }) =>
      exactStage(context, `${name}/exact`, modules.twoTasks("closedForms"), {
        name,
        problem: options,
      })
    ),
    queries,
    claims: [
      claim("first_order_misled", RANGES.misled, simulated({ sql: ENDING, tables: { traces } }))`
        First-order meta-learning does not converge to a stationary point: there are two tasks on
        which it ends where the derivative is √(2·0.06) = 0.346.
        Number: mean |M′(θ)| at the last iteration, first-order estimate`,
    ],
    sections: [{
      id: ID,
      title: "Two tasks that mislead first-order meta-learning",
      text:
        `Two scalar tasks, equally likely, with the parameters of the authors' published code: quadratic ` +
        `losses of curvatures 0.5 and 1.5, continued to lines far away, ten inner steps of 0.1. As a ` +
        `negative control two tasks of curvature 1. ` +
        `${formatInteger(iterations)} iterations with steps of 10/(k + 1), one task each, from ` +
        `${replications} starts drawn from [−10, 30].${words()}`,
      figures: [TRAJECTORIES({ traces, slopes })],
    }],
  };
}

function words(): string {
  const { firstOrderPoint, minimiser, derivative } = twoTasks();
  const [first, slope, least] = [
    firstOrderPoint.toFixed(5),
    derivative(firstOrderPoint).toFixed(6),
    minimiser.toFixed(5),
  ];
  return "\n\nEvery estimate begins with the first-order one, G_{FO}, the gradient of the loss where the " +
    "inner loop ends. A coin says, with probability q, whether the exact gradient G is computed, too; the " +
    "estimate is then G_{FO} + (G − G_{FO})/q. Estimators share starts and tasks. Calls are inner " +
    "gradients, Hessian-vector products and outer gradients, one each, counted by the tasks.\n\nIn closed " +
    `form (table \`exact\`): the mean first-order estimate vanishes at θ = ${first}, where M′ = ${slope}; the ` +
    `minimiser of M is ${least}. Whoever ends at the former has |M′| stay where it is, however long. With ` +
    "unbiased estimates and steps ∝ 1/k, |M′| falls as the inverse root of the iterations in the end; how " +
    "late that is depends on what the coin adds to the variance, ∝ 1/q − 1.";
}

/** |M′| at the end of descent, its mean over starts. */
const ENDING =
  `SELECT avg(gradient_norm) AS value, stddev_samp(gradient_norm) / sqrt(count(*)) AS error
FROM run_ends('traces') WHERE problem = 'two-tasks' AND estimator = 'first-order'
HAVING count(*) > 0`;

const TRAJECTORIES = figure("meta_trajectories", "slopePanels", {
  title: "The derivative along meta-training on two tasks",
  caption:
    "|M′(θ)| after 1, 2, 5, 10, … iterations against the oracle calls spent. The first-order estimate is q = 0, " +
    "the exact gradient q = 1; the unbiased one with q = 0.1 computes an exact gradient in one of ten iterations on average. Slopes are " +
    "fitted from the hundredth iteration on.",
  x: "oracle calls",
  panels: [
    {
      panel: "two-tasks",
      title: "Curvatures 0.5 and 1.5",
      what: "|M′(θ)|",
      guides: [{ slope: -0.5, label: "slope −½", beside: "exact", factor: 0.2 }],
    },
    { panel: "equal-curvatures", title: "Equal curvatures", what: "|M′(θ)|", guides: [] },
  ],
  looks: {
    "first-order": "vermillion",
    "unbiased-0.05": "purple",
    "unbiased-0.1": "blue",
    "unbiased-0.2": "indigo",
    "unbiased-0.5": "green",
    "exact": "black",
  },
}).from(
  `-- Geometric means over starts of the derivative after 1, 2, 5, 10, … iterations, against those of the
-- oracle calls, and the slopes of their logarithms.
WITH means AS (
  SELECT problem, estimator, iteration,
    exp(avg(ln(inner_gradients + hessian_vectors + outer_gradients))) AS x,
    exp(avg(ln(gradient_norm))) AS value,
    exp(avg(ln(gradient_norm))) * stddev_samp(ln(gradient_norm)) / sqrt(count(gradient_norm)) AS mc_error,
    count(gradient_norm)::INTEGER AS replications, count(*)::INTEGER AS tried
  FROM traces
  WHERE problem IN ('two-tasks', 'equal-curvatures') AND iteration > 0
    AND (gradient_norm IS NULL OR gradient_norm > 0) GROUP BY ALL
)
SELECT problem AS panel, estimator, x, value, mc_error, means.replications, tried,
  slope, low AS slope_low, high AS slope_high
FROM means LEFT JOIN slopes USING (problem, estimator)
ORDER BY ALL`,
);
