/**
 * How counted oracle calls are called in tables.
 *
 * @module
 */

import type { Oracle, OracleCounts } from "../../problems/parametric/counted.ts";

const NAMES: Readonly<Record<Oracle, { readonly calls: string; readonly samples: string }>> = {
  lowerValue: { calls: "lower_values", samples: "lower_value_samples" },
  lowerGradient: { calls: "lower_gradients", samples: "lower_gradient_samples" },
  lowerGradientX: { calls: "lower_gradients_x", samples: "lower_gradient_x_samples" },
  hessian: { calls: "hessians", samples: "hessian_samples" },
  hessianVector: { calls: "hessian_vectors", samples: "hessian_vector_samples" },
  cross: { calls: "crosses", samples: "cross_samples" },
  outerValue: { calls: "outer_values", samples: "outer_value_samples" },
  outerGradientX: { calls: "outer_gradients_x", samples: "outer_gradient_x_samples" },
  outerGradientY: { calls: "outer_gradients_y", samples: "outer_gradient_y_samples" },
};

/** The names of the columns: calls by kind, then calls times observations. */
export const ORACLE_COLUMNS: readonly string[] = [
  ...Object.values(NAMES).map(({ calls }) => calls),
  ...Object.values(NAMES).map(({ samples }) => samples),
];

/** The counts in the order of `ORACLE_COLUMNS`. */
export function oracleNumbers({ calls, samples }: OracleCounts): number[] {
  const oracles = Object.keys(NAMES) as Oracle[];
  return [...oracles.map((oracle) => calls[oracle]), ...oracles.map((oracle) => samples[oracle])];
}
