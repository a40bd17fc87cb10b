/**
 * How the errors of SID fall in its numbers of steps, and where constant steps leave them.
 *
 * @module
 */

import type { Stage } from "../../engine/stage.ts";
import type { Method } from "../experiment.ts";
import { atEfforts, fixedPointErrors, sid } from "../parametric.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { slopesThrough } from "../query.ts";
import { means, MEANS_AND_SLOPES } from "../values.ts";
import { claim, figure, modules, RANGES, rowOf, simulated, slopeOf } from "../words.ts";

const ID = "rates";
/** The sizes are numbers of observations. */
const SIZES: Sizes = { smoke: [[400], 10], default: [[400], 200] };

const BATCH = 10;
/** β = 1 and γ = 4 in units of 2/(1 − q²): γ ≥ β(1 + σ₂), as the bounds need; σ₂ is about 2.4 here. */
const DECREASING = { rule: "decreasing", beta: 1, gamma: 4 } as const;
const constant = (size: number) => ({ rule: "constant", size }) as const;
/** CG on ten features is exact after ten products, up to rounding. */
const EXACT_ADJOINT = { solver: "cg", iterations: 20, tolerance: 1e-14 } as const;

const both = (t: number) => ({ t, k: t, J: 1 });
const lowerAlone = (t: number) => ({ t, k: 0, J: 1 });
/** Doubling from 50. */
const STEPS = [50, 100, 200, 400, 800, 1600];
const DOUBLING = STEPS.map(both);

/** Rules of steps with SID's efforts. Those of constant steps reach well beyond η t = 8, where w has settled. */
const RULES = [
  { estimator: "decreasing", steps: DECREASING, efforts: DOUBLING },
  { estimator: "constant-0.1", steps: constant(0.1), efforts: [100, 200, 400, 800].map(both) },
  {
    estimator: "constant-0.02",
    steps: constant(0.02),
    efforts: [...[100, 200, 400, 800].map(both), ...[1200, 1600].map(lowerAlone)],
  },
  {
    estimator: "constant-0.004",
    steps: constant(0.004),
    efforts: [100, 200, 400, 800, 1600, 2400, 3200].map(lowerAlone),
  },
];

const ESTIMATORS: readonly Method[] = [
  ...RULES.map(({ estimator, steps, efforts }) => ({
    ...sid(estimator, efforts, { batch: BATCH, steps }),
    ...(steps.rule === "constant" ? { level: steps.size } : {}),
  })),
  atEfforts(
    "sampled-lower",
    STEPS.map(lowerAlone),
    ({ t }) =>
      modules.oneSidedImplicit("sampledLower", {
        ...{ t, batch: BATCH, steps: DECREASING, adjoint: EXACT_ADJOINT },
      }),
  ),
  atEfforts(
    "sampled-adjoint",
    STEPS.map((k) => ({ t: 0, k, J: 1 })),
    ({ k, J }) =>
      modules.oneSidedImplicit("sampledAdjoint", { k, J, batch: BATCH, steps: DECREASING }),
  ),
];

