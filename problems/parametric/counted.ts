/**
 * Problems that count what is asked of them: costs come from here, never from a table.
 *
 * @module
 */

import type { FiniteSum, Hessian, LowerLevel, ParametricProblem } from "./contract.ts";
import { type Counted, counterOf, counting, type Counts } from "./counting.ts";

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

const LOWER = {
  value: "lowerValue",
  gradient: "lowerGradient",
  gradientX: "lowerGradientX",
  hessian: "hessian",
  cross: "cross",
} as const;
const OUTER = {
  value: "outerValue",
  gradientX: "outerGradientX",
  gradientY: "outerGradientY",
} as const;

/** The Hessian of a level, without its matrix and with products that count. */
function withCountedProducts(
  hessian: LowerLevel["hessian"],
  count: (vectors: number) => void,
): LowerLevel["hessian"] {
  return (x, y): Hessian => {
    const at = hessian(x, y);
    return {
      times(p, k = 1) {
        count(k);
        return at.times(p, k);
      },
    };
  };
}

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
  const { counts, count, reset } = counterOf(ORACLES);
  const named = counting(LOWER, count);
  const lower = (level: LowerLevel, size: number): LowerLevel => {
    const own = named(level, size);
    return Object.assign(own, {
      hessian: withCountedProducts(own.hessian, (k) => count("hessianVector", size, k)),
    });
  };
  const outer = counting(OUTER, count);
  const sum = <Level>(
    of: FiniteSum<Level>,
    wrap: (level: Level, size: number) => Level,
  ): FiniteSum<Level> => ({
    size: of.size,
    batch: (rows) => wrap(of.batch(rows), rows.length),
  });
  const { lowerSum, outerSum } = problem;
  return {
    problem: {
      ...problem,
      curvature: (x) => problem.curvature(x),
      exactLower: (x) => problem.exactLower(x),
      exactGradient: (x) => problem.exactGradient(x),
      lower: lower(problem.lower, lowerSum?.size ?? 1),
      outer: outer(problem.outer, outerSum?.size ?? 1),
      uncounted: problem.lower,
      ...(lowerSum === undefined ? {} : { lowerSum: sum(lowerSum, lower) }),
      ...(outerSum === undefined ? {} : { outerSum: sum(outerSum, outer) }),
    },
    counts,
    reset,
  };
}
