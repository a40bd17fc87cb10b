/**
 * What the columns of published tables are, in the notation of this report, from what they are compared
 * with; papers print them as `||h-h*||` or `DR coverage`.
 *
 * @module
 */

import { nameFor } from "../charts/names.ts";

const Z = "of z";

/** What is measured, by the names that tables have for it. */
const METRICS: Readonly<Record<string, string>> = {
  bias: "‖mean error‖",
  coverage: "coverage",
  error_h: "‖ĥ − h*‖",
  error_j: "‖ĵ − j*‖",
  error_m: "‖m̂ − m*‖",
  length: "length of the interval",
  mean_norm: "mean of ‖error‖",
  median_norm: "median of ‖error‖",
  q90_norm: "90 % quantile of ‖error‖",
  population_bias: "exact bias",
  population_mean_norm: "mean distance from its exact limit",
  population_rmse: "RMSE about its exact limit",
  population_root: "exact root",
  product_bias: "‖ĵ − j*‖ (‖ĥ − h*‖ + ‖m̂ − m*‖)",
  reject: "share with |z| > 1.96",
  rmse: "RMSE",
  rmse_coordinate: "RMSE of a coordinate",
  z_mean: `mean ${Z}`,
  z_q025: `2.5 % quantile ${Z}`,
  z_q500: `median ${Z}`,
  z_q975: `97.5 % quantile ${Z}`,
  z_sd: `standard deviation ${Z}`,
};

/** What a cell is compared with: whose, what, and in which setting. */
export interface ComparedWith {
  readonly row: string;
  readonly estimator: string;
  readonly metric: string;
  readonly setting: string;
}

/**
 * The column of a cell in words: `orthogonal: coverage`. A penalty is said where rows are not by penalty.
 */
export function columnWords({ row, estimator, metric, setting }: ComparedWith): string {
  const what = METRICS[metric] ?? metric;
  const penalty = row.startsWith("lambda") ? undefined : /^lambda=(.+)$/.exec(setting)?.[1];
  const of = penalty === undefined
    ? ""
    : `, λ = ${penalty.replace(/(?<=\d)n\^/, " n^").replace("^-", "^−")}`;
  return estimator === "" ? what : `${nameFor(estimator)}${of}: ${what}`;
}

/** A row in the same notation: `λ = 0.01` of `lambda = 0.01`. */
export const rowWords = (row: string): string => row.replace(/^lambda\b/, "λ");
