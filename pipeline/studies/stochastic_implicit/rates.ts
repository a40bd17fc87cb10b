/**
 * How the errors of SID fall in its numbers of steps.
 *
 * @module
 */

import type { Stage } from "../../engine/stage.ts";
import type { Method } from "../experiment.ts";
import {
  atEfforts,
  fixedPointErrors,
  fixedPointPredictions,
  fixedPointStream,
  sid,
} from "../fixed_points.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { slopesThrough } from "../query.ts";
import { means, MEANS_AND_SLOPES } from "../values.ts";
import { claim, figure, modules, overInstances, RANGES, slopeOf } from "../words.ts";
import { floorsOf, LOOKS } from "./floors.ts";
import { instancesFor, overPrediction } from "./instances.ts";

const ID = "rates";
/**
 * The sizes are numbers of observations. Replications were planned from the standard errors of an older design
 * with one draw of the data: a slope over a factor of 16 in t has one of about 0.02 then.
 */
const SIZES: Sizes = { smoke: [[400], 3], default: [[400], 300] };

const BATCH = 10;
/** β = 1 and γ = 4 in units of 2/(1 − q²): γ ≥ β(1 + σ₂), as the bounds need; σ₂ is about 2.4 here. */
const DECREASING = { rule: "decreasing", beta: 1, gamma: 4 } as const;
const constant = (size: number) => ({ rule: "constant", size }) as const;
/** CG on ten features is exact after ten products, up to rounding. */
const EXACT_ADJOINT = { solver: "cg", iterations: 20, tolerance: 1e-14 } as const;

const both = (t: number) => ({ t, k: t, J: 1 });
const lowerAlone = (t: number) => ({ t, k: 0, J: 1 });
/**
 * What is predicted of the error times t (`predictedErrors`, on draws of another seed) is 3 % below its limit
 * at 200, and half a per cent at 3200: so the slope that theory gives is within a hundredth of −1.
 */
const STEPS = [200, 800, 3200];
const QUADRUPLING = STEPS.map(both);

