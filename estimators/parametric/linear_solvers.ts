/**
 * Solvers of H u = b by their names, and those that step along the residual.
 *
 * @module
 */

import { copyOf, zeros } from "../../numerics/arrays.ts";
import type { Hessian } from "../../problems/parametric/contract.ts";
import { dense, nystroem, type NystroemOptions } from "./dense_solvers.ts";
import {
  conjugateGradients,
  conjugateGradientsNormal,
  type ConjugateGradientsOptions,
} from "./krylov.ts";
import type { LinearSolver, LinearSystem } from "./linear_system.ts";
import {
  checkOptions,
  nonNegative,
  oneOf,
  optional,
  positive,
  type Rule,
  whole,
} from "./options.ts";
import { recordAt, smallestQuotient, type SystemRecord, systemRecord } from "./system_record.ts";
import { axpy, dot, norm, numbersIn, row, waxpy } from "../../numerics/vectors.ts";

/** How long a fixed-point iteration is, and with which step. */
export interface FixedPointOptions extends ConjugateGradientsOptions {
  /** γ; that of the system unless said. */
  readonly step?: number;
}

/** How long a Neumann series is, and with which step. */
export interface NeumannOptions {
  /** K ≥ 0: the series has K + 1 terms. */
  readonly order: number;
  /** γ; that of the system unless said. */
  readonly step?: number;
}

/** A solver by its name, as JSON. */
export type SolverOptions =
  | { readonly solver: "cg" | "cg-normal" } & ConjugateGradientsOptions
  | { readonly solver: "fixed-point" } & FixedPointOptions
  | { readonly solver: "neumann" } & NeumannOptions
  | { readonly solver: "nystroem" } & NystroemOptions
  | { readonly solver: "dense" };

/** The solvers that need no symmetric H. */
export const FOR_ANY_MATRIX: readonly SolverOptions["solver"][] = [
  "fixed-point",
  "neumann",
  "cg-normal",
];

const KRYLOV = { iterations: whole(0), tolerance: optional(nonNegative) };

const SOLVERS: Readonly<Record<SolverOptions["solver"], Readonly<Record<string, Rule>>>> = {
  "cg": KRYLOV,
  "cg-normal": KRYLOV,
  "fixed-point": { ...KRYLOV, step: optional(positive) },
  "neumann": { order: whole(0), step: optional(positive) },
  "nystroem": { rank: whole(1), rho: positive },
  "dense": {},
};

/**
 * The solver that the options name.
 *
 * @param owner Whose options they are.
 * @throws {RangeError} if they name none, or are malformed.
 */
export function linearSolver(owner: string, options: SolverOptions): LinearSolver {
  const solver = oneOf(...Object.keys(SOLVERS));
  checkOptions(owner, options, { solver, ...SOLVERS[options?.solver] });
  switch (options.solver) {
    case "cg":
      return conjugateGradients(options);
    case "cg-normal":
      return conjugateGradientsNormal(options);
    case "fixed-point":
      return fixedPoint(options);
    case "neumann":
      return neumann(options);
    case "nystroem":
      return nystroem(options);
    case "dense":
      return dense;
  }
}

/**
 * Richardson's iteration u ← u − γ(Hu − b), the fixed point of gradient steps. An iteration is one
 * product, but from 0 the first, u = γb, is free. The residual that is compared with the tolerance is
 * that before the step; several systems stop together. It diverges where H has an eigenvalue that is
 * not between 0 and 2/γ.
 *
 * Unless the system has a `check`, the record is that of the iterate before the last step, and there is
 * none where iterations have seen different minibatches.
 *
 * @example
 * ```ts
 * import { fixedPoint } from "@bigrad/bigrad";
 *
 * // H = diag(2, 5)
 * const times = (p: Float64Array) => p.map((value, i) => [2, 5][i % 2] * value);
 * const hessians = () => ({ times });
 * const solve = fixedPoint({ iterations: 50, step: 0.2 });
 * const { u } = solve({ hessians, b: Float64Array.of(2, 5), step: 0.2 });
 * console.log(u[0].toFixed(3), u[1].toFixed(3)); // 1.000 1.000
 * ```
 */
