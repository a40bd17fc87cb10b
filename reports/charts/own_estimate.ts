/**
 * What is looked at in an estimate of one sample: intervals beside each other, predictions beside what came,
 * and how much single rows move the estimate.
 *
 * @module
 */

import { isNumber, linearDomain, plainPosition } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import { levelRule, TIP } from "./marks.ts";
import { format, formatInteger } from "./number.ts";
import { axis } from "./sentences.ts";
import { groupsOf, textsOf } from "./series.ts";
import type { Panel } from "./sheet.ts";
import { integer, number, tableOf, text } from "./table_data.ts";
import { palette } from "./theme.ts";

/** Panels, so many beside each other. */
const inRows = (count: number, panels: readonly Panel[]): Panel[][] =>
  Array.from(
    { length: Math.ceil(panels.length / count) },
    (_, i) => panels.slice(count * i, count * (i + 1)),
  );

const colour = palette.blue.light;

/** Room for names beside an axis, of panels that stand side by side. */
const roomFor = (names: readonly string[]): Spec => {
  const width = Math.min(240, 12 + 7 * Math.max(...names.map(({ length }) => length)));
  return { labelLimit: width, minExtent: width };
};

/** Estimates with their intervals, a row each, in a panel for each coordinate. */
export function intervalRows({ quantity = "gradient", ...words }: Words & {
  /** Title of the horizontal axis; the gradient unless said. */
  readonly quantity?: string;
}): FigureDefinition {
  // `value` with its interval
  const columns = {
    coordinate: text("Coordinate"),
    name: text("Estimate"),
    value: number("Value", "finite"),
    low: number("From"),
    high: number("to"),
  };
  const ends = (points: readonly PointOf<typeof columns>[]) =>
    points.flatMap(({ value, low, high }) => [value, low, high]).filter(isNumber);
  return figureOf(words, {
    columns,
    draw: (points) => ({
      rows: inRows(
        2,
        groupsOf(points, "coordinate").map(({ name: title, own }): Panel => {
          const x = plainPosition(quantity, linearDomain([0, ...ends(own)]), { tickCount: 5 });
          const y = {
            field: "name",
            type: "nominal",
            title: null,
            scale: { domain: textsOf(own, "name") },
            axis: { grid: true, ...roomFor(textsOf(own, "name")) },
          };
          const values = own.map(({ name, value, low, high }) => ({
            ...{ name, value, low: low ?? value, high: high ?? value },
            tip: `${name}: ${format(value)}`,
          }));
          return {
            title,
            width: 280,
            narrow: 160,
            height: 22 * values.length,
            data: { values },
            layer: [
              levelRule("value", 0, "x", x),
              {
                mark: { type: "rule", strokeWidth: 1.5, color: colour },
                encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y },
              },
              {
                mark: { type: "point", aria: true, filled: true, color: colour },
                encoding: { x: { ...x, field: "value" }, y, description: TIP },
              },
            ],
          };
        }),
      ),
    }),
    say: (points) => [
      "Dots with intervals, one row an estimate, one panel a coordinate.",
      axis("Horizontal", quantity, ends(points)),
      groupsOf(points, "coordinate").map(({ name, own }) =>
        `${name}: ${own.map((one) => `${one.name} ${format(one.value)}`).join(", ")}`
      ),
    ],
    table: tableOf(columns),
  });
}

/** Means of what came against means of what was predicted, by bins of predictions, a panel a function. */
export function calibration(words: Words): FigureDefinition {
  // `observed` in a bin with its interval, `predicted` there
  const columns = {
    nuisance: text("Function"),
    predicted: number("Predicted", "finite"),
    observed: number("Observed", "finite"),
    low: number("From"),
    high: number("to"),
  };
  type Point = PointOf<typeof columns>;
  const heights = (points: readonly Point[]) =>
    points.flatMap(({ observed, low, high }) => [observed, low, high]).filter(isNumber);
  return figureOf(words, {
    after: "On the line they are equal; error bars are 95 % intervals.",
    columns,
    draw: (points) => ({
      rows: inRows(
        3,
        groupsOf(points, "nuisance").map(({ name: title, own }): Panel => {
          const across = linearDomain(own.map(({ predicted }) => predicted));
          const x = plainPosition("predicted", across, { tickCount: 4 });
          const y = plainPosition("observed", linearDomain([...heights(own)]), { tickCount: 5 });
          return {
            title,
            width: 190,
            height: 170,
            layer: [
              {
                data: { values: across.map((at) => ({ predicted: at, observed: at })) },
                mark: {
                  type: "line",
                  color: palette.reference.light,
                  strokeWidth: 1.25,
                  clip: true,
                },
                encoding: { x: { ...x, field: "predicted" }, y: { ...y, field: "observed" } },
              },
              {
                data: {
                  values: own.map(({ predicted, observed, low, high }) => ({
                    ...{ predicted, observed, low: low ?? observed, high: high ?? observed },
                    tip: `${title}: ${format(observed)} where ${format(predicted)} is predicted`,
                  })),
                },
                layer: [
                  {
                    mark: { type: "rule", color: colour, clip: true },
                    encoding: {
                      ...{ x: { ...x, field: "predicted" }, y: { ...y, field: "low" } },
                      y2: { field: "high" },
                    },
                  },
                  {
                    mark: { type: "point", filled: true, color: colour, aria: true },
                    encoding: {
                      ...{ x: { ...x, field: "predicted" }, y: { ...y, field: "observed" } },
                      description: TIP,
                    },
                  },
                ],
              },
            ],
          };
        }),
      ),
    }),
    say: (points) => [
      "Dots with error bars and the line of equality, one panel a learned function.",
      axis("Horizontal", "predicted", points.map(({ predicted }) => predicted)),
      axis("Vertical", "observed", heights(points)),
    ],
    table: tableOf(columns),
  });
}

/** How much the estimate would move without single rows, those that move it most. */
export function influences(words: Words): FigureDefinition {
  // `influence` in standard errors of the estimate
  const columns = {
    coordinate: text("Coordinate"),
    row: integer("Row", "finite"),
    influence: number("Influence", "finite"),
  };
  return figureOf(words, {
    columns,
    draw: (points) => ({
      rows: inRows(
        2,
        groupsOf(points, "coordinate").map(({ name: title, own }): Panel => {
          const values = own.map(({ row, influence }) => ({
            ...{ name: `row ${formatInteger(row)}`, influence, zero: 0 },
            tip: `row ${row}: ${format(influence)} standard errors`,
          }));
          const domain = linearDomain([0, ...own.map(({ influence }) => influence)]);
          const x = plainPosition("influence in standard errors", domain, { tickCount: 5 });
          const names = values.map(({ name }) => name);
          const y = {
            field: "name",
            type: "nominal",
            title: null,
            scale: { domain: names },
            axis: roomFor(names),
          };
          return {
            title,
            width: 280,
            narrow: 160,
            height: 16 * values.length,
            data: { values },
            mark: { type: "rule", strokeWidth: 6, color: colour, aria: true },
            encoding: {
              ...{ x: { ...x, field: "zero" }, x2: { field: "influence" }, y },
              description: TIP,
            },
          };
        }),
      ),
    }),
    say: (points) => [
      "Bars, one row of the data each, one panel a coordinate, the greatest first.",
      axis("Horizontal", "influence in standard errors", points.map(({ influence }) => influence)),
      groupsOf(points, "coordinate").map(({ name, own: [first] }) =>
        `${name}: most by row ${formatInteger(first.row)}, ${format(first.influence)}`
      ),
    ],
    table: tableOf(columns),
  });
}
