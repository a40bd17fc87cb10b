/**
 * Draws of the problems: what is claimed of a problem of a kind is to hold of others of it.
 *
 * @module
 */

import type { InputReference } from "../../engine/stage.ts";
import { type ClaimValue, overInstances } from "../words.ts";

/** How many draws of a problem there are whose exact values are asked for: replications take them in turn. */
export const instancesFor = (replications: number): number => Math.min(50, replications);

/**
 * Squared errors over those that `predictedErrors` gives, which tend to 1: the mean over draws of the problem,
 * all numbers of steps and all that is sampled.
 */
export const overPrediction = (
  errors: InputReference,
  exact: InputReference,
  problem: string,
  estimator: string,
): ClaimValue =>
  overInstances({
    sql: `WITH predictions AS (
  SELECT problem, variant::INTEGER AS instance, level::INTEGER AS t, value AS predicted
  FROM exact WHERE quantity = 'predicted_error'
), ratios AS (
  SELECT instance, mean_of_all(squared_error / predicted) AS ratio
  FROM errors JOIN predictions USING (problem, instance, t)
  WHERE problem = '${problem}' AND estimator = '${estimator}' GROUP BY instance
)
SELECT unnest(mean_interval(ratio)) FROM ratios HAVING count(*) > 0`,
    tables: { errors, exact },
  });
