/**
 * Problems that count what is asked of them: costs come from here, never from a table.
 *
 * @module
 */

import type { FiniteSum, Hessian, LowerLevel, OuterLevel, ParametricProblem } from "./contract.ts";

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
export interface OracleCounts {
  /** Calls; a product with k vectors counts k times. */
  readonly calls: Record<Oracle, number>;
  /** Calls times the observations each went through; 1 for a level that is no finite sum. */
  readonly samples: Record<Oracle, number>;
}

/** A problem and what has been asked of it since the last reset. */
export interface CountedProblem<Problem extends ParametricProblem = ParametricProblem> {
  /** The problem, with oracles that count. */
  readonly problem: Problem;
  /** What has been asked so far; the object stays the same. */
  readonly counts: OracleCounts;
  /** Sets all counts to zero. */
  reset(): void;
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
): CountedProblem<Problem> {
  const counts: OracleCounts = { calls: zeros(), samples: zeros() };
  const count = (oracle: Oracle, observations: number, times = 1): void => {
    counts.calls[oracle] += times;
    counts.samples[oracle] += times * observations;
  };
  const lower = (level: LowerLevel, size: number): LowerLevel => ({
    value(x, y) {
      count("lowerValue", size);
      return level.value(x, y);
    },
    gradient(x, y) {
      count("lowerGradient", size);
      return level.gradient(x, y);
    },
    gradientX(x, y) {
      count("lowerGradientX", size);
      return level.gradientX(x, y);
    },
    hessian(x, y): Hessian {
      count("hessian", size);
      const hessian = level.hessian(x, y);
      return {
        times(p, k = 1) {
          count("hessianVector", size, k);
          return hessian.times(p, k);
        },
      };
    },
    cross(x, y, p) {
      count("cross", size);
      return level.cross(x, y, p);
    },
  });
  const outer = (level: OuterLevel, size: number): OuterLevel => ({
    value(x, y) {
      count("outerValue", size);
      return level.value(x, y);
    },
    gradientX(x, y) {
      count("outerGradientX", size);
      return level.gradientX(x, y);
    },
    gradientY(x, y) {
      count("outerGradientY", size);
      return level.gradientY(x, y);
    },
  });
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
    reset() {
      Object.assign(counts.calls, zeros());
      Object.assign(counts.samples, zeros());
    },
  };
}

function zeros(): Record<Oracle, number> {
  return Object.fromEntries(ORACLES.map((oracle) => [oracle, 0])) as Record<Oracle, number>;
}
