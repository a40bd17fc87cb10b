/**
 * What a figure is: rows in, a Vega-Lite specification, a text alternative and a table out. Every
 * chart form says what it draws of the rows and what is said of them; the rest is here.
 *
 * @module
 */

import type { TopLevelSpec } from "vega-lite";
import { MOVED } from "./apart.ts";
import { missing, type Said, sentences } from "./sentences.ts";
import { laidOut, type Sheet } from "./sheet.ts";
import { type Columns, type Row, type TableColumn, type TableData, tableOf } from "./table_data.ts";
import { themed } from "./theme.ts";

/** A piece of a Vega-Lite specification. */
export type Spec = Record<string, unknown>;

/** The rows that have some columns. */
export type RowOf<C extends Columns> = {
  readonly [K in keyof C]: C[K]["type"] extends "text" ? string : number | null;
};

/** Those of them that can be drawn. */
export type PointOf<C extends Columns> = {
  readonly [K in keyof C]: C[K]["type"] extends "text" ? string
    : C[K]["type"] extends "number" ? number | null
    : number;
};

/** One figure. All functions are pure. */
export interface FigureDefinition {
  /** What is shown. */
  readonly title: string;
  /** How to read it. */
  readonly caption: string;
  /** The columns its rows must have. */
  readonly columns: Columns;
  /** What is found, in a sentence without its full stop; `null` where nothing can be said of the rows. */
  finding(rows: readonly Row[]): string | null;
  /** What must be known of just these rows: who is not drawn and why, what was moved, what is a floor. */
  notes(rows: readonly Row[]): string;
  /** A Vega-Lite specification with the data in it, for a wide screen or for a narrow one. */
  spec(rows: readonly Row[], isNarrow?: boolean): TopLevelSpec;
  /** Text alternative: chart type, axes with ranges, facts computed from the rows. */
  describe(rows: readonly Row[]): string;
  /** The numbers behind the drawing. */
  table(rows: readonly Row[]): TableData;
}

/** What a study says of a figure, in words. */
export interface Words {
  /** What is shown. */
  readonly title: string;
  /** How to read it, before what the chart form says of its axes and bars. */
  readonly caption: string;
  /** What the table shows; the title or what the form says unless said. */
  readonly tableCaption?: string;
}

/** What a chart form has to say. */
export interface Chart<C extends Columns> {
  /** What it says of its axes and bars, after the caption. */
  readonly after?: string;
  readonly columns: C;
  /** Whether a row that can be drawn is; all are unless said. */
  readonly also?: (point: PointOf<C>) => boolean;
  /** Whether some points are enough to draw; one is unless said. */
  readonly enough?: (points: readonly PointOf<C>[]) => boolean;
  /** The drawing of enough points. */
  readonly draw: (points: readonly PointOf<C>[], all: readonly RowOf<C>[]) => Sheet;
  /** What is found, computed from enough points, and what must be known of them. */
  readonly finds?: (points: readonly PointOf<C>[], all: readonly RowOf<C>[]) => string | null;
  readonly notes?: (points: readonly PointOf<C>[], all: readonly RowOf<C>[]) => readonly Said[];
  /** What is said of enough points: what chart it is, axes with ranges, facts. */
  readonly say: (points: readonly PointOf<C>[], all: readonly RowOf<C>[]) => readonly Said[];
  /** How many rows are missing; unless said, those that are not drawn. */
  readonly missing?: (all: readonly RowOf<C>[]) => number;
  /** The table: its columns if not those with labels, its caption, and its rows if not all. */
  readonly table?: readonly TableColumn[];
  readonly tableCaption?: string;
  readonly tableRows?: (points: readonly PointOf<C>[], all: readonly RowOf<C>[]) => readonly Row[];
}

/** The figure of a chart. */
export function figureOf<C extends Columns>(words: Words, chart: Chart<C>): FigureDefinition {
  const { title, caption, tableCaption = chart.tableCaption ?? title } = words;
  const { columns, after = "", also = () => true, enough = () => true } = chart;
  const read = (rows: readonly Row[]) => {
    const all = checkedRows(columns, rows);
    const points = all.filter((row): row is PointOf<C> & RowOf<C> =>
      isDrawable(columns, row) && also(row as PointOf<C>)
    );
    return { all, points: points as readonly PointOf<C>[] };
  };
  const describe = (rows: readonly Row[]): string => {
    const { all, points } = read(rows);
    if (points.length === 0 || !enough(points)) {
      return `No data: there are no rows to draw for “${title}”.`;
    }
    const lost = chart.missing?.(all) ?? all.length - points.length;
    return sentences(...chart.say(points, all), missing(lost));
  };
  return {
    title,
    caption: after === "" ? caption : `${caption} ${after}`,
    columns,
    describe,
    finding(rows) {
      const { all, points } = read(rows);
      if (points.length === 0 || !enough(points)) return null;
      const found = chart.finds?.(points, all) ?? null;
      return found && found[0].toUpperCase() + found.slice(1);
    },
    notes(rows) {
      const { all, points } = read(rows);
      if (points.length === 0 || !enough(points)) return "";
      const isMoved = JSON.stringify(chart.draw(points, all)).includes('"shift":');
      return sentences(...chart.notes?.(points, all) ?? [], isMoved ? MOVED : "");
    },
    spec(rows, isNarrow = false) {
      const { all, points } = read(rows);
      if (points.length === 0 || !enough(points)) return emptySpec(isNarrow ? 250 : 480);
      const sheet = chart.draw(points, all);
      return themed({ description: describe(rows), ...laidOut(sheet, isNarrow) });
    },
    table(rows) {
      const { all, points } = read(rows);
      return {
        caption: tableCaption,
        columns: chart.table ?? tableOf(columns),
        rows: chart.tableRows?.(points, all) ?? all,
      };
    },
  };
}

/**
 * The rows, checked: every column is there, texts are texts, numbers are numbers or `null`.
 * A number that is not finite becomes `null`.
 *
 * @throws {TypeError} If a column is missing or holds something else.
 */
function checkedRows<C extends Columns>(columns: C, rows: readonly Row[]): RowOf<C>[] {
  return rows.map((row, i) => {
    const checked: Record<string, string | number | null> = {};
    for (const [name, { type }] of Object.entries(columns)) {
      const value = row[name];
      if (value === undefined) {
        throw new TypeError(`Row ${i} has no column "${name}"; select it in the figure's query.`);
      }
      if (type === "text" ? typeof value !== "string" : !isNumberOrNull(value)) {
        throw new TypeError(
          `Column "${name}" of row ${i} is ${typeof value} ${String(value)}, ` +
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

function isDrawable<C extends Columns>(columns: C, row: RowOf<C>): boolean {
  return Object.entries(columns).every(([name, { type }]) => {
    const value = row[name];
    if (type === "positive") return typeof value === "number" && value > 0;
    return type !== "finite" || typeof value === "number";
  });
}

/** What is drawn when there is nothing to draw: a figure that says so. */
function emptySpec(width: number): TopLevelSpec {
  const message = "No data";
  return themed({
    width,
    height: 120,
    data: { values: [{ message }] },
    mark: { type: "text", fontSize: 15, fontStyle: "italic" },
    encoding: { text: { field: "message", type: "nominal" } },
    description: message,
  });
}
