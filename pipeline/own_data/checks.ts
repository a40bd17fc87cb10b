/**
 * What is looked at before anything is learned from a user's data and losses.
 *
 * @module
 */

import { wrongDerivative } from "../../estimators/functional/derivative_check.ts";
import type { GeneralObservations } from "../../estimators/functional/general_nuisances.ts";
import {
  type LossDerivatives,
  lossDerivatives,
  type LossPair,
} from "../../estimators/functional/losses.ts";
import { UsageError } from "../engine/stage.ts";
import type { OwnFunctions, OwnModel, OwnProblem } from "./problem.ts";
import { rowsOf } from "./sample.ts";

/** Least number of rows a fold. */
const ROWS_A_FOLD = 5;
/** Rows, spread over the data, and values of v at which derivatives are checked. */
const CHECKED_ROWS = 64;
const CHECKED_VALUES = [-0.6, 0.2, 0.9];
const FLAT = 1e-4;

/**
 * Checks that so many rows can be split into so many folds.
 *
 * @throws {UsageError} that says how many are needed.
 */
export function requireRows(n: number, folds: number, shown: string): void {
  const needed = ROWS_A_FOLD * folds;
  if (n >= needed) return;
  throw new UsageError(
    `"${shown}" has ${n} row${n === 1 ? "" : "s"} and ${folds} folds need ${needed}; ` +
      `give more rows, or fewer folds with --folds.`,
  );
}

/**
 * Checks that what varies in the data varies in every training part.
 *
 * @param fold The fold of each observation, n.
 * @throws {UsageError} that names the column and the fold.
 */
export function requireVariation(
  { n, x, z }: GeneralObservations,
  { covariates, columns }: OwnProblem,
  fold: Uint32Array,
): void {
  const constant = (
    matrix: Float64Array,
    width: number,
    k: number,
    kept: (i: number) => boolean,
  ) => {
    let first: number | undefined;
    for (let i = 0; i < n; i++) {
      if (!kept(i)) continue;
      first ??= matrix[i * width + k];
      if (matrix[i * width + k] !== first) return false;
    }
    return true;
  };
  const folds = fold.reduce((most, label) => Math.max(most, label + 1), 0);
  for (const [names, matrix] of [[covariates, x], [columns, z]] as const) {
    names.forEach((name, k) => {
      if (constant(matrix, names.length, k, () => true)) {
        // a variable of the losses may be a constant
        if (matrix === z) return;
        throw new UsageError(
          `Covariate "${name}" is ${matrix[k]} in every row; leave it out of the covariates.`,
        );
      }
      for (let held = 0; held < folds; held++) {
        if (!constant(matrix, names.length, k, (i) => fold[i] !== held)) continue;
        throw new UsageError(
          `Column "${name}" is constant outside one of ${folds} folds, in rows that are learned from; ` +
            `leave it out, or give other --folds or another --seed.`,
        );
      }
    });
  }
}

/**
 * Checks a pair of losses at the data: its numbers, its derivatives, and that it can be learned from
 * in every training part.
 *
 * @param splits The folds of all observations, one array a split.
 * @throws {UsageError} that names the function, the derivative, the row or the coordinate.
 */
export function requireLosses(
  { n, z }: GeneralObservations,
  problem: OwnProblem,
  { pair, functions }: Extract<OwnModel, { kind: "general" }>,
  splits: readonly Uint32Array[],
): void {
  const atZero = lossDerivatives(pair, problem.at, new Float64Array(n), z);
  requireFinite(atZero, problem, z);
  requireDerivatives(n, z, problem, pair, functions);
  requireCurvature(atZero, problem);
  for (const fold of splits) requireInfluence(atZero, problem, fold);
}

function requireDerivatives(
  n: number,
  z: Float64Array,
  { at, shown, columns }: OwnProblem,
  pair: LossPair,
  functions: OwnFunctions | undefined,
): void {
  const spread = Math.min(n, CHECKED_ROWS);
  const rows = Array.from({ length: spread }, (_, i) => Math.floor(i * n / spread));
  const some = rowsOf(z, n, rows);
  for (const v of CHECKED_VALUES) {
    const wrong = wrongDerivative(pair, at, new Float64Array(spread).fill(v), some);
    if (wrong === undefined) continue;
    const { name, of, observation: row, given, expected } = wrong;
    const side = name.startsWith("inner") ? "inner" : "outer";
    const observation = Object.fromEntries(
      columns.map((column, k) => [column, some[row * columns.length + k]]),
    );
    const where = `at v = ${v} in row ${rows[row] + 1}`;
    throw new UsageError(
      typeof functions?.[side](at.slice(), v, observation) === "number"
        ? `"${side}" of "${shown}" gives its value alone but is not smooth enough ${where} to be ` +
          `differentiated numerically; give its derivatives, too.`
        : `"${name}" of "${shown}" is ${short(given)} ${where}, but differences of "${of}" give ` +
          `${short(expected)}; correct the derivative.`,
    );
  }
}

function requireFinite(
  { n, p, inner, outer }: LossDerivatives,
  problem: OwnProblem,
  z: Float64Array,
): void {
  const { shown, columns } = problem;
  for (const [side, derivatives] of Object.entries({ inner, outer })) {
    for (const [name, values] of Object.entries(derivatives) as [string, Float64Array][]) {
      const at = values.findIndex((value) => !Number.isFinite(value));
      if (at < 0) continue;
      const i = Math.floor(at * n / values.length);
      const index = values.length === n ? "" : `[${at % p}]`;
      const where = columns.map((column, k) => `${column} = ${z[i * columns.length + k]}`);
      throw new UsageError(
        `"${side}.${name}${index}" of "${shown}" is ${values[at]} at v = 0 in row ${i + 1} ` +
          `(${where.join(", ")}); make it finite there.`,
      );
    }
  }
}

function requireCurvature({ inner }: LossDerivatives, { shown }: OwnProblem): void {
  if (inner.vv.some((value) => value > FLAT)) return;
  throw new UsageError(
    `The inner loss of "${shown}" is nowhere convex in v at v = 0 (its second derivative is at most ` +
      `${short(inner.vv.reduce((most, value) => Math.max(most, value), -Infinity))}); ` +
      `give one that is strictly convex in v.`,
  );
}

/** A coordinate that moves neither loss where it is to be learned from has no gradient to estimate. */
function requireInfluence(
  { n, p, inner, outer }: LossDerivatives,
  { coordinates, shown }: OwnProblem,
  fold: Uint32Array,
): void {
  const folds = fold.reduce((most, label) => Math.max(most, label + 1), 0);
  coordinates.forEach((name, k) => {
    const movedIn = new Set<number>();
    let outside = false;
    for (let i = 0; i < n; i++) {
      if (inner.vw[i * p + k] !== 0 || inner.vvw[i * p + k] !== 0) movedIn.add(fold[i]);
      if (outer.w[i * p + k] !== 0 || outer.vw[i * p + k] !== 0) outside = true;
    }
    if (movedIn.size === 0 && !outside) {
      throw new UsageError(
        `Coordinate "${name}" of w does not enter the losses of "${shown}" in any row; leave it out.`,
      );
    }
    if (movedIn.size === 1) {
      throw new UsageError(
        `Coordinate "${name}" of w enters the inner loss in one of ${folds} folds alone, for which ` +
          `nothing is learned of it; give more such rows, other --folds or another --seed.`,
      );
    }
  });
}

function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}
