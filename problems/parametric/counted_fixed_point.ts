/**
 * Fixed-point problems that count what is asked of them.
 *
 * @module
 */

import type { FixedPointProblem, OuterObjective } from "./fixed_point_contract.ts";
import { type Counted, counterOf, counting, type Counts } from "./counting.ts";

/** Kinds of oracle calls. */
export const FIXED_POINT_ORACLES = [
  "phi",
  "d1",
  "d1T",
  "d2T",
  "value",
  "gradientW",
  "gradientLambda",
] as const;

/** A kind of oracle call. */
export type FixedPointOracle = typeof FIXED_POINT_ORACLES[number];

/** How often each oracle was called, and for how many observations in all. */
export type FixedPointCounts = Counts<FixedPointOracle>;

const MAP = { phi: "phi", d1: "d1", d1T: "d1T", d2T: "d2T" } as const;
const OBJECTIVE = {
  value: "value",
  gradientW: "gradientW",
  gradientLambda: "gradientLambda",
} as const;

/**
 * The same problem, whose every oracle call is counted. Exact solutions are not: they are truths.
 */
export function countedFixedPoint(
  problem: FixedPointProblem,
): Counted<FixedPointProblem, FixedPointOracle> {
  const { counts, count, reset } = counterOf(FIXED_POINT_ORACLES);
  const map = counting(MAP, count);
  const level = counting(OBJECTIVE, count);
  const objective = (of: OuterObjective): OuterObjective => ({
    size: of.size,
    ...level(of, of.size),
  });
  const { outer, outerSum, sum } = problem;
  return {
    problem: {
      ...problem,
      map: map(problem.map, sum.size),
      sum: { size: sum.size, batch: (rows) => map(sum.batch(rows), rows.length) },
      outer: objective(outer),
      ...(outerSum === undefined ? {} : {
        outerSum: {
          size: outerSum.size,
          batch: (rows: Uint32Array) => objective(outerSum.batch(rows)),
        },
      }),
      contraction: (lambda) => problem.contraction(lambda),
      exactSolution: (lambda) => problem.exactSolution(lambda),
      exactGradient: (lambda) => problem.exactGradient(lambda),
    },
    counts,
    reset,
  };
}
