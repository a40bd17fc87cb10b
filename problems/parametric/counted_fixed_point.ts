/**
 * Fixed-point problems that count what is asked of them.
 *
 * @module
 */

import type { FixedPointMap, FixedPointProblem, OuterObjective } from "./fixed_point_contract.ts";

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
export interface FixedPointCounts {
  /** Calls. */
  readonly calls: Record<FixedPointOracle, number>;
  /** Calls times the observations each went through. */
  readonly samples: Record<FixedPointOracle, number>;
}

/** A problem and what has been asked of it since the last reset. */
export interface CountedFixedPoint {
  /** The problem, with oracles that count. */
  readonly problem: FixedPointProblem;
  /** What has been asked so far; the object stays the same. */
  readonly counts: FixedPointCounts;
  /** Sets all counts to zero. */
  reset(): void;
}

/**
 * The same problem, whose every oracle call is counted. Exact solutions are not: they are truths.
 */
export function countedFixedPoint(problem: FixedPointProblem): CountedFixedPoint {
  const counts: FixedPointCounts = { calls: zeros(), samples: zeros() };
  const count = (oracle: FixedPointOracle, observations: number): void => {
    counts.calls[oracle]++;
    counts.samples[oracle] += observations;
  };
  const map = (of: FixedPointMap, size: number): FixedPointMap => ({
    phi(w, lambda) {
      count("phi", size);
      return of.phi(w, lambda);
    },
    d1(w, lambda, p) {
      count("d1", size);
      return of.d1(w, lambda, p);
    },
    d1T(w, lambda, v) {
      count("d1T", size);
      return of.d1T(w, lambda, v);
    },
    d2T(w, lambda, v) {
      count("d2T", size);
      return of.d2T(w, lambda, v);
    },
  });
  const objective = (of: OuterObjective): OuterObjective => ({
    size: of.size,
    value(w, lambda) {
      count("value", of.size);
      return of.value(w, lambda);
    },
    gradientW(w, lambda) {
      count("gradientW", of.size);
      return of.gradientW(w, lambda);
    },
    gradientLambda(w, lambda) {
      count("gradientLambda", of.size);
      return of.gradientLambda(w, lambda);
    },
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
    reset() {
      Object.assign(counts.calls, zeros());
      Object.assign(counts.samples, zeros());
    },
  };
}

function zeros(): Record<FixedPointOracle, number> {
  return Object.fromEntries(
    FIXED_POINT_ORACLES.map((oracle) => [oracle, 0]),
  ) as Record<FixedPointOracle, number>;
}
