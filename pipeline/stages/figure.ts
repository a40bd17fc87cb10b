/**
 * Stage: a figure's rows become its specification, text alternative and table.
 *
 * @module
 */

import type { FigureDefinition } from "../../reports/charts/figure.ts";
import type { Row, TableData } from "../../reports/charts/table_data.ts";
import type { Json, JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { decodeJson, encodeJson } from "../json.ts";
import { made } from "../slots/made.ts";

/** A figure before it is drawn. */
export interface DescribedFigure {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly description: string;
  readonly table: TableData;
}

/** The figure's name, and the options of its chart form. */
type FigureParameters = { readonly id: string; readonly options: JsonObject };

/** Input "rows"; outputs "figure" and its Vega-Lite specification, "spec". */
export function stage(
  { chart }: { chart: (options: never) => FigureDefinition },
): StageRun<FigureParameters> {
  return ({ id, options }, inputs) => {
    const figure = made(chart, options);
    const rows = decodeJson<Row[]>(inputs.rows![0]!).map((row) => withNumbers(row, figure.columns));
    const spec: unknown = figure.spec(rows);
    if (typeof spec !== "object" || spec === null) {
      throw new TypeError(`The figure "${id}" has the specification ${spec}; return an object.`);
    }
    const described: DescribedFigure = {
      id,
      title: figure.title,
      caption: figure.caption,
      description: figure.describe(rows),
      table: figure.table(rows),
    };
    return { figure: encoded(described), spec: encoded(spec) };
  };
}

const NOT_FINITE: readonly unknown[] = ["NaN", "Infinity", "-Infinity"];

/** JSON has texts for numbers that are not finite; they are numbers where the figure declares some. */
function withNumbers(row: Row, columns: FigureDefinition["columns"]): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, cell]) =>
      NOT_FINITE.includes(cell) && columns[name] !== undefined && columns[name].type !== "text"
        ? [name, Number(cell)]
        : [name, cell]
    ),
  );
}

/** Specifications may hold undefined members, which JSON leaves out. */
function encoded(value: unknown): Uint8Array<ArrayBuffer> {
  return encodeJson(JSON.parse(JSON.stringify(value)) as Json);
}
