/**
 * Whether the derivatives of a user's losses are those of the losses.
 *
 * @module
 */

import {
  type WrongDerivative,
  wrongDerivative,
} from "../../estimators/functional/derivative_check.ts";
import { type LossDerivatives, lossDerivatives } from "../../estimators/functional/losses.ts";
import type { LossUnits } from "../../estimators/functional/loss_units.ts";
import { median } from "../../estimators/inference/repeated.ts";
import { UsageError } from "../engine/stage.ts";
import type { OwnProblem } from "./problem.ts";
import type { OrderedObservations } from "./sample.ts";
import { rounded } from "../wording.ts";

/** What differs by a smaller share is rounding. */
const MEMORY = 1e-9;
/** Values of v, in lengths from the centre, that are checked. */
const CHECKED_LENGTHS = [-0.6, 0.2, 0.9];

/** For each coordinate of w a change that changes the losses' slopes, or the outer loss, by their size. */
export function unitsOfW({ n, p, inner, outer }: LossDerivatives, w: Float64Array): Float64Array {
  const size = (values: Float64Array, k: number, width: number) => {
    let most = 0;
    for (let i = 0; i < n; i++) most = Math.max(most, Math.abs(values[i * width + k]));
    return most;
  };
  return w.map((value, k) => {
    const changes = [
      size(inner.v, 0, 1) / size(inner.vw, k, p),
      size(inner.vv, 0, 1) / size(inner.vvw, k, p),
      size(outer.v, 0, 1) / size(outer.vw, k, p),
      size(outer.value, 0, 1) / size(outer.w, k, p),
    ].filter((change) => change > 0 && change < Infinity);
    return changes.length > 0 ? Math.min(...changes) : Math.max(1, Math.abs(value));
  });
}

/** A change of a coordinate that changes the slope of the inner loss by its size in half of the rows. */
function usualUnit({ n, p, inner }: LossDerivatives, k: number): number {
  const changes = Array.from({ length: n }, (_, i) => Math.abs(inner.v[i] / inner.vw[i * p + k]))
    .filter((change) => change > 0 && change < Infinity);
  return changes.length === 0 ? Infinity : median(changes);
}

/**
 * Compares the losses with what they are where rows are asked for in another order.
 *
 * @throws {UsageError} that names a row at which a loss is another.
 */
export function requireNoMemory(
  { n, z, rows }: OrderedObservations,
  { pair, at, shown }: OwnProblem,
  { centre }: LossUnits,
): void {
  const v = new Float64Array(n).fill(centre);
  const width = z.length / n;
  const backwards = z.map((_, k) => z[(n - 1 - Math.floor(k / width)) * width + k % width]!);
  const [one, other] = [z, backwards].map((rows) => lossDerivatives(pair, at, v, rows));
  for (const side of ["inner", "outer"] as const) {
    for (const [name, values] of Object.entries(one![side]) as [string, Float64Array][]) {
      const again = (other![side] as unknown as Record<string, Float64Array>)[name]!;
      const of = values.length / n;
      values.forEach((value, k) => {
        const i = Math.floor(k / of);
        const twin = again[(n - 1 - i) * of + k % of]!;
        if (!(Math.abs(value - twin) > MEMORY * Math.abs(value))) return;
        throw new UsageError(
          `"${side}" of "${shown}" gives other numbers in row ${
            rows[i]! + 1
          } when rows are asked for in ` +
            `another order ("${name}" is ${rounded(value, 6)} and ${
              rounded(twin, 6)
            }): it keeps something from row ` +
            `to row; let it depend on w, v and z alone.`,
        );
      });
    }
  }
}

/**
 * Compares every derivative with differences of the one before it.
 *
 * @param atCentre The losses at the best constant v, of all observations.
 * @throws {UsageError} that names the first one that is wrong, and where.
 */
export function requireDerivatives(
  { n, z, rows }: OrderedObservations,
  { pair, at, shown }: OwnProblem,
  { centre, length }: LossUnits,
  atCentre: LossDerivatives,
): void {
  const units = unitsOfW(atCentre, at);
  const tried = [
    units,
    units.map((unit) => Math.min(unit, 1)),
    units.map((unit, k) => Math.min(unit, usualUnit(atCentre, k))),
  ];
  for (const u of CHECKED_LENGTHS) {
    const v = centre + length * u;
    let wrong: WrongDerivative | undefined;
    // where a derivative all but vanishes, its size does not tell how far w may be moved
    for (const w of tried) {
      const found = wrongDerivative(pair, at, new Float64Array(n).fill(v), z, { v: length, w });
      if (found === undefined || !/w/.test(found.name)) {
        wrong = found;
        break;
      }
      if (wrong === undefined || Number.isFinite(found.expected)) wrong = found;
    }
    if (wrong === undefined) continue;
    const { name, of, observation, given, expected } = wrong;
    throw new UsageError(
      `"${name}" of "${shown}" is ${rounded(given, 6)} at v = ${rounded(v, 6)} in row ${
        rows[observation] + 1
      }, but differences of "${of}" give ${
        rounded(expected, 6)
      }; correct the derivative, or what hides v or w from it.`,
    );
  }
}
