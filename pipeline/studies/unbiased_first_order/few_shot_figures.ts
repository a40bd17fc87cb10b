/**
 * The figures of few-shot learning.
 *
 * @module
 */

import { figure } from "../words.ts";

/** How estimators are drawn. */
const LOOKS = {
  "first-order": "vermillion",
  "unbiased-0.2": "blue",
  "adaptive": "indigo",
  "exact": "black",
  "reptile": "purple",
} as const;

const CALLS = { x: "oracle calls", log: false };
const WRONG = { what: "share classified wrongly" };

/** Losses against calls. */
export const LOSSES = figure("meta_few_shot", "methodCurves", {
  title: "Few-shot loss on unseen tasks against oracle calls",
  caption:
    "Loss after the inner loop on tasks that no training sees, and share of their queries classified " +
    "wrongly, against the oracle calls of the training; means over seeds with 95 % intervals. The first " +
    "step of θ of each estimator was chosen on other seeds. The last point of each is at the same budget.",
  panels: [
    { ...CALLS, panel: "sine-waves", title: "Sine waves", what: "half the squared error" },
    { ...CALLS, panel: "turned-digits", title: "Turned digits", what: "cross-entropy" },
    { ...CALLS, ...WRONG, panel: "turned-digits wrong", title: "Turned digits, errors" },
    { ...CALLS, panel: "omniglot", title: "Omniglot", what: "cross-entropy" },
    { ...CALLS, ...WRONG, panel: "omniglot wrong", title: "Omniglot, errors" },
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

/** What steps were chosen by. */
export const BY_STEP = figure("meta_tuning", "intervalCurves", {
  title: "Few-shot loss by the first step of θ",
  caption:
    "Loss on unseen tasks at the end of the budget, means over the seeds that are kept for this choice, " +
    "with 95 % intervals; each estimator goes on with the step where it is least. Steps that lead one seed " +
    "to more than ten times the least loss of all are left out.",
  x: "first step of θ",
  found: "least",
  panels: [
    { panel: "sine-waves", title: "Sine waves", what: "half the squared error", log: false },
    { panel: "turned-digits", title: "Turned digits", what: "cross-entropy", log: false },
    { panel: "omniglot", title: "Omniglot", what: "cross-entropy", log: false },
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
