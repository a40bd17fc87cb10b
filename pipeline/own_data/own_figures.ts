/**
 * The figures of the page of an estimate, and their rows.
 *
 * @module
 */

import { calibration, influences, intervalRows } from "../../reports/charts/own_estimate.ts";
import type { FigureDefinition } from "../../reports/charts/figure.ts";
import type { Row } from "../../reports/charts/table_data.ts";
import type { PointEstimate } from "./at_point.ts";
import type { OwnDescription } from "./computation.ts";
import type { OwnEstimate } from "./estimate.ts";
import type { OwnRequest } from "./settings.ts";

/** Rows of a figure. */
export type Rows = readonly Row[];

/** A figure with its rows. */
export interface OwnFigure {
  readonly id: string;
  readonly definition: FigureDefinition;
  readonly rows: Rows;
}

/** Those of an estimate with its details. */
export function ownFigures(
  { points, root, details, criticalValues }: OwnEstimate,
  { coordinates }: OwnDescription,
  { levels }: OwnRequest,
): OwnFigure[] {
  const { calibration: bins, influence, stability } = details!;
  const [level] = levels;
  const percent = Number((100 * level!).toPrecision(4));
  const intervals = ({ intervals: [first], estimate }: Pick<
    PointEstimate,
    "intervals" | "estimate"
  >, name: string): Row[] =>
    coordinates.map((coordinate, k) => ({
      coordinate,
      name,
      value: estimate.gradient[k]!,
      low: first?.low[k] ?? null,
      high: first?.high[k] ?? null,
    }));
  const at = (point: PointEstimate) => `w = (${point.at.join(", ")})`;
  const c = criticalValues?.[0];
  const bands = (point: PointEstimate): Row[] =>
    c === undefined ? [] : coordinates.map((coordinate, k) => {
      const { gradient: { [k]: value }, standardError: { [k]: error } } = point.estimate;
      return {
        coordinate,
        name: `${points.length === 1 ? "joint" : "band"} at ${at(point)}`,
        value: value!,
        low: value! - c * error!,
        high: value! + c * error!,
      };
    });
  return [
    {
      id: "intervals",
      definition: intervalRows({
        title: "The gradient",
        caption: `Estimates with their ${percent} % intervals${
          c === undefined ? "" : ", and those that hold at once"
        }.`,
      }),
      rows: points.flatMap((point) => [...intervals(point, at(point)), ...bands(point)]),
    },
    ...(root === undefined ? [] : [{
      id: "root",
      definition: intervalRows({
        title: "The outer optimum",
        caption: `Where the gradient is zero, with ${percent} % intervals.`,
        quantity: "w",
      }),
      rows: intervals(root, "optimum"),
    }]),
    {
      id: "calibration",
      definition: calibration({
        title: "Calibration of what was learned",
        caption:
          "Rows that a function was not learned from, in ten bins of predictions with equal " +
          "weight: the mean of −U/W, whose conditional mean the function is, against that of the " +
          "predictions; on the first split.",
      }),
      rows: bins.map((bin) => ({ ...bin })),
    },
    {
      id: "influence",
      definition: influences({
        title: "Influence of single rows",
        caption:
          "How far the estimate is from where it would be without a row, to first order, in " +
          "its standard errors: the twenty rows that move it most.",
      }),
      rows: influence.map((one) => ({ ...one })),
    },
    {
      id: "stability",
      definition: intervalRows({
        title: "Stability",
        caption:
          `The estimate on each split alone, and with another learner for all functions, other ` +
          `numbers of folds and other seeds, on one split each (learners that --learners names on all), with ${percent} % intervals.`,
      }),
      rows: stability.flatMap(({ name, point }) => intervals(point, name)),
    },
  ];
}