export function fixedPoint(
  { iterations, tolerance = 0, step }: FixedPointOptions,
): LinearSolver {
  return (system) => {
    const { b, count = 1, from, check } = system;
    const n = b.length / count;
    const gamma = step ?? system.step;
    const u = from === undefined ? zeros(b.length) : copyOf(from);
    const hessians = oneOrMore(system.hessians);
    let record: SystemRecord = {};
    for (let j = 0; j < iterations; j++) {
      const free = j === 0 && from === undefined;
      const excess = free ? waxpy(-1, b, u) : axpy(-1, b, hessians.at(j).times(u, count));
      const done = tolerance > 0 && !free && solved(excess, b, n, count, tolerance);
      const last = done || j === iterations - 1;
      if (last && !check) record = recordAt(system, u, excess, tolerance);
      axpy(-gamma, excess, u);
      if (done) break;
    }
    if (check) record = recordAt(system, u, axpy(-1, b, check.times(u, count)), tolerance);
    // An iterate and its product
    return { u, memory: numbersIn(u, u), system: hessians.differ() ? {} : record };
  };
}

/** The Hessians of iterations, and whether they were different ones. */
function oneOrMore(hessians: LinearSystem["hessians"]): {
  at(j: number): Hessian;
  differ(): boolean;
} {
  let first: Hessian | undefined;
  let differ = false;
  return {
    at(j) {
      const hessian = hessians(j);
      first ??= hessian;
      if (hessian !== first) differ = true;
      return hessian;
    },
    differ: () => differ,
  };
}

function solved(
  residual: Float64Array,
  b: Float64Array,
  n: number,
  count: number,
  tolerance: number,
): boolean {
  for (let i = 0; i < count; i++) {
    const left = row(residual, i, n);
    const right = row(b, i, n);
    if (!(dot(left, left) <= tolerance * tolerance * dot(right, right))) return false;
  }
  return true;
}

/**
 * The Neumann series u = γ Σ_{j ≤ K} (I − γH)^j b, K products: the fixed-point iteration from 0 after
 * K + 1 steps. With a Hessian of its own for each factor its terms are unbiased. Its record is that of
 * `fixedPoint`: without a `check` that of the series without its last term, whose residual is that term.
 *
 * @example
 * ```ts
 * import { neumann } from "@bigrad/bigrad";
 *
 * // H = diag(2, 5)
 * const times = (p: Float64Array) => p.map((value, i) => [2, 5][i % 2] * value);
 * const hessians = () => ({ times });
 * const solve = neumann({ order: 50, step: 0.2 });
 * const { u } = solve({ hessians, b: Float64Array.of(2, 5), step: 0.2 });
 * console.log(u[0].toFixed(3), u[1].toFixed(3)); // 1.000 1.000
 * ```
 */
export function neumann({ order, step }: NeumannOptions): LinearSolver {
  return (system) => {
    const { b, count = 1, check } = system;
    const n = b.length / count;
    const gamma = step ?? system.step;
    const hessians = oneOrMore(system.hessians);
    const term = copyOf(b);
    const sum = copyOf(b);
    let least = Infinity;
    for (let j = 1; j <= order; j++) {
      const product = hessians.at(j).times(term, count);
      if (j === order) least = smallestQuotient(term, product, count);
      axpy(-gamma, product, term);
      axpy(1, term, sum);
    }
    for (let l = 0; l < sum.length; l++) sum[l] *= gamma;
    const before: number[] = [];
    for (let i = 0; i < count; i++) before.push(norm(row(term, i, n)));
    const record = check
      ? recordAt(system, sum, axpy(-1, b, check.times(sum, count)), 0, least)
      : systemRecord(system, before, least);
    // The series, its term and a product
    return { u: sum, memory: numbersIn(sum, term, term), system: hessians.differ() ? {} : record };
  };
}
