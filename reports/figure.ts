/**
 * What a figure is: data in, a Vega-Lite specification, a text alternative and a table out.
 *
 * @module
 */

import type { TopLevelSpec } from "vega-lite";
import type { Row, TableData } from "./model.ts";
import { themed } from "./theme.ts";

/** What a figure needs to find in each row: text, or a number that may be missing. */
export type ColumnTypes = Readonly<Record<string, "text" | "number">>;

/** The rows that fit some column types. */
export type RowOf<C extends ColumnTypes> = {
  readonly [K in keyof C]: C[K] extends "text" ? string : number | null;
};

/** One figure, in a file of its own. All functions are pure. */
export interface FigureDefinition {
  /** Identifier: the name of its file. */
  readonly id: string;
  /** What is shown. */
  readonly title: string;
  /** How to read it. */
  readonly caption: string;
  /** The columns its rows must have. */
  readonly columns: ColumnTypes;
  /** A Vega-Lite specification with the data in it. */
  spec(rows: readonly Row[]): TopLevelSpec;
  /** Text alternative: chart type, axes with ranges, facts computed from the rows. */
  describe(rows: readonly Row[]): string;
  /** The numbers behind the drawing. */
  table(rows: readonly Row[]): TableData;
}

/**
 * The rows, checked: every column is there, texts are texts, numbers are numbers or `null`.
 * A number that is not finite becomes `null`.
 *
 * @throws {TypeError} If a column is missing or holds something else.
 */
export function checkedRows<C extends ColumnTypes>(
  id: string,
  columns: C,
  rows: readonly Row[],
): RowOf<C>[] {
  return rows.map((row, i) => {
    const checked: Record<string, string | number | null> = {};
    for (const [name, type] of Object.entries(columns)) {
      const value = row[name];
      if (value === undefined) {
        throw new TypeError(
          `Figure ${id}: row ${i} has no column "${name}"; select it in the figure's query.`,
        );
      }
      if (type === "text" ? typeof value !== "string" : !isNumberOrNull(value)) {
        throw new TypeError(
          `Figure ${id}: column "${name}" of row ${i} is ${typeof value} ${String(value)}, ` +
            `not ${type === "text" ? "text" : "a number"}; cast it in the figure's query.`,
        );
      }
      checked[name] = typeof value === "number" && !Number.isFinite(value)
        ? null
        : value as string | number | null;
    }
    return checked as RowOf<C>;
  });
}

const isNumberOrNull = (value: unknown): boolean => value === null || typeof value === "number";

/** What is drawn when there is nothing to draw: a figure that says so. */
export function emptySpec(message = "No data"): TopLevelSpec {
  return themed({
    width: 480,
    height: 120,
    data: { values: [{ message }] },
    mark: { type: "text", fontSize: 15, fontStyle: "italic" },
    encoding: { text: { field: "message", type: "nominal" } },
    description: message,
  });
}

/** The text alternative of a figure without data. */
export function describeEmpty(title: string): string {
  return `No data: there are no rows to draw for “${title}”.`;
}
