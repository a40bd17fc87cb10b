/**
 * What a comparison has found, as it is told and shown.
 *
 * @module
 */

import type { OwnEstimator } from "./entries.ts";
import type { Diagnosis } from "./diagnose.ts";

/** The error of an estimator at one effort. */
export interface ErrorRow {
  readonly estimator: string;
  readonly effort: number;
  /** Passes through the lower level's rows. */
  readonly passes: number;
  /** Relative; null where the estimate is not finite. */
  readonly error: number | null;
  readonly cosine: number | null;
}

/** What a method has reached at the budget. */
export interface EndRow {
  readonly estimator: string;
  readonly kind: string;
  readonly step: number;
  /** Whether the step is the least or the greatest of the grid. */
  readonly at_end: boolean;
  readonly draws: number;
  readonly diverged: number;
  readonly objective: number | null;
  readonly iterations: number | null;
  /** The share of the gap that is left, with a 95 % interval over draws. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The least F of any run, and F where x starts. */
  readonly least: number | null;
  readonly started: number | null;
}

/** What a comparison has found. */
export interface Results {
  /** How messages call the file. */
  readonly shown: string;
  readonly coordinates: readonly string[];
  readonly diagnosis: Diagnosis;
  readonly estimators: readonly OwnEstimator[];
  readonly errors: readonly ErrorRow[];
  readonly ends: readonly EndRow[];
  /** Outer steps that were tried, and radii of the random search. */
  readonly grid: readonly number[];
  readonly searchGrid: readonly number[];
  readonly budget: number;
  readonly draws: number;
  /** Milliseconds of a call, as they were measured when it was last computed. */
  readonly milliseconds: Readonly<Record<string, number>>;
}

/** Rows of a query as numbers, texts and null: JSON has texts for what it has no numbers for. */
export function rowsOf<Row>(rows: readonly Readonly<Record<string, unknown>>[]): Row[] {
  const cell = (value: unknown): unknown =>
    typeof value === "string" && /^-?\d+$/.test(value)
      ? Number(value)
      : value === "NaN" || value === "Infinity" || value === "-Infinity"
      ? null
      : value;
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value)])) as Row
  );
}

/** The cheapest effort of any estimator with an error of at most so much. */
export function cheapest(
  errors: readonly ErrorRow[],
  most: number,
  estimator?: string,
): ErrorRow | undefined {
  return errors
    .filter((row) => row.error !== null && row.error <= most)
    .filter((row) => estimator === undefined || row.estimator === estimator)
    .sort((a, b) => a.passes - b.passes || a.error! - b.error!)[0];
}

/** The least error of an estimator, at any effort. */
export function leastError(errors: readonly ErrorRow[], estimator: string): ErrorRow | undefined {
  return errors.filter((row) => row.estimator === estimator && row.error !== null)
    .sort((a, b) => a.error! - b.error! || a.passes - b.passes)[0];
}
