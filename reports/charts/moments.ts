/**
 * Moments of studentized errors, for figures of their distribution.
 *
 * @module
 */

import { Z95 } from "./axes.ts";
import { format } from "./number.ts";
import { integer, measured, type Row } from "./table_data.ts";

/** What is said of a sample. */
interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly sd: number;
  /** Share with |z| ≤ 1.96. */
  readonly within: number;
}

/** The moments of some studentized errors. */
function moments(sample: readonly number[]): Moments {
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
export const MOMENTS = {
  count: integer("Replications"),
  mean: measured("Mean", "number", "mean_error"),
  sd: measured("Standard deviation", "number", "sd_error"),
  within: measured("Share within ±1.96", "number", "within_error"),
};

/** The moments of some studentized errors as a table's row, with standard errors. */
export function momentsRow(sample: readonly number[]): Row {
  const { count, mean, sd, within } = moments(sample);
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

/** The same in words. */
export function momentWords(sample: readonly number[]): string {
  const { count, mean, sd, within } = moments(sample);
  return `${count} errors with mean ${format(mean, sd / Math.sqrt(count))}, ` +
    `standard deviation ${sd.toFixed(2)}, ${(100 * within).toFixed(1)} % within ±1.96`;
}
