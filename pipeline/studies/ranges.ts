/**
 * What claims accept: one named range per kind of claim, and its reason. Where one kind has several
 * today, the variants stand below each other.
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

const NOMINAL = "nominal coverage is 0.95";
const BELOW = "too low for an interval that is called one of 95 %";
const RATIO = "a ratio of 1";
const POWER = "the power that theory gives";
const ROUNDING = "what rounding leaves of 0";

/** The ranges by kind. */
export const RANGES = {
  /** Coverage of 95 % intervals. */
  coverage: between(0.93, 0.97, `${NOMINAL}, within two points`),
  coverageNear: between(0.92, 0.97, `${NOMINAL}, a point more below`),
  coverageStill: between(0.9, 0.97, `${NOMINAL}, three points more below`),
  coverageBelow: between(0, 0.93, BELOW),
  coverageLow: between(0, 0.9, BELOW),
  coverageLower: between(0, 0.85, BELOW),
  coverageFar: between(0, 0.65, BELOW),
  /** A difference of coverages. */
  coverageGain: between(0.1, 1, "a gain of ten points at least"),

  /** Ratios of what should be equal. */
  same: between(0.95, 1.05, `${RATIO}, to within 5 %`),
  aboutSame: between(0.9, 1.1, `${RATIO}, to within a tenth`),
  asGood: between(0.8, 1.25, `${RATIO}, to within a quarter`),
  unchanged: between(0.75, 1.333, `${RATIO}, to within a third`),
  /** Ratios of what should be less, or more, than its match. */
  less: between(0, 1, "less than its match"),
  tenthLess: between(0, 0.9, "a tenth less, so that a tie is no victory"),
  halfOf: between(0, 0.5, "less than half of its match"),
  more: between(1, 100, "more than its match"),
  nearlyBest: between(1, 1.2, "a fifth is wasted at most; the ratio to the best is never below 1"),
  /** A ratio of floors. */
  fiveTimes: between(4.5, 5.5, "the ratio of the steps is 5, to within a tenth"),
  /** √n × bias as n grows. */
  notFalling: between(0.9, 2, "1 if the bias falls as the inverse root of n, more if slower"),

  /** Slopes in log-log. */
  rootN: between(-0.55, -0.45, `${POWER} is −½`),
  inverse: between(-1.15, -0.85, `${POWER} is −1; few points`),
  inverseSharp: between(-1.1, -0.9, `${POWER} is −1`),
  halfPower: atMost(-0.5, "the power that theory gives at least is −½"),
  firstOrder: between(0.9, 1.1, `${POWER} is 1`),
  firstOrderLoose: between(0.8, 1.2, `${POWER} is 1; few points`),
  secondOrder: between(1.9, 2.1, `${POWER} is 2`),
  secondOrderLoose: between(1.8, 2.2, `${POWER} is 2; few points`),
  noGrowth: between(-0.1, 0.1, `${POWER} is 0`),

  /** Identities. */
  rounding: upTo(1e-10, ROUNDING),
  roundingSharp: upTo(1e-12, ROUNDING),

  /** |M′| where descent ends on the two tasks. */
  misled: between(0.3, 0.4, "theory gives √(2·0.06) = 0.346"),
  stationary: between(0, 0.05, "0 at a stationary point, and what noise leaves"),
  stationaryNoisy: between(0, 0.1, "0 at a stationary point, and what the coin's noise leaves"),
  /** Standard normal scores of tests for bias. */
  noBias: between(-1, 1, "0 if there is no bias"),
  bias: atLeast(4, "beyond what chance gives"),

  /** Kolmogorov's distance to a standard normal law. */
  normalLaw: upTo(0.1, "0 if the law is the normal one"),
  /** Probability that of two labels the right one has the greater weight. */
  separation: between(0.9, 1, "1 if the weights tell right from wrong, ½ by chance"),
  /** Norms of Jacobians of samples. */
  expands: atLeast(1, "a map with a norm above 1 is no contraction"),
  /** Relative errors. */
  visible: atLeast(0.05, "an error that nobody could overlook"),
  moderate: between(0.01, 0.3, "between one and thirty per cent"),

  /** Nothing is accepted or not: the number is reported. */
  none: { low: null, high: null, bar: "–", why: "no range was laid down" } as Range,
} as const satisfies Readonly<Record<string, Range>>;
