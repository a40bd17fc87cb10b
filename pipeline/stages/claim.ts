/**
 * Stage: a claim is judged. Its words come as parameters, its number from a query that gives one row.
 *
 * @module
 */

import { DOUBLE, type DuckDBConnection, VARCHAR } from "@duckdb/node-api";
import { normalCdf } from "../../numerics/normal.ts";
import { interval, shareInterval, Z95 } from "../../reports/charts/axes.ts";
import type { Verdict } from "../../reports/page/model.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { NativeRun } from "../engine/stage.ts";
import { lastStatement, tableOutputs, withTables } from "./query.ts";

/** What is accepted; `null` ends are open. */
export interface Bounds {
  readonly low: number | null;
  readonly high: number | null;
}

/** What is known of a number; an unknown end makes the interval unknown. */
export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

/** The parameters of the stage. */
export interface ClaimParameters extends JsonObject {
  /** "study.claim". */
  readonly id: string;
  readonly study: string;
  /** The paper's identifier, or "ours". */
  readonly paper: string;
  readonly statement: string;
  /** What the number is. */
  readonly measure: string;
  /** What is accepted, in words and as numbers. */
  readonly bar: string;
  readonly accepted: Bounds & JsonObject;
  /** What the interval allows for, in words. */
  readonly allowsFor: string;
  /** "stated" or "found". */
  readonly status: string;
  /** What the draws come from, and why these: "study", "confirmation" or "repeat". */
  readonly seed: number;
  readonly purpose: string;
  /** Whether the profile computes all sizes that claims are about. */
  readonly complete: boolean;
  /**
   * The query: "value", and either "low" and "high", the ends of its 95 % interval, or "error", its
   * standard error, or "share_error", that of a share, whose interval stays between 0 and 1; "which" may
   * say which of several candidates the number is of.
   */
  readonly value: string;
}

/** What a query said. */
interface Found {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly which: string | null;
}

const NOTHING: Found = { value: null, low: null, high: null, which: null };

/** Inputs "macros" and tables; outputs "rows" (JSON) and "table" (Parquet): one row, the claim's. */
export const run: NativeRun<ClaimParameters> = (claim, inputs, _random, native) =>
  withTables(inputs, native, { sql: claim.value }, async (connection) => {
    const found = await ask(connection, claim);
    const { value, low, high, which } = found ?? NOTHING;
    const { id, study, paper, statement, measure, bar, accepted, status, seed, purpose } = claim;
    const texts = { id, study, paper, statement, measure, which };
    const ends = { accepted_low: accepted.low, accepted_high: accepted.high };
    const p = found === null ? null : chance(accepted, found);
    const numbers = { value, low, high, ...ends, seed, p };
    const byInterval = found === null ? nothingThere(claim) : judge(accepted, found);
    const seen = status === "found" && purpose === "study";
    const rest = {
      bar,
      status,
      purpose,
      allows_for: claim.allowsFor,
      by_interval: byInterval,
      verdict: seen ? "exploratory" : byInterval,
      reason: reasonOf(accepted, found),
    };
    const columns = [
      ...Object.keys(texts).map((name) => `${name} VARCHAR`),
      ...Object.keys(numbers).map((name) => `${name} DOUBLE`),
      ...Object.keys(rest).map((name) => `${name} VARCHAR`),
    ];
    await connection.run(`CREATE TABLE claim (${columns.join(", ")})`);
    const values = Object.values({ ...texts, ...numbers, ...rest });
    // A whole number would be taken for an integer, and might be too large for one.
    const types = values.map((value) => typeof value === "number" ? DOUBLE : VARCHAR);
    await connection.run(
      `INSERT INTO claim VALUES (${values.map(() => "?").join(", ")})`,
      values,
      types,
    );
    return await tableOutputs(connection, "claim", native);
  });

/** Why there is nothing to judge, or no interval to judge by. */
function reasonOf(accepted: Bounds, found: Found | null): string | null {
  if (found === null) {
    return "Nothing that this run has computed is what the claim is about: its query gave no row.";
  }
  if (found.value === null) {
    return "There is no number: a run that it needs diverged, or there is too little to compute it from.";
  }
  if (found.low === null || found.high === null) {
    return "There is no interval: there is too little to estimate an error from.";
  }
  const times = moreReplications(accepted, found);
  if (times === null) return null;
  return times > MOST
    ? `The number is so near the end of the range that ${MOST} times the replications would not decide.`
    : `About ${
      times.toPrecision(2)
    } times the replications would decide, if the number stays where it is.`;
}

/** Beyond this many times the replications nobody would go. */
const MOST = 100;

/**
 * How many times the replications an undecided claim would take: widths fall as the inverse root of their
 * number, and the interval has to lie on one side of each end of the range.
 */
export function moreReplications(accepted: Bounds, found: Found): number | null {
  const { value, low, high } = found;
  if (value === null || low === null || high === null) return null;
  if (judge(accepted, found) !== "inconclusive") return null;
  const ends = [accepted.low, accepted.high].filter((end) => end !== null);
  // an interval that ends where the range begins crosses nothing, and decides nothing either
  const crossed = ends.filter((end) => low <= end && end <= high).map((end) => {
    if (end === value) return Infinity;
    const halfWidth = end < value ? value - low : high - value;
    return (halfWidth / (end - value)) ** 2;
  });
  return Math.max(...crossed);
}

