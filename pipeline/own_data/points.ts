/**
 * The outer points at which a gradient is asked for.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";

/** Values of one coordinate of w. */
export interface Axis {
  readonly name: string;
  readonly values: readonly number[];
}

/** What the command line says instead of the losses file. */
export interface OwnChoice {
  /** The columns that are X. */
  readonly covariates?: readonly string[];
  /** Outer points, each with a number for each coordinate of w. */
  readonly points?: readonly (readonly number[])[];
  /** Coordinates that go through values, in all combinations; the others stay as at the point. */
  readonly grid?: readonly Axis[];
}

/** More gradients than this are refused. */
export const MOST_POINTS = 1000;

/**
 * All points, the last axis of a grid fastest.
 *
 * @param names The coordinates of w.
 * @throws {UsageError} if a point is there twice, or the grid does not fit.
 */
export function outerPoints(
  { points = [], grid = [] }: OwnChoice,
  names: readonly string[],
): Float64Array[] {
  const given = points.map((point) => Float64Array.from(point));
  const twice = given.findIndex((point, at) =>
    given.slice(0, at).some((other) => other.every((value, k) => value === point[k]))
  );
  if (twice >= 0) {
    throw new UsageError(`--at is given twice as ${given[twice]!.join(",")}; give a point once.`);
  }
  if (grid.length === 0) return given;
  if (given.length > 1) {
    throw new UsageError(
      `--at is given ${given.length} times beside --grid; give one point, whose other coordinates the ` +
        `grid keeps.`,
    );
  }
  const axes = grid.map(({ name, values }, at) => {
    const k = names.indexOf(name);
    if (k < 0) {
      throw new UsageError(`--grid names "${name}"; the coordinates of w are ${names.join(", ")}.`);
    }
    if (grid.findIndex((other) => other.name === name) < at) {
      throw new UsageError(`--grid names "${name}" twice; give it once.`);
    }
    return { k, values };
  });
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_POINTS) {
    throw new UsageError(`--grid has ${count} points; give at most ${MOST_POINTS}.`);
  }
  return axes.reduce<Float64Array[]>(
    (all, { k, values }) =>
      all.flatMap((point) => values.map((value) => point.map((own, j) => j === k ? value : own))),
    given,
  );
}
