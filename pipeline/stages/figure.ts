/**
 * Stage: a figure's rows become its specification, text alternative and table.
 *
 * @module
 */

import type { FigureDefinition } from "../../reports/charts/figure.ts";
import { hasLogarithms } from "../../reports/charts/linear.ts";
import { formatInteger } from "../../reports/charts/number.ts";
import type { Row, TableData } from "../../reports/charts/table_data.ts";
import type { Json, JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { decodeJson, encodeJson } from "../json.ts";
import { made } from "../slots/made.ts";

/** A figure before it is drawn. */
export interface DescribedFigure {
  readonly id: string;
  /** What is shown, without a result. */
  readonly title: string;
  /** What is found, in a sentence without its full stop, if that can be computed. */
  readonly finding: string | null;
  /** How to read it, with what must be known of these rows and what they were drawn from. */
  readonly caption: string;
  /** Text alternative of at most 300 characters. */
  readonly alternative: string;
  /** The same at length. */
  readonly description: string;
  /** Whether one of its axes is logarithmic. */
  readonly isLogarithmic: boolean;
  readonly table: TableData;
}

/** The figure's name, and the options of its chart form. */
type FigureParameters = {
  readonly id: string;
  /** As text: panels and series are drawn in the order of their declaration, which the key has to tell. */
  readonly options: string;
  readonly draws?: JsonObject;
};

/** Input "rows"; outputs "figure", its Vega-Lite specification, "spec", and that for a "narrow" screen. */
export function stage(
  { chart }: { chart: (options: never) => FigureDefinition },
): StageRun<FigureParameters> {
  return ({ id, options, draws }, inputs) => {
    const figure = made(chart, JSON.parse(options));
    const rows = decodeJson<Row[]>(inputs.rows![0]!).map((row) => withNumbers(row, figure.columns));
    const spec: unknown = figure.spec(rows);
    if (typeof spec !== "object" || spec === null) {
      throw new TypeError(`The figure "${id}" has the specification ${spec}; return an object.`);
    }
    const description = figure.describe(rows);
    const finding = figure.finding(rows);
    const described: DescribedFigure = {
      id,
      title: figure.title,
      finding,
      caption: [figure.caption, figure.notes(rows), drawsWords(draws as Draws | undefined)]
        .filter((part) => part !== "").join(" "),
      alternative: alternativeOf(description, finding ?? figure.title),
      description,
      isLogarithmic: hasLogarithms(spec),
      table: figure.table(rows),
    };
    return {
      figure: encoded(described),
      spec: encoded(spec),
      narrow: encoded(figure.spec(rows, true)),
    };
  };
}

/** What chart it is, and what is found or shown, cut where it would be too long to listen to. */
function alternativeOf(description: string, said: string): string {
  const [opening] = description.split(/(?<=\.) /, 1);
  const text = `${said}. ${opening}`;
  return text.length <= 300 ? text : `${said.slice(0, 296).replace(/\s+\S*$/, "")} …`;
}

/** What a figure's numbers were drawn from. */
interface Draws {
  readonly sizes: readonly number[];
  readonly replications: readonly number[];
  readonly seed: number;
}

/** `n = 200, 800; 2000 replications; seed 1.` */
function drawsWords(draws?: Draws): string {
  if (draws === undefined) return "";
  const { sizes, replications, seed } = draws;
  const [least, most] = [replications[0]!, replications[replications.length - 1]!];
  const times = least === most
    ? formatInteger(least)
    : `${formatInteger(least)} to ${formatInteger(most)}`;
  return [
    sizes.length === 0 ? "" : `n = ${sizes.map(formatInteger).join(", ")}`,
    `${times} replication${most === 1 ? "" : "s"}`,
    `seed ${seed}`,
  ].filter((part) => part !== "").join("; ") + ".";
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
