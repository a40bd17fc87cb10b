/**
 * What is looked at before anything is learned from a user's data and losses.
 *
 * @module
 */

import { findKink } from "../../estimators/functional/kinks.ts";
import { type LossUnits, lossUnits } from "../../estimators/functional/loss_units.ts";
import {
  type GeneralObservations,
  observationsAt,
} from "../../estimators/functional/general_nuisances.ts";
import type { Split } from "../../estimators/functional/cluster_folds.ts";
import {
  type LossDerivatives,
  lossDerivatives,
  type LossPair,
} from "../../estimators/functional/losses.ts";
import { standardisation } from "../../estimators/nuisance/standardised.ts";
import { UsageError } from "../engine/stage.ts";
import type { OwnProblem } from "./problem.ts";
import { requireDerivatives, requireNoMemory, unitsOfW } from "./derivatives.ts";
import type { OrderedObservations } from "./sample.ts";
import { rounded } from "../wording.ts";

/** An inner loss that is so many times what v changes of it has too few digits left. */
const MOST_CONSTANT = 1e13;
/** Least number of rows a fold. */
const ROWS_A_FOLD = 5;
/** Rows, spread over the data, that are checked. */
const CHECKED_ROWS = 64;
/** Where besides at the centre, in lengths from it, the outer loss is looked at. */
const ELSEWHERE = 0.2;
/** Rows, spread over the data, from which the losses' units are taken. */
const UNIT_ROWS = 4000;

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
 * @throws {UsageError} that names the column and the fold.
 */
export function requireVariation(
  { n, x, z }: GeneralObservations,
  { covariates, columns }: OwnProblem,
  { fold, teaches = () => true }: Split,
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
  const scaled = standardisation(x, n, covariates.length)(x);
  for (const [names, matrix] of [[covariates, x], [columns, z]] as const) {
    names.forEach((name, k) => {
      if (constant(matrix, names.length, k, () => true)) {
        // a variable of the losses may be a constant
        if (matrix === z) return;
        throw new UsageError(
          `Covariate "${name}" is ${matrix[k]} in every row; leave it out of the covariates.`,
        );
      }
      if (matrix === x && constant(scaled, names.length, k, () => true)) {
        throw new UsageError(
          `Covariate "${name}" varies by less than 1e-12 of its size, ${
            matrix[k]
          } in the first row; ` +
            `subtract a constant from it.`,
        );
      }
      for (let held = 0; held < folds; held++) {
        if (!constant(matrix, names.length, k, (i) => fold[i] !== held && teaches(fold[i], held))) {
          continue;
        }
        throw new UsageError(
          `Column "${name}" is constant outside one of ${folds} folds, in rows that are learned from; ` +
            `leave it out, or give other --folds or another --seed.`,
        );
      }
    });
  }
}

/**
 * Checks a pair of losses at the data: its numbers, its derivatives, its smoothness, and that it can be
 * learned from in every training part.
 *
 * @param weighted The losses times the weights of the observations, and Z with these, if there are some.
 * @returns The units of the losses, weighted.
 * @throws {UsageError} that names the function, the derivative, the row or the coordinate.
 */
export function requireLosses(
  sample: OrderedObservations,
  problem: OwnProblem,
  splits: readonly Split[],
  weighted?: { readonly pair: LossPair; readonly z: Float64Array },
): LossUnits {
  const { pair, at, shown } = problem;
  const derivativesAt = (v: number) =>
    lossDerivatives(pair, at, new Float64Array(sample.n).fill(v), sample.z);
  requireFinite(derivativesAt(0), problem, sample, 0);
  const some = spread(sample, UNIT_ROWS);
  let units: LossUnits;
  try {
    units = lossUnits(pair, at, some.z, some.n);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`The losses of "${shown}" will not do: ${error.message}.`);
  }
  const atCentre = derivativesAt(units.centre);
  requireFinite(atCentre, problem, sample, units.centre);
  requireDigits(atCentre, units, problem.shown);
  const checked = spread(sample, CHECKED_ROWS);
  requireNoMemory(checked, problem, units);
  if (problem.written) requireDerivatives(checked, problem, units, atCentre);
  requireSmoothness(sample, problem, units);
  const elsewhere = derivativesAt(units.centre + ELSEWHERE * units.length);
  if ([atCentre, elsewhere].every(({ outer }) => outer.v.every((slope) => slope === 0))) {
    throw new UsageError(
      `"outer" of "${shown}" does not depend on v in any row, so that what is learned does not matter; ` +
        `let it depend on v.`,
    );
  }
  for (const { fold } of splits) requireInfluence(atCentre, problem, fold);
  return weighted === undefined ? units : unitsOf(weighted.pair, at, { ...sample, z: weighted.z });
}