/** A claim for which no run qualifies is lost, unless the profile leaves its sizes out. */
const nothingThere = ({ complete }: ClaimParameters): Verdict => complete ? "fails" : "not judged";

/** The row of the claim's query, if it has one. */
async function ask(connection: DuckDBConnection, claim: ClaimParameters): Promise<Found | null> {
  const fail = (what: string): never => {
    throw new Error(`The query of the claim "${claim.id}" ${what}.`);
  };
  const query = await lastStatement(connection, claim.value);
  // Whether there is a second row is all that has to be known of the others.
  const reader = await connection.streamAndReadUntil(query, 2);
  const columns = reader.columnNames();
  const [given] = reader.getRowObjects();
  const known = ["value", "low", "high", "error", "share_error", "which"];
  const unknown = columns.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    fail(
      `gives a column "${unknown}"; it may give value, low and high or error or share_error, and which`,
    );
  }
  const twice = columns.find((name, k) => columns.indexOf(name) < k);
  if (twice !== undefined) fail(`gives the column "${twice}" twice`);
  const hasEnds = columns.includes("low") && columns.includes("high");
  const error = ["error", "share_error"].filter((name) => columns.includes(name));
  if (!columns.includes("value") || error.length + Number(hasEnds) !== 1) {
    fail("does not give the columns value and either low and high or error or share_error");
  }
  if (given === undefined) return null;
  if (reader.currentRowCount > 1) fail("gives several rows; it has to give one");
  const number = (name: string): number | null => {
    const cell = given[name];
    if (cell === null || cell === undefined) return null;
    const plain = typeof cell === "boolean" || String(cell).trim() === "" ? NaN : Number(cell);
    return Number.isNaN(plain) ? fail(`gives ${String(cell)} as its ${name}`) : plain;
  };
  const value = number("value");
  const which = typeof given.which === "string" ? given.which : null;
  if (hasEnds) {
    const [low, high] = [number("low"), number("high")];
    if (value === null) return { value, low: null, high: null, which };
    if (low !== null && high !== null && low > high) fail(`gives the interval ${low} to ${high}`);
    if (!Number.isFinite(value) && ((low ?? value) > value || (high ?? value) < value)) {
      fail(`gives ${value} as its value, and an interval in which it is not`);
    }
    return { value, low, high, which };
  }
  const known95 = number(error[0]);
  if (value === null || known95 === null) return { value, low: null, high: null, which };
  if (known95 < 0) fail(`gives ${known95} as its ${error[0]}`);
  // ∞ − ∞ is no end.
  if (!Number.isFinite(value) && known95 === Infinity) {
    return { value, low: null, high: null, which };
  }
  const isShare = error[0] === "share_error";
  if (isShare && (value < 0 || value > 1)) fail(`gives ${value} as a share`);
  return { value, ...(isShare ? shareInterval : interval)(value, known95), which };
}

/**
 * A claim that a number lies in a range *holds* if the number's interval does, *fails* if the interval
 * lies outside, and is *inconclusive* otherwise, or without an interval. Without a range it is
 * *exploratory*.
 */
export function judge(accepted: Bounds, { low, high }: Interval): Verdict {
  if (accepted.low === null && accepted.high === null) return "exploratory";
  if (low === null || high === null) return "inconclusive";
  const least = accepted.low ?? -Infinity;
  const most = accepted.high ?? Infinity;
  if (low >= least && high <= most) return "holds";
  return high < least || low > most ? "fails" : "inconclusive";
}

/**
 * The chance, at most, of an interval as far on its side of the nearer end of the range as this one if the
 * number itself were that end: one-sided, with the error that the interval has on that side. A verdict at
 * 95 % is one with p ≤ 0.025. Where the interval decides nothing it is that of the nearer verdict.
 */
export function chance(accepted: Bounds, { value, low, high }: Found): number | null {
  if (accepted.low === null && accepted.high === null) return null;
  if (value === null || low === null || high === null) return null;
  // From an infinite value all is infinitely far; what is known of it is what the interval says.
  if (Math.abs(value) === Infinity && low < high) {
    return judge(accepted, { low, high }) === "inconclusive" ? 0.5 : DECISIVE;
  }
  const below = value - low, above = high - value;
  const { low: least, high: most } = accepted;
  const inside = Math.min(
    least === null ? Infinity : scores(value - least, below),
    most === null ? Infinity : scores(most - value, above),
  );
  const outside = Math.max(
    least === null || value >= least ? -Infinity : scores(least - value, above),
    most === null || value <= most ? -Infinity : scores(value - most, below),
  );
  return normalCdf(-Math.max(inside, outside));
}

/** Beyond one end of an interval of 95 %. */
const DECISIVE = 0.025;

/** How far a distance is in standard errors, given the half width of an interval; what has none is certain. */
const scores = (distance: number, halfWidth: number): number => {
  if (halfWidth === Infinity) return 0;
  return halfWidth > 0 ? Z95 * distance / halfWidth : distance < 0 ? -Infinity : Infinity;
};
