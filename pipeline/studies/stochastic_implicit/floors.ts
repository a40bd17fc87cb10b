/**
 * Where constant steps leave the error of the lower level, seen in the runs of the rates.
 *
 * @module
 */

import type { InputReference } from "../../engine/stage.ts";
import type { FigureEntry } from "../figure.ts";
import { claim, figure, overInstances, type OwnClaim, RANGES, rowOf } from "../words.ts";

/** What a part has to say and to show of floors. */
export interface Floors {
  readonly claims: readonly OwnClaim[];
  readonly words: string;
  readonly figure: FigureEntry;
}

/** Floors in tables of errors and of exact moments, and in the slopes of errors. */
export function floorsOf(
  tables: { readonly errors: InputReference; readonly bounds: InputReference },
  slopes: InputReference,
): Floors {
  /** What the step five times as long does, from the slope of the logarithms in that of the step. */
  const fiveTimes = overInstances(rowOf(
    { slopes },
    "exp(slope * ln(5)) AS value, exp(low * ln(5)) AS low, exp(high * ln(5)) AS high",
    { quantity: "floor 0.004 to 0.02" },
  ));
  const shown = { paper: "ours", shown: ["sid_floors"] } as const;
  return {
    claims: [
      claim("sid_floor_ratio", RANGES.fiveTimes, fiveTimes, shown)`
        The floor that constant steps do not get below is proportional to the step, if that is
        small: it is five times as high with η = 0.02 as with η = 0.004.
        Number: ratio of the mean squared errors ‖w_t − w(λ)‖² from η t = 8 on`,
      claim("sid_exact_lower", RANGES.same, overInstances({ sql: OVER_EXACT, tables }), shown)`
        The mean squared error of the lower level is what the exact recursion of its moments derived
        here gives, for all rules of steps.
        Number: mean ratio of ‖w_t − w(λ)‖² to the exact E‖w_t − w(λ)‖²`,
    ],
    words: WORDS,
    figure: FLOORS(tables),
  };
}

const WORDS =
  "\n\nWith constant steps the error falls fast and then stays. That floor is proportional " +
  "to the step only to first order: the moments of the error follow a linear recursion, whose limit is " +
  "computed here and has a term in η² as well. The " +
  "claim is therefore on the two smaller steps; the exact floors decided so, not those measured.";

/** The squared error of w over its exact mean: the mean over all points, and over instances. */
const OVER_EXACT = `WITH ratios AS (
  SELECT instance, mean_of_all(squared_lower / lower_exact) AS ratio
  FROM errors JOIN bounds USING (problem, instance, estimator, t, k) GROUP BY instance
)
SELECT unnest(mean_interval(ratio)) FROM ratios HAVING count(*) > 0`;

/** How rules of steps and what is sampled are drawn. */
export const LOOKS = {
  "decreasing": "blue",
  "sampled-lower": "green",
  "sampled-adjoint": "purple",
  "constant-0.004": "indigo",
  "constant-0.02": { like: "amber", shape: "diamond", dash: [4, 2] },
  "constant-0.1": "vermillion",
  "bound of decreasing": "reference",
} as const;

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
WITH means AS (
  SELECT estimator, t, instance, avg(squared_lower) AS value, any_value(lower_exact) AS exact,
    any_value(lower_floor) AS floor
  FROM errors JOIN bounds USING (problem, instance, estimator, t, k) GROUP BY ALL
)
SELECT estimator, t::DOUBLE AS t, avg(value) AS value, stddev_samp(value) / sqrt(count(value)) AS mc_error,
  avg(exact) AS exact, avg(floor) AS floor
FROM means GROUP BY estimator, t
ORDER BY ALL`,
);
