/**
 * The one rule by which claims are judged.
 *
 * @module
 */

import type { Verdict } from "../../reports/page/model.ts";

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
