/**
 * Moments of studentized errors, for figures of their distribution.
 *
 * @module
 */

import { Z95 } from "./chart.ts";
import type { Row, TableColumn } from "./model.ts";

/** What is said of a sample. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly sd: number;
  /** Share with |z| ≤ 1.96. */
  readonly within: number;
}

/** The moments of some studentized errors. */
export function moments(sample: readonly number[]): Moments {
  const count = sample.length;
  const mean = sample.reduce((sum, z) => sum + z, 0) / count;
  const square = sample.reduce((sum, z) => sum + (z - mean) * (z - mean), 0);
  return {
    count,
    mean,
    sd: Math.sqrt(square / Math.max(1, count - 1)),
    within: sample.filter((z) => Math.abs(z) <= Z95).length / count,
  };
}

/** The caption of a table of moments. */
export const MOMENTS_CAPTION = "Moments of the studentized errors, and their share within ±1.96";

/** The columns of `momentsRow`. */
export const MOMENT_COLUMNS: readonly TableColumn[] = [
  { name: "count", label: "Replications", kind: "integer" },
  { name: "mean", label: "Mean ± s.e.", kind: "number", error: "mean_error" },
  { name: "sd", label: "Standard deviation ± s.e.", kind: "number", error: "sd_error" },
  { name: "within", label: "Share within ±1.96 ± s.e.", kind: "number", error: "within_error" },
];

/** Moments as a table's row, with standard errors. */
export function momentsRow({ count, mean, sd, within }: Moments): Row {
  return {
    count,
    mean,
    mean_error: sd / Math.sqrt(count),
    sd,
    sd_error: sd / Math.sqrt(2 * count),
    within,
    within_error: Math.sqrt(within * (1 - within) / count),
  };
}
