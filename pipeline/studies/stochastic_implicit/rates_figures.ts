/**
 * The figures of the rates in the numbers of steps.
 *
 * @module
 */

import { figure } from "../figure.ts";
import { means, MEANS_AND_SLOPES } from "../rows.ts";

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
export const RATES = figure("sid_rates", "slopePanels", {
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
export const FLOORS = figure("sid_floors", "floors", {
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
