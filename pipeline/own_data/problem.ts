/**
 * A user's losses, the columns they read and the outer point: what is to be estimated.
 *
 * @module
 */

import { quadraticLosses } from "../../estimators/functional/loss_pairs.ts";
import type { LossPair } from "../../estimators/functional/losses.ts";
import { type LossAt, pointwiseLosses } from "../../estimators/functional/pointwise_losses.ts";
import { UsageError } from "../engine/stage.ts";
import { counted } from "../wording.ts";
import { firstLine } from "./files.ts";
import type { OwnLosses, OwnPointwiseLosses } from "./contract.ts";
import { outerPoints, type OwnChoice } from "./points.ts";

/** What is to be estimated, and from which columns. */
export interface OwnProblem {
  /** How messages call the losses file. */
  readonly shown: string;
  /** The outer point w, p: the first of those that are asked for. */
  readonly at: Float64Array;
  /** All outer points that are asked for, p numbers each. */
  readonly points: readonly Float64Array[];
  /** Names of the coordinates of w, p. */
  readonly coordinates: readonly string[];
  /** The columns that are X, d. */
  readonly covariates: readonly string[];
  /** The columns that are Z, in order. */
  readonly columns: readonly string[];
  readonly pair: LossPair;
  /** Which losses give their derivatives: those are compared with differences. */
  readonly written: boolean;
}

/**
 * Joins a losses file to what the command line says, which goes before what the file says.
 *
 * @throws {UsageError} if the covariates or the outer point are not there or do not fit.
 */
export function ownProblem(
  losses: OwnLosses,
  shown: string,
  options: OwnChoice,
): OwnProblem {
  const covariates = options.covariates ?? losses.covariates;
  if (covariates === undefined) {
    throw new UsageError(
      `It is not said which columns are covariates; give --covariates, their names with commas, ` +
        `or "covariates" in "${shown}".`,
    );
  }
  const quadratic = "quadratic" in losses ? losses.quadratic : undefined;
  const needed = quadratic?.slopes.length ?? ("pair" in losses ? losses.pair.p : undefined);
  const coordinates = losses.coordinates ?? quadratic?.slopes;
  const at = options.points?.[0] ?? losses.at;
  if (at === undefined) {
    throw new UsageError(
      `It is not said at which w the gradient is wanted; give --at, a number for each coordinate, ` +
        `or "at" in "${shown}".`,
    );
  }
  const p = needed ?? coordinates?.length ?? at.length;
  const names = coordinates ?? at.map((_, k) => `w${k + 1}`);
  const whose = options.points === undefined ? `"at" of "${shown}"` : "--at";
  const bad = (options.points ?? [at]).find(({ length }) => length !== p);
  const wrong = names.length !== p
    ? `"coordinates" of "${shown}" has ${counted(names.length, "name")}`
    : bad !== undefined
    ? `${whose} has ${counted(bad.length, "number")}`
    : undefined;
  if (wrong !== undefined) {
    const known = coordinates?.length === p ? ` (${coordinates.join(", ")})` : "";
    throw new UsageError(`${wrong} and w has ${counted(p, "coordinate")}${known}; give ${p}.`);
  }
  const gridded = options.grid?.map(({ name }) => name) ?? [];
  if (options.points?.length === 1 && names.every((name) => gridded.includes(name))) {
    throw new UsageError(
      `--at is given beside --grid, which names every coordinate of w and leaves nothing of it; leave ` +
        `out one of them.`,
    );
  }
  const points = outerPoints({ ...options, points: options.points ?? [at] }, names);
  const common = { shown, at: points[0]!, points, coordinates: names, covariates };
  if (quadratic !== undefined) {
    const { slopes, constant, outcome } = quadratic;
    return {
      ...common,
      columns: [...slopes, ...(constant === undefined ? [] : [constant]), outcome],
      pair: quadraticLosses(p, constant !== undefined),
      written: false,
    };
  }
  const { columns } = losses as Exclude<OwnLosses, { quadratic: unknown }>;
  if ("pair" in losses) {
    const { pair } = losses;
    const fill: LossPair["fill"] = (w, v, z, out) =>
      saying(() => `"pair" of "${shown}" throws`, () => pair.fill(w, v, z, out));
    const { name, zDimension } = pair;
    return { ...common, columns, pair: { name, p, zDimension, fill }, written: true };
  }
  const { inner, outer } = losses as OwnPointwiseLosses;
  const functions = { inner: named(inner, "inner", shown), outer: named(outer, "outer", shown) };
  const pair = pointwiseLosses({ name: shown, p, columns, ...functions });
  return { ...common, columns, pair, written: true };
}

/** The same loss, whose errors say where it was asked. */
function named<D>(loss: LossAt<D>, name: string, shown: string): LossAt<D> {
  return (w, v, z) =>
    saying(() => {
      const observation = Object.entries(z).map(([name, value]) => `${name} = ${value}`).join(", ");
      return `"${name}" of "${shown}" throws at w = (${w.join(", ")}), v = ${v}, ${observation}`;
    }, () => loss(w, v, z));
}

/** Says of what a user's code throws where it was thrown. */
function saying<Result>(where: () => string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw new UsageError(`${where()}: ${firstLine(error)}.`);
  }
}
