/**
 * The order of the bias in the error of a penalised learner, which the published experiments do not show.
 *
 * @module
 */

import type { InputReference } from "../../engine/stage.ts";
import { GRADIENTS, learned } from "../functional.ts";
import type { PartContext, Sizes, StudyPart } from "../parts.ts";
import { EXOGENOUS, gradients, SUM_FOURIER } from "./entries.ts";
import { claim, type ClaimValue, figure, RANGES, simulated } from "../words.ts";

const SIZES: Sizes = { smoke: [[400], 20], default: [[3200], 100] };
/** Penalties per observation; a sine of unit amplitude shrinks by ρ/(½ + ρ). */
const PENALTIES = [0.02, 0.04, 0.08, 0.16];

/** The part for a given context. */
export function biasOrder({ sized, block, size, table }: PartContext): StudyPart {
  const biasOrderTable = table("bias-order/order");
  return {
    experiments: [{
      id: "bias-order",
      problem: EXOGENOUS,
      ...size(SIZES),
      block,
      needs: learned({
        learners: PENALTIES.map((penalty) => ({
          name: "sum-fourier",
          code: SUM_FOURIER,
          setting: `penalty=${penalty}`,
          options: (n: number) => ({ harmonics: 8, ridge: penalty * n / 2 }),
        })),
      }),
      over: gradients(),
      measure: GRADIENTS,
    }],
    queries: {
      "bias-order/order": {
        sql: "bias_order",
        tables: {
          estimates: table("bias-order/collect", "estimates"),
          errors: table("bias-order/collect", "errors"),
        },
        into: "bias_order",
      },
    },
    claims: [
      claim("bias_order_plug_in", RANGES.firstOrder, order("plug-in", biasOrderTable), {
        found: "its range was made closer, as that of its kind, after its number had been seen",
      })`
        The bias of the plug-in gradient is of first order in the error of a penalised learner.
        Number: slope of log bias in log learning error`,
      claim("bias_order_orthogonal", RANGES.secondOrder, order("orthogonal", biasOrderTable), {
        headline: true,
      })`
        The bias of the orthogonal gradient is of second order in the error of a penalised learner.
        Number: slope of log bias in log learning error`,
    ],
    sections: [
      {
        id: "bias-order",
        title: "The order of the bias",
        text:
          "The sieve of the published figure 1 with a penalty of 0.02 to 0.16 an observation, which shrinks " +
          "the learned functions by a known factor. Each estimate is compared with the oracle's on the same " +
          "sample." +
          sized(SIZES) +
          "\n\nIn theory the bias of every plug-in is proportional to the learning error, that of the orthogonal " +
          "gradient to its square. The published sine-IV experiments cannot show it, since their learner is hardly " +
          "penalised.",
        figures: [ORDER({ bias_order: table("bias-order/order") })],
      },
    ],
  };
}

/**
 * Slope of log bias in log nuisance error over the penalties (least squares). The penalties share their
 * samples; their errors are added as if they moved together, which can only widen the interval.
 */
const SLOPES = `centred AS (
  SELECT estimator, ln(bias) AS y, mc_error / bias AS error,
    ln(nuisance_error) - avg(ln(nuisance_error)) OVER (PARTITION BY estimator) AS x
  FROM bias_order
), slopes AS (
  SELECT estimator, sum(x * y) / sum(x * x) AS value, sum(abs(x) * error) / sum(x * x) AS error
  FROM centred GROUP BY estimator HAVING count(*) > 1
)`;

const order = (estimator: string, table: InputReference): ClaimValue =>
  simulated({
    sql: `WITH ${SLOPES} SELECT value, error FROM slopes WHERE estimator = '${estimator}'`,
    tables: { bias_order: table },
  });

const ORDER = figure("bias_order", "biasOrder", {
  title: "Order of the bias in the error of the nuisance functions",
}).from(
  `-- Bias that the penalty adds, against the error of the learned Jacobian: each estimate is compared
-- with the oracle's on the same sample, which takes away most of the noise.
WITH ${SLOPES}
SELECT bias_order.*, value AS slope, value - normal_quantile() * slopes.error AS slope_low,
  value + normal_quantile() * slopes.error AS slope_high
FROM bias_order LEFT JOIN slopes USING (estimator) ORDER BY estimator, nuisance_error`,
);