/** The part for a given context. */
export function rates(context: PartContext): StudyPart {
  const { sized, study, seed, block, size, table } = context;
  const { sizes, replications } = size(SIZES);
  const options = { data: { n: sizes[0], validation: sizes[0], p: 10 } };
  const problem = { name: "ridge", code: modules.fixedPointProblems("ridgeMap"), options };
  const theory: Stage = {
    name: `${study}/${ID}/theory`,
    kind: "estimate",
    code: { entry: "pipeline/stages/fixed_point_bounds.ts" },
    parameters: {
      name: problem.name,
      problem: options,
      lambda: -1,
      batch: BATCH,
      radius: 1,
      rules: RULES,
    },
    random: [seed, study, problem.name],
    inputs: {},
    outputs: ["rows"],
  };
  const errors = table(`${ID}/collect`);
  const bounds = table(`${ID}/bounds`);
  const { queries, points, slopes } = slopesThrough(context, ID, "sid_rate_points", { errors });
  const tables = { errors, bounds };
  const [shown, floors] = [{ shown: ["sid_rates"] }, { shown: ["sid_floors"] }];
  const slope = (quantity: string, estimator = "decreasing") =>
    slopeOf(slopes, { quantity, estimator });
  /** What the step five times as long does, from the slope of the logarithms in that of the step. */
  const fiveTimes = rowOf(
    { slopes },
    "exp(slope * ln(5)) AS value, exp(low * ln(5)) AS low, exp(high * ln(5)) AS high",
    { quantity: "floor 0.004 to 0.02" },
  );
  return {
    experiments: [{
      id: ID,
      problem,
      over: ESTIMATORS,
      replications,
      block,
      measure: fixedPointErrors({ adjointTruth: true }),
    }],
    stages: [theory],
    rows: { [`${ID}/bounds`]: { of: [theory.name], into: "fixed_point_bounds" } },
    queries,
    claims: [
      claim("sid_rate_lower", RANGES.inverse, slope("squared_lower"), shown)`
        With decreasing steps the mean squared error of the lower level falls as 1/t.
        Number: slope of log E‖w_t − w(λ)‖² in log t`,
      claim("sid_rate_adjoint", RANGES.inverse, slope("squared_adjoint"), shown)`
        With decreasing steps the mean squared error of the linear system falls as 1/k.
        Number: slope of log E‖v_k − v(w_t)‖² in log k, t = k`,
      claim("sid_rate_gradient", RANGES.inverse, slope("squared_error"), shown)`
        With decreasing steps the mean squared error of the gradient falls as 1/t where t = k.
        Number: slope of log E‖∇̂F − ∇F‖² in log t, t = k`,
      claim("sid_rate_t", RANGES.inverse, slope("squared_error", "sampled-lower"), shown)`
        The mean squared error of the gradient falls as 1/t in t alone.
        Number: slope of log E‖∇̂F − ∇F‖² in log t, with v exact`,
      claim("sid_rate_k", RANGES.inverse, slope("squared_error", "sampled-adjoint"), shown)`
        The mean squared error of the gradient falls as 1/k in k alone.
        Number: slope of log E‖∇̂F − ∇F‖² in log k, with w exact`,
      claim("sid_bounds_hold", RANGES.less, simulated({ sql: OVER_BOUNDS, tables }), shown)`
        No mean squared error, of w, of v or of the gradient, is above its bound, for all rules of
        steps and all numbers of steps tried.
        Number: largest ratio of a mean squared error to its bound`,
      claim("sid_floor_ratio", RANGES.fiveTimes, fiveTimes, floors)`
        The floor that constant steps do not get below is proportional to the step, if that is
        small: it is five times as high with η = 0.02 as with η = 0.004.
        Number: ratio of the mean squared errors ‖w_t − w(λ)‖² from η t = 8 on`,
      claim("sid_exact_lower", RANGES.same, simulated({ sql: OVER_EXACT, tables }), {
        paper: "ours",
        ...floors,
      })`
        The mean squared error of the lower level is what the exact recursion of its moments derived
        here gives, for all rules of steps.
        Number: mean ratio of ‖w_t − w(λ)‖² to the exact E‖w_t − w(λ)‖²`,
    ],
    sections: [{
      id: ID,
      title: "Rates in the numbers of steps",
      text: WORDS +
        sized(SIZES) + MORE,
      figures: [RATES({ points, slopes, bounds }), FLOORS(tables)],
    }],
  };
}

const WORDS =
  "Ridge regression with ten features and a penalty each, Φ a gradient step, samples of ten observations: " +
  "fixed point, adjoint and gradient are known in closed form, so that each error is measured by itself. " +
  "All replications have the same data and differ in what is sampled of them; all rules of steps see the " +
  "same samples. Decreasing steps are η_i = β/(γ + i) with β = 2/(1 − q²) and γ = 4β, which theory covers; later " +
  "code of the authors has γ = β, hence η_0 = 1, which it does not.";

const MORE =
  "\n\nThe bounds are computed from the constants of this problem; they are derived here, in the setting " +
  "of the paper. Those of the linear system and of the gradient are for ‖w_t − w(λ)‖ ≤ 1: where it is not in " +
  "some replication, the claim has no verdict. They are loose, those of the gradient most, " +
  "since each multiplies the worst cases of the one before: the figure shows how far they lie above what is measured with " +
  "decreasing steps. No data enter the cross term of this problem, so that J " +
  "plays no part.\n\nWith constant steps the error falls fast and then stays. That floor is proportional " +
  "to the step only to first order: the moments of the error follow a linear recursion, whose limit is " +
  "computed here and has a term in η² as well. The " +
  "claim is therefore on the two smaller steps; the exact floors decided so, not those measured.";

/**
 * The largest of all measured mean squared errors over their bounds, NULL where a replication is outside
 * the radius that the bounds are for. The interval is from the largest lower end to the largest upper end.
 */