/** Draws of the data that bounds and exact moments are computed of. */
const WITH_BOUNDS = 20;
/** Rules of steps with SID's efforts. From η t = 8 on what constant steps leave is within 1 % of its limit. */
const RULES = [
  { estimator: "decreasing", steps: DECREASING, efforts: QUADRUPLING },
  { estimator: "constant-0.1", steps: constant(0.1), efforts: [50, 100, 200].map(both) },
  {
    estimator: "constant-0.02",
    steps: constant(0.02),
    efforts: [...[100, 400].map(both), ...[500, 600, 700, 800].map(lowerAlone)],
  },
  {
    estimator: "constant-0.004",
    steps: constant(0.004),
    efforts: [500, 2000, 2300, 2600].map(lowerAlone),
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
  const { sized, study, block, size, table } = context;
  const { sizes, replications } = size(SIZES);
  const instances = instancesFor(replications);
  const options = { data: { n: sizes[0], validation: sizes[0], p: 10 } };
  const problem = { name: "ridge", code: modules.fixedPointProblems("ridgeMap"), options };
  const theory: Stage = {
    name: `${study}/${ID}/theory`,
    kind: "estimate",
    code: { entry: "pipeline/stages/fixed_point_bounds.ts" },
    parameters: {
      name: problem.name,
      problem: options,
      instances: Math.min(WITH_BOUNDS, instances),
      lambda: -1,
      batch: BATCH,
      radius: 1,
      rules: RULES,
    },
    random: fixedPointStream(context, problem),
    inputs: {},
    outputs: ["rows"],
  };
  const [errors, exact] = [table(`${ID}/collect`), table("exact")];
  const bounds = table(`${ID}/bounds`);
  const { queries, points, slopes } = slopesThrough(context, ID, "sid_rate_points", { errors });
  const tables = { errors, bounds };
  const shown = { paper: "ours", shown: ["sid_rates"] } as const;
  const floors = floorsOf(tables, slopes);
  const slope = (quantity: string, estimator = "decreasing") =>
    overInstances(slopeOf(slopes, { quantity, estimator }));
  return {
    experiments: [{
      id: ID,
      problem,
      over: ESTIMATORS,
      replications,
      block,
      measure: fixedPointErrors({ adjointTruth: true, instances }),
    }],
    stages: [
      theory,
      fixedPointPredictions(context, ID, problem, {
        ...{ batch: BATCH, steps: DECREASING, instances, efforts: QUADRUPLING },
      }),
    ],
    rows: { [`${ID}/bounds`]: { of: [theory.name], into: "fixed_point_bounds" } },
    queries,
    claims: [
      claim("sid_rate_lower", RANGES.inverse, slope("squared_lower"), shown)`
        With decreasing steps the mean squared error of the lower level falls as 1/t.
        Number: slope of log E‖w_t − w(λ)‖² in log t`,
      claim("sid_rate_adjoint", RANGES.inverse, slope("squared_adjoint"), shown)`
        With decreasing steps the mean squared error of the linear system falls as 1/k.
        Number: slope of log E‖v_k − v(w_t)‖² in log k, t = k`,
      claim("sid_rate_gradient", RANGES.inverse, slope("squared_error"), {
        ...shown,
        headline: true,
      })`
        With decreasing steps the mean squared error of the gradient falls as 1/t where t = k.
        Number: slope of log E‖∇̂F − ∇F‖² in log t, t = k`,
      claim("sid_rate_t", RANGES.inverse, slope("squared_error", "sampled-lower"), shown)`
        The mean squared error of the gradient falls as 1/t in t alone.
        Number: slope of log E‖∇̂F − ∇F‖² in log t, with v exact`,
      claim("sid_rate_k", RANGES.inverse, slope("squared_error", "sampled-adjoint"), shown)`
        The mean squared error of the gradient falls as 1/k in k alone.
        Number: slope of log E‖∇̂F − ∇F‖² in log k, with w exact`,
      claim(
        "sid_constant",
        RANGES.near,
        overPrediction(errors, exact, problem.name, "decreasing"),
        {
          ...shown,
        },
      )`
        What the rate of the gradient's error is times can be computed: the mean squared error is
        what a linear recursion derived here gives from the problem, where t = k.
        Number: mean ratio of ‖∇̂F − ∇F‖² to its prediction`,
      claim("sid_bounds_hold", RANGES.less, overInstances({ sql: OVER_BOUNDS, tables }), shown)`
        No mean squared error, of w, of v or of the gradient, is above its bound, for all rules of
        steps and all numbers of steps tried.
        Number: largest mean ratio of a squared error to its bound`,
      ...floors.claims,
    ],
    sections: [{
      id: ID,
      title: "Rates in the numbers of steps",
      text: WORDS +
        sized(SIZES) + MORE + floors.words,
      figures: [RATES({ points, slopes, bounds }), floors.figure],
    }],
  };
}

const WORDS =
  "Ridge regression with ten features and a penalty each, Φ a gradient step, samples of ten observations: " +
  "fixed point, adjoint and gradient are known in closed form, so that each error is measured by itself. " +
  `Replications differ in what is sampled and in the data, of which there are ${
    instancesFor(Infinity)
  } draws at most, each ` +
  `with its own predictions and, ${WITH_BOUNDS} of them, bounds; all rules of steps see the same samples. ` +
  "Decreasing steps are $\\eta_i = \\beta/(\\gamma + i)$ with $\\beta = 2/(1 - q^2)$ and $\\gamma = 4\\beta$, which theory covers; later " +
  "code of the authors has $\\gamma = \\beta$, hence $\\eta_0 = 1$, which it does not.";

const MORE =
  "\n\nThe bounds are computed from the constants of this problem; they are derived here, in the setting " +
  "of the paper. Those of the linear system and of the gradient are for $\\lVert w_t - w(\\lambda)\\rVert \\le 1$: where it is not in " +
  "some replication, the claim has no verdict. They are loose, those of the gradient most, " +
  "since each multiplies the worst cases of the one before: the figure shows how far they lie above what is measured with " +
  "decreasing steps. The predictions are no bounds: the moments of both errors follow a linear recursion if " +
  "the noise is taken as it is at the solution, which leaves out what falls as 1/t². No data enter the cross term of this problem, so that J " +
  "plays no part.";

/**
 * The largest of all mean squared errors over their bounds, NULL where a replication is outside the radius
 * that the bounds are for. The interval is from the largest lower end to the largest upper end.
 */
const OVER_BOUNDS = `WITH long AS (
  SELECT unnest([squared_lower, squared_adjoint, squared_error]) AS value,
    unnest([lower_bound, adjoint_bound, error_bound]) AS bound,
    unnest(['lower', 'adjoint', 'error']) AS quantity,
    instance, estimator, t, k, squared_lower > radius * radius AS outside
  FROM errors JOIN bounds USING (problem, instance, estimator, t, k)
), ratios AS (
  SELECT estimator, t, k, quantity, instance, mean_of_all(CASE
    WHEN quantity = 'lower' OR NOT outside THEN value / bound END) AS ratio
  FROM long WHERE k > 0 OR quantity = 'lower' GROUP BY ALL
), means AS (
  SELECT mean_interval(ratio) AS mean FROM ratios GROUP BY estimator, t, k, quantity
), largest AS (
  SELECT max(mean.value) AS value, max(mean.low) AS low, max(mean.high) AS high,
    count(mean.value) = count(*) AS complete
  FROM means HAVING count(*) > 0
)
SELECT value, CASE WHEN complete THEN low END AS low, CASE WHEN complete THEN high END AS high
FROM largest`;

const guides = [{ slope: -1, label: "slope −1", beside: "decreasing", factor: 2.2 }];

/** Mean squared errors of stochastic implicit differentiation against the number of steps. */
const RATES = figure("sid_rates", "slopePanels", {
  title: "Errors of stochastic implicit differentiation against the number of steps",
  caption:
    "Lower level: ‖w_t − w(λ)‖² by t. Linear system: ‖v_k − v(w_t)‖² by k, with t = k. Gradient: ‖∇̂F − ∇F‖², " +
    "with t = k; “exact adjoint” takes t steps of w and solves for v exactly, “exact lower level” takes k steps " +
    "of v at w(λ) itself. The proved bounds are those of decreasing steps.",
  means: "Means",
  x: "steps",
  fitted: ["decreasing", "sampled-lower", "sampled-adjoint"],
  panels: [
    { panel: "squared_lower", title: "Lower level", what: "mean squared error", guides },
    { panel: "squared_adjoint", title: "Linear system", what: "mean squared error", guides },
    { panel: "squared_error", title: "Gradient", what: "mean squared error", guides },
  ],
  looks: LOOKS,
}).from(`WITH ${means(" WHERE quantity LIKE 'squared_%' AND estimator <> 'constant-0.004'")},
limits AS (
  UNPIVOT (
    SELECT t AS x, avg(lower_bound) AS squared_lower, avg(adjoint_bound) AS squared_adjoint,
      avg(error_bound) AS squared_error
    FROM bounds WHERE estimator = 'decreasing' GROUP BY t
  ) ON squared_lower, squared_adjoint, squared_error INTO NAME quantity VALUE value
)
SELECT quantity AS panel, estimator, ${MEANS_AND_SLOPES}
UNION ALL
SELECT quantity, 'bound of decreasing', x, value, NULL, NULL, NULL, NULL, NULL, NULL FROM limits
ORDER BY ALL`);
