/**
 * What claims accept: one named range per kind of claim, and its reason, which is what is practically the
 * same and no result. A claim whose range is changed after one of its numbers was seen is `found` from then
 * on, and docs/verdict_history.md says so. The report carries a digest of this file.
 *
 * @module
 */

import { formatPower } from "../../reports/charts/number.ts";

/** A range of accepted numbers. */
export interface Range {
  /** `null` ends are open. */
  readonly low: number | null;
  readonly high: number | null;
  /** The range in words and signs. */
  readonly bar: string;
  /** Why it is this one. */
  readonly why: string;
}

const words = (x: number): string =>
  x !== 0 && Math.abs(x) < 1e-4 ? formatPower(x) : String(x).replace("-", "−");

const between = (low: number, high: number, why: string): Range => ({
  low,
  high,
  bar: `${words(low)} to ${words(high)}`,
  why,
});
/** For what cannot be negative. */
const upTo = (high: number, why: string): Range => ({
  low: 0,
  high,
  bar: `at most ${words(high)}`,
  why,
});
const atMost = (high: number, why: string): Range => ({ ...upTo(high, why), low: null });
const atLeast = (low: number, why: string): Range => ({
  low,
  high: null,
  bar: `at least ${words(low)}`,
  why,
});

const ROUNDING = "what rounding leaves of 0";

/** A power that theory gives, to within a tenth of it: what a reader of a log-log figure can tell apart. */
const power = (theory: number, words: string): Range =>
  between(
    Math.min(0.9 * theory, 1.1 * theory),
    Math.max(0.9 * theory, 1.1 * theory),
    `the power that theory gives is ${words}, to within a tenth of it`,
  );

/** The ranges by kind. */
export const RANGES = {
  /** Coverage of 95 % intervals. */
  coverage: between(
    0.93,
    0.97,
    "nominal coverage is 0.95; two points more or less mislead no reader of an interval",
  ),
  /** The same where it is claimed not to be nominal. */
  coverageBelow: between(
    0,
    0.93,
    "below what is accepted of an interval that is called one of 95 %",
  ),
  /** A difference of coverages. */
  coverageGain: between(0.1, 1, "a gain of ten points at least"),

  /** Ratios that theory says are 1, at the very sizes that are computed or in the limit. */
  same: between(
    0.95,
    1.05,
    "theory gives a ratio of 1, at these sizes or in the limit, to within 5 %",
  ),
  /** Ratios that theory says tend to 1. */
  near: between(0.9, 1.1, "theory gives a ratio of 1 in the limit, to within a tenth"),
  /** Ratios of what theory gives no limit of, or of what is 1 at any size. */
  toATenth: between(0.9, 1.1, "a ratio of 1, to within a tenth, which few users would notice"),
  /** Ratios of what is as good as its match in practice. */
  asGood: between(0.8, 1.25, "a ratio of 1, to within a quarter, which no user would pay for"),
  /** Ratios of what should be less than its match. */
  less: between(0, 1, "less than its match"),
  tenthLess: between(0, 0.9, "a tenth less, so that a tie is no victory"),
  halfOf: between(0, 0.5, "less than half of its match"),
  nearlyBest: between(1, 1.2, "a fifth is wasted at most; the ratio to the best is never below 1"),
  /** A ratio of floors. */
  fiveTimes: between(4.5, 5.5, "the ratio of the steps is 5, to within a tenth"),
  /** √n × bias as n grows. */
  notFalling: between(0.9, 2, "1 if the bias falls as the inverse root of n, more if slower"),

  /** Slopes in log-log. */
  rootN: power(-0.5, "−½"),
  inverse: power(-1, "−1"),
  halfPower: atMost(-0.5, "the power that theory gives at least is −½"),
  inverseOrFaster: atMost(-1, "the power that theory gives at least is −1"),
  firstOrder: power(1, "1"),
  secondOrder: power(2, "2"),
  noGrowth: between(-0.1, 0.1, "the power that theory gives is 0; a tenth of a first power"),

  /** Identities. */
  rounding: upTo(1e-10, ROUNDING),
  differences: upTo(1e-6, "what differences of fourth order leave of 0"),

  /** |M′| where descent ends on the two tasks. */
  misled: between(0.3, 0.4, "theory gives √(2·0.06) = 0.346"),
  stationary: between(0, 0.05, "0 at a stationary point, and what noise leaves"),
  /** Differences of a number from its truth, relative to it: practically none, or more than that. */
  equal: between(-0.05, 0.05, "a twentieth of the number itself is practically none"),
  bias: atLeast(0.05, "a twentieth of the number itself, from where on it is not practically none"),

  /** Chance of a difference as large as that from a published table, Holm-adjusted over tables. */
  noDifference: atLeast(
    0.05,
    "below, fewer than one in twenty sets of tables of right numbers differ so much somewhere",
  ),

  /** Kolmogorov's distance to a standard normal law. */
  normalLaw: upTo(0.1, "0 if the law is the normal one"),
  /** Probability that of two labels the right one has the greater weight. */
  separation: between(0.9, 1, "1 if the weights tell right from wrong, ½ by chance"),
  /** Norms of Jacobians of samples. */
  expands: atLeast(1, "a map with a norm above 1 is no contraction"),
  /** Relative errors. */
  visible: atLeast(0.05, "an error that nobody could overlook"),
} as const satisfies Readonly<Record<string, Range>>;
