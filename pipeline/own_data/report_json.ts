/**
 * An estimated gradient for tools; docs/json.md says what is in it.
 *
 * @module
 */

import type { Json, JsonObject } from "../engine/canonical.ts";
import type { PointEstimate } from "./at_point.ts";
import type { OwnDescription } from "./computation.ts";
import type { OwnEstimate } from "./estimate.ts";
import type { OuterRoot } from "./outer_root.ts";
import type { OwnRequest } from "./settings.ts";
import type { ReadTable } from "./table.ts";

/** The object that tools may rely on. */
export function reportJson(
  found: OwnEstimate,
  { covariates, columns, coordinates }: OwnDescription,
  request: OwnRequest,
  read: ReadTable["read"],
): JsonObject {
  const { points, criticalValues, clusterCounts, effectiveRows, coded } = found;
  const { levels, sampling: { cluster = [], weights, foldsColumn }, adjust } = request;
  const [first] = points;
  const atPoint = (at: number) =>
    coefficients(points[at]!, coordinates, levels, found.adjusted?.[at]);
  const bands = ({ estimate: { gradient, standardError } }: PointEstimate) =>
    criticalValues!.map((criticalValue, at) => ({
      level: levels[at]!,
      criticalValue,
      low: [...gradient].map((value, k) => value - criticalValue * standardError[k]!),
      high: [...gradient].map((value, k) => value + criticalValue * standardError[k]!),
    }));
  return {
    command: "estimate",
    ok: true,
    data: request.data,
    losses: request.losses,
    n: found.n,
    read: { rows: read.rows, columns: read.columns.map((one) => ({ ...one })) },
    covariates: [...covariates],
    columns: [...columns],
    ...(coded.length === 0 ? {} : {
      coded: coded.map(({ column, categories, as }) => ({
        column,
        categories: [...categories],
        as,
      })),
    }),
    ...(cluster.length === 0 ? {} : {
      clusters: cluster.map((column, way) => ({ column, clusters: clusterCounts[way]! })),
    }),
    ...(weights === undefined ? {} : { weights, effectiveRows: effectiveRows ?? found.n }),
    at: [...first!.at],
    learner: request.learner,
    jackknife: found.jackknife,
    folds: found.folds,
    ...(foldsColumn === undefined ? {} : { foldsColumn }),
    repetitions: found.repetitions,
    seed: request.seed,
    ...(adjust === undefined ? {} : { adjust }),
    gradient: atPoint(0),
    ...(criticalValues === undefined || points.length > 1 ? {} : { joint: bands(first!) }),
    ...(points.length === 1 ? {} : {
      curve: points.map((point, at) => ({
        at: [...point.at],
        gradient: atPoint(at),
        band: bands(point),
        nuisances: nuisancesOf(point),
        guardRails: { ...point.guardRails },
      })),
    }),
    ...(found.panel === undefined ? {} : {
      panel: found.panel.map(({ learner, point }) => ({
        learner,
        gradient: coefficients(point, coordinates, levels, undefined),
        nuisances: nuisancesOf(point),
      })),
    }),
    ...(found.root === undefined ? {} : { root: rootOf(found.root, coordinates, levels) }),
    nuisances: nuisancesOf(first!),
    guardRails: { ...first!.guardRails },
    ...(request.out === undefined ? {} : { out: request.out }),
    warnings: [...found.warnings],
  };
}

function rootOf(
  root: OuterRoot,
  coordinates: readonly string[],
  levels: readonly number[],
): JsonObject {
  return {
    w: coefficients(root, coordinates, levels, undefined),
    curvatures: [...root.curvatures],
    path: root.path.map(({ w, objective, gradient }) => ({
      w: [...w],
      objective,
      gradient: [...gradient],
    })),
  };
}

function coefficients(
  { estimate: { gradient, standardError }, intervals, pValues }: Pick<
    PointEstimate,
    "estimate" | "intervals" | "pValues"
  >,
  coordinates: readonly string[],
  levels: readonly number[],
  adjusted: Float64Array | undefined,
): Json[] {
  return coordinates.map((name, k) => ({
    name,
    estimate: gradient[k]!,
    standardError: standardError[k]!,
    t: finite(gradient[k]! / standardError[k]!),
    pValue: finite(pValues[k]!),
    ...(adjusted === undefined ? {} : { adjusted: finite(adjusted[k]!) }),
    intervals: intervals.map(({ low, high }, at) => ({
      level: levels[at]!,
      low: low[k]!,
      high: high[k]!,
    })),
  }));
}

function nuisancesOf({ nuisances }: Pick<PointEstimate, "nuisances">): Json[] {
  return nuisances.map(({ shares, ...one }) => ({
    ...one,
    r2: finite(one.r2),
    smoothing: finite(one.smoothing),
    ...(shares === undefined ? {} : { shares: shares.map((part) => ({ ...part })) }),
  }));
}

/** A number that JSON can hold. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