const OVER_BOUNDS = `WITH long AS (
  SELECT unnest([squared_lower, squared_adjoint, squared_error]) AS value,
    unnest([lower_bound, adjoint_bound, error_bound]) AS bound,
    unnest(['lower', 'adjoint', 'error']) AS quantity,
    estimator, t, k, squared_lower > radius * radius AS outside
  FROM errors JOIN bounds USING (problem, estimator, t, k)
), ratios AS (
  SELECT CASE WHEN count(value) = count(*) AND NOT bool_or(outside AND quantity <> 'lower') THEN
      avg(value) / any_value(bound) END AS ratio,
    normal_quantile() * stddev_samp(value) / sqrt(count(*)) / any_value(bound) AS half
  FROM long WHERE k > 0 OR quantity = 'lower' GROUP BY estimator, t, k, quantity
), largest AS (
  SELECT max(ratio) AS value, max(ratio - half) AS low, max(ratio + half) AS high,
    count(ratio) = count(*) AS complete
  FROM ratios HAVING count(*) > 0
)
SELECT value, CASE WHEN complete THEN low END AS low, CASE WHEN complete THEN high END AS high
FROM largest`;

/** The squared error of w over its exact mean: the mean over all points, and over replications. */
const OVER_EXACT = `WITH ratios AS (
  SELECT replication, avg(squared_lower / lower_exact) AS ratio,
    count(squared_lower) = count(*) AS complete
  FROM errors JOIN bounds USING (problem, estimator, t, k) GROUP BY replication
)
SELECT avg(ratio) AS value,
  CASE WHEN bool_and(complete) THEN stddev_samp(ratio) / sqrt(count(*)) END AS error
FROM ratios HAVING count(*) > 0`;

/** How rules of steps and what is sampled are drawn. */
const LOOKS = {
  "decreasing": "blue",
  "sampled-lower": "green",
  "sampled-adjoint": "purple",
  "constant-0.004": "indigo",
  "constant-0.02": { like: "amber", shape: "diamond", dash: [4, 2] },
  "constant-0.1": "vermillion",
  "bound of decreasing": "reference",
} as const;

const guides = [{ slope: -1, label: "slope −1", beside: "decreasing", factor: 2.2 }];

/** Mean squared errors of stochastic implicit differentiation against the number of steps. */
const RATES = figure("sid_rates", "slopePanels", {
  title: "Errors of stochastic implicit differentiation against the number of steps",
  caption:
    "Lower level: ‖w_t − w(λ)‖² by t. Linear system: ‖v_k − v(w_t)‖² by k, with t = k. Gradient: ‖∇̂F − ∇F‖², " +
    "with t = k; sampled-lower takes t steps of w and solves for v exactly, sampled-adjoint takes k steps " +
    "of v at w(λ) itself. The proved bounds are those of decreasing steps.",
  means: "Means",
  x: "steps",
  panels: [
    { panel: "squared_lower", title: "Lower level", what: "mean squared error", guides },
    { panel: "squared_adjoint", title: "Linear system", what: "mean squared error", guides },
    { panel: "squared_error", title: "Gradient", what: "mean squared error", guides },
  ],
  looks: LOOKS,
}).from(`WITH ${means(" WHERE quantity LIKE 'squared_%' AND estimator <> 'constant-0.004'")},
limits AS (
  UNPIVOT (
    SELECT t AS x, lower_bound AS squared_lower, adjoint_bound AS squared_adjoint,
      error_bound AS squared_error
    FROM bounds WHERE estimator = 'decreasing'
  ) ON squared_lower, squared_adjoint, squared_error INTO NAME quantity VALUE value
)
SELECT quantity AS panel, estimator, ${MEANS_AND_SLOPES}
UNION ALL
SELECT quantity, 'bound of decreasing', x, value, NULL, NULL, NULL, NULL, NULL, NULL FROM limits
ORDER BY ALL`);

/** Squared errors of the lower level by the rule of steps, with the levels that constant steps end at. */
const FLOORS = figure("sid_floors", "floors", {
  title: "Squared error of the lower level with constant and with decreasing steps",
  caption:
    "Points: mean of ‖w_t − w(λ)‖² over replications after t steps. Lines: the exact expectation, by its " +
    "recursion. Horizontal dashes: where constant steps end.",
  tableCaption: "Mean squared errors of the lower level, measured and exact",
  looks: LOOKS,
}).from(
  `-- Mean squared errors of w by the number of steps: measured, exact, and in the limit of constant steps.
SELECT estimator, t::DOUBLE AS t, avg(squared_lower) AS value,
  stddev_samp(squared_lower) / sqrt(count(squared_lower)) AS mc_error,
  any_value(lower_exact) AS exact, any_value(lower_floor) AS floor
FROM errors JOIN bounds USING (problem, estimator, t, k)
GROUP BY estimator, t
ORDER BY ALL`,
);