/**
 * The units of losses over observations.
 *
 * @throws {RangeError} as `lossUnits` does.
 */
export function unitsOf(pair: LossPair, w: Float64Array, sample: OrderedObservations): LossUnits {
  const { z, n } = spread(sample, UNIT_ROWS);
  return lossUnits(pair, w, z, n);
}

/** For each coordinate of w a change that matters to losses at the best constant v. */
export function outerUnits(
  pair: LossPair,
  w: Float64Array,
  sample: OrderedObservations,
  { centre }: LossUnits,
): Float64Array {
  const v = new Float64Array(sample.n).fill(centre);
  return unitsOfW(lossDerivatives(pair, w, v, sample.z), w);
}

/** Some of the observations, from all over. */
export function spread(sample: OrderedObservations, most: number): OrderedObservations {
  const { n, rows } = sample;
  const count = Math.min(n, most);
  const which = Array.from({ length: count }, (_, i) => Math.floor(i * n / count));
  return { ...observationsAt(sample, which), rows: Uint32Array.from(which, (i) => rows[i]) };
}

/** What jumps, and what is smooth instead. */
const JUMPS = ["", "its slope", "its second derivative"];

function requireSmoothness(
  sample: OrderedObservations,
  problem: OwnProblem,
  units: LossUnits,
): void {
  const { z, rows } = spread(sample, CHECKED_ROWS);
  const kink = findKink(problem.pair, problem.at, z, units);
  if (kink === undefined) return;
  const { side, order, observation, v } = kink;
  const needed = side === "inner" ? "third" : "second";
  const where = `at v = ${rounded(v, 6)} in row ${rows[observation] + 1}`;
  throw new UsageError(
    order === 0
      ? `"${side}" of "${problem.shown}" jumps ${where}; the score needs its derivatives up to the ` +
        `${needed}, so give one that is smooth in v.`
      : `"${side}" of "${problem.shown}" has a kink ${where}, where ${
        JUMPS[order]
      } jumps; without ` +
        `its derivatives up to the ${needed} the score is not orthogonal, so give one that is smooth ` +
        `in v, such as log cosh for an absolute value and log(1 + exp) for a hinge.`,
  );
}

function requireFinite(
  { n, p, inner, outer }: LossDerivatives,
  { shown, columns }: OwnProblem,
  { z, rows }: OrderedObservations,
  v: number,
): void {
  for (const [side, derivatives] of Object.entries({ inner, outer })) {
    for (const [name, values] of Object.entries(derivatives) as [string, Float64Array][]) {
      const at = values.findIndex((value) => !Number.isFinite(value));
      if (at < 0) continue;
      const i = Math.floor(at * n / values.length);
      const index = values.length === n ? "" : `[${at % p}]`;
      const where = columns.map((column, k) => `${column} = ${z[i * columns.length + k]}`);
      throw new UsageError(
        `"${side}.${name}${index}" of "${shown}" is ${values[at]} at v = ${rounded(v, 6)} in row ` +
          `${rows[i] + 1} (${
            where.join(", ")
          }); make it finite there, or write it for v = exp(u) if v must be positive.`,
      );
    }
  }
}

/** What does not depend on v must leave room for what does. */
function requireDigits(
  { inner: { value } }: LossDerivatives,
  { curvature, length }: LossUnits,
  shown: string,
): void {
  const size = value.reduce((sum, one) => sum + Math.abs(one) / value.length, 0);
  const moved = curvature * length * length;
  if (size <= MOST_CONSTANT * moved) return;
  throw new UsageError(
    `"inner" of "${shown}" is ${rounded(size, 6)} in the mean and moves by ${
      rounded(moved, 6)
    } with v, so that ` +
      `rounding hides how; leave out of it what does not depend on v.`,
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
