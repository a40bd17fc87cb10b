/**
 * The table that users of DoubleML and of R's `summary` expect of a set of estimates.
 *
 * ```ts
 * const table = summaryTable(["w1", "w2"], gradient, standardError, [0.95, 0.9]);
 * console.log(renderSummaryTable(table));
 * //       coef  std err      t   P>|t|    2.5 %  97.5 %      5 %    95 %
 * // w1  0.2000   0.0500  4.000  6.3e-5   0.1020  0.2980   0.1178  0.2822
 * // w2  0.0100   0.0500  0.200  0.8415  -0.0880  0.1080  -0.0722  0.0922
 * ```
 *
 * @module
 */

import { normalCdf, normalQuantile } from "../../numerics/normal.ts";
import type { ConfidenceInterval } from "./wald.ts";

/** One end of a confidence interval. */
export interface IntervalBound {
  /** Which quantile it estimates: 0.025 is the lower end at level 0.95. */
  readonly quantile: number;
  /** In the units of the estimate. */
  readonly value: number;
}

/** What is known of one coefficient. */
export interface SummaryRow {
  /** The coefficient's name. */
  readonly name: string;
  /** The estimate. */
  readonly coefficient: number;
  /** Its standard error. */
  readonly standardError: number;
  /** coefficient / standardError. */
  readonly t: number;
  /** Two-sided p-value of the hypothesis that the coefficient is zero, 2Φ(−|t|): asymptotic. */
  readonly pValue: number;
  /** Two a level, the lower end first, in the order of the levels. */
  readonly bounds: readonly IntervalBound[];
}

/** A row a coefficient. */
export type SummaryTable = readonly SummaryRow[];

/**
 * The rows of a summary: coefficient, standard error, t, P>|t| and Wald intervals
 * estimate ± Φ⁻¹((1 + level)/2) · standardError, with normal quantiles as in DoubleML.
 *
 * @param names One name a coefficient, p.
 * @param estimate Estimates, p.
 * @param standardError Their standard errors, p; what a NaN leads to is NaN.
 * @param levels Confidence levels strictly between 0 and 1, any number of them.
 * @param intervals Intervals to show instead, one a level.
 * @param pValues p-values to show instead, p.
 * @throws {RangeError} If sizes do not agree, a standard error is negative or a level is not one.
 *
 * @example
 * ```ts
 * import { summaryTable } from "@bigrad/bigrad";
 *
 * const [row] = summaryTable(["w1"], Float64Array.of(0.2), Float64Array.of(0.05), [0.95]);
 * console.log(row.t, row.pValue.toExponential(1)); // 4 6.3e-5
 * ```
 */
export function summaryTable(
  names: readonly string[],
  estimate: Float64Array,
  standardError: Float64Array,
  levels: readonly number[] = [0.95],
  intervals?: readonly ConfidenceInterval[],
  pValues?: Float64Array,
): SummaryTable {
  const p = names.length;
  for (const [what, array] of [["estimate", estimate], ["standardError", standardError]] as const) {
    if (array.length !== p) {
      throw new RangeError(`${what} has ${array.length} values: ${p} are needed, one a name`);
    }
  }
  const negative = standardError.findIndex((value) => value < 0);
  if (negative >= 0) {
    throw new RangeError(
      `the standard error of ${names[negative]} is ${standardError[negative]}: ` +
        `give a number that is not negative`,
    );
  }
  const quantiles = levels.flatMap((level) => {
    if (!(level > 0 && level < 1)) {
      throw new RangeError(`level is ${level}: give a confidence level between 0 and 1`);
    }
    const z = normalQuantile((1 + level) / 2);
    return [{ quantile: (1 - level) / 2, z: -z }, { quantile: (1 + level) / 2, z }];
  });
  return names.map((name, k) => {
    const coefficient = estimate[k];
    const error = standardError[k];
    const t = coefficient / error;
    return {
      name,
      coefficient,
      standardError: error,
      t,
      pValue: pValues !== undefined
        ? pValues[k]
        : Number.isNaN(t)
        ? NaN
        : 2 * normalCdf(-Math.abs(t)),
      bounds: quantiles.map(({ quantile, z }, at) => {
        const given = intervals?.[at >> 1];
        const value = given === undefined
          ? coefficient + z * error
          : at % 2 === 0
          ? given.low[k]
          : given.high[k];
        return { quantile, value };
      }),
    };
  });
}

/**
 * A summary as plain text: a line of headings ("coef", "std err", "t", "P>|t|", "2.5 %", …), then a
 * line a coefficient, columns aligned to the right. Numbers in the estimate's units have as many
 * decimals as show three digits of the least standard error, and powers of ten beyond twelve.
 *
 * @example
 * ```ts
 * import { renderSummaryTable, summaryTable } from "@bigrad/bigrad";
 *
 * const estimate = Float64Array.of(0.2, 0.01);
 * const table = summaryTable(["w1", "w2"], estimate, Float64Array.of(0.05, 0.05), [0.95]);
 * console.log(renderSummaryTable(table));
 * //       coef  std err      t   P>|t|    2.5 %  97.5 %
 * // w1  0.2000   0.0500  4.000  6.3e-5   0.1020  0.2980
 * // w2  0.0100   0.0500  0.200  0.8415  -0.0880  0.1080
 * ```
 */
export function renderSummaryTable(table: SummaryTable): string {
  const decimals = sharedDecimals(table.map((row) => row.standardError));
  const bounds = table[0]?.bounds ?? [];
  const lines = [
    ["", "coef", "std err", "t", "P>|t|", ...bounds.map(({ quantile }) => percent(quantile))],
    ...table.map((row) => [
      row.name,
      decimal(row.coefficient, decimals),
      decimal(row.standardError, decimals),
      decimal(row.t, 3),
      probability(row.pValue),
      ...row.bounds.map(({ value }) => decimal(value, decimals)),
    ]),
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])
      ).join("  ").trimEnd()
    )
    .join("\n");
}

/** More decimals than this are not read. */
const MOST_DECIMALS = 12;

/** Decimals that show three digits of the least positive number. */
function sharedDecimals(sizes: readonly number[]): number {
  const least = Math.min(...sizes.filter((size) => size > 0 && Number.isFinite(size)));
  if (!Number.isFinite(least)) return 4;
  const exponent = Number(least.toExponential().split("e")[1]);
  return Math.max(0, 2 - exponent);
}

function decimal(value: number, decimals: number): string {
  const readable = Math.abs(value) < 1e9 && decimals <= MOST_DECIMALS;
  return readable || value === 0 || !Number.isFinite(value)
    ? fixed(value, Math.min(decimals, MOST_DECIMALS))
    : value.toExponential(4);
}

function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

function probability(p: number): string {
  return p > 0 && p < 1e-4 ? p.toExponential(1) : p.toFixed(4);
}

/** 0.025 as "2.5 %", without the dust of (1 − 0.95)/2. */
function percent(quantile: number): string {
  return `${Number((100 * quantile).toPrecision(10))} %`;
}
