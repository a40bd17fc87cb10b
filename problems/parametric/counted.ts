/**
 * Problems that count what is asked of them: costs come from here, never from a table.
 *
 * @module
 */

import type { BilevelProblem, FiniteSum, ParametricProblem } from "./contract.ts";
import { type Costs, type Counted, counterOf, counting, type Counts } from "./counting.ts";
import type { FixedPointProblem } from "./fixed_point_contract.ts";

/**
 * Kinds of oracle calls. A product of a Hessian with k vectors counts k times.
 *
 * @example
 * ```ts
 * import { ORACLES } from "@bigrad/bigrad";
 *
 * console.log(ORACLES.length, ORACLES[0]); // 9 lowerValue
 * ```
 */
export const ORACLES = [
  "lowerValue",
  "lowerGradient",
  "lowerGradientX",
  "hessian",
  "hessianVector",
  "cross",
  "outerValue",
  "outerGradientX",
  "outerGradientY",
] as const;

/** A kind of oracle call. */
export type Oracle = typeof ORACLES[number];

/** How often each oracle was called, and for how many observations in all. */
export type OracleCounts = Counts<Oracle>;

/** Kinds of oracle calls to a fixed-point problem. */
export const FIXED_POINT_ORACLES = [
  "phi",
  "jvp",
  "vjp",
  "vjpX",
  "outerValue",
  "outerGradientX",
  "outerGradientY",
] as const;

/** A kind of oracle call to a fixed-point problem. */
export type FixedPointOracle = typeof FIXED_POINT_ORACLES[number];

/** How often each oracle was called, and for how many observations in all. */
export type FixedPointCounts = Counts<FixedPointOracle>;

const OUTER = {
  value: "outerValue",
  gradientX: "outerGradientX",
  gradientY: "outerGradientY",
} as const;

const PARAMETRIC: Readonly<Record<string, Costs<Oracle>>> = {
  lower: {
    value: "lowerValue",
    gradient: "lowerGradient",
    gradientX: "lowerGradientX",
    hessian: ["hessian", "hessianVector"],
    cross: "cross",
  },
  outer: OUTER,
};

const FIXED_POINT: Readonly<Record<string, Costs<FixedPointOracle>>> = {
  map: { phi: "phi", jvp: "jvp", vjp: "vjp", vjpX: "vjpX" },
  outer: OUTER,
};

/**
 * The same problem, whose every oracle call is counted. Exact solutions are not: they are truths; nor
 * are the calls of `uncounted`.
 *
 * @example
 * ```ts
 * import { counted, implicit, quadratic, Stream } from "@bigrad/bigrad";
 *
 * const { problem, counts } = counted(quadratic({ condition: 10 }, Stream.of("my problem")));
 * const { x, y } = problem.start;
 * implicit({ lowerSteps: 10, adjoint: { solver: "cg", iterations: 5 } })(problem, x, { y });
 * console.log(counts.calls.lowerGradient, counts.calls.hessianVector); // 10 5
 * ```
 */
export function counted<Problem extends ParametricProblem>(
  problem: Problem,
): Counted<Problem, Oracle> {
  const { problem: oracles, ...counter } = countedLevels(problem, ORACLES, PARAMETRIC);
  const curvature: ParametricProblem["curvature"] = (x) => problem.curvature(x);
  return { ...counter, problem: { ...oracles, curvature, uncounted: problem.lower } };
}

/** The same for a fixed-point problem. */
export function countedFixedPoint(
  problem: FixedPointProblem,
): Counted<FixedPointProblem, FixedPointOracle> {
  const { problem: oracles, ...counter } = countedLevels(problem, FIXED_POINT_ORACLES, FIXED_POINT);
  const contraction: FixedPointProblem["contraction"] = (x) => problem.contraction(x);
  return { ...counter, problem: { ...oracles, contraction } };
}

/** A problem whose levels count, by their names, and so do they by observations: `outer` and `outerSum`. */
function countedLevels<Problem extends BilevelProblem, Kind extends string>(
  problem: Problem,
  oracles: readonly Kind[],
  levels: Readonly<Record<string, Costs<Kind>>>,
): Counted<Problem, Kind> {
  const { counts, count, reset } = counterOf(oracles);
  const parts = problem as unknown as Readonly<Record<string, object>>;
  const watched: Record<string, object> = {};
  for (const [name, costs] of Object.entries(levels)) {
    const wrap = counting(costs, count);
    const sum = parts[`${name}Sum`] as FiniteSum<object> | undefined;
    watched[name] = wrap(parts[name], sum?.size ?? 1);
    if (sum === undefined) continue;
    watched[`${name}Sum`] = {
      size: sum.size,
      batch: (rows: Uint32Array) => wrap(sum.batch(rows), rows.length),
    };
  }
  const exactLower: BilevelProblem["exactLower"] = (x) => problem.exactLower(x);
  const exactGradient: BilevelProblem["exactGradient"] = (x) => problem.exactGradient(x);
  return { problem: { ...problem, ...watched, exactLower, exactGradient }, counts, reset };
}
