/**
 * How the panels of a figure and its key lie on the sheet: side by side where there is room, one below
 * the other on a narrow screen.
 *
 * @module
 */

import type { Spec } from "./figure.ts";
import { textWidth } from "./text_width.ts";
import { palette, type Swatch } from "./theme.ts";

/** A panel: a view with its width, and the width it has on a narrow screen if it cannot have the usual one. */
export type Panel = Spec & {
  readonly width: number;
  readonly height: number;
  readonly narrow?: number;
  /** What its axis and the words on it take. */
  readonly beside?: number;
};

/** What the key shows of one series: a symbol, a dash, or both. */
export interface KeyEntry {
  /** Name of its series, by which its marks are found. */
  readonly series: string;
  readonly label: string;
  readonly colour: Swatch;
  readonly shape?: string;
  readonly dash?: readonly number[];
  readonly isHollow?: boolean;
  /** Whether a symbol has a thin outline, since it may be as light as the sheet. */
  readonly isOutlined?: boolean;
}

/** The panels in rows, and the key above them. */
export interface Sheet {
  readonly rows: readonly (readonly Panel[])[];
  readonly key?: readonly KeyEntry[];
}

/** What a panel has beside it for its axis, and how wide a sheet and a panel of a narrow one may be. */
const BESIDE = 82, WIDEST = 900, NARROW = 252;

/** The specification of a sheet. */
export function laidOut({ rows, key = [] }: Sheet, isNarrow: boolean): Spec {
  const lines = isNarrow
    ? rows.flat().map((panel) => [fitted({ ...panel, width: panel.narrow ?? panel.width }, NARROW)])
    : rows.flatMap(wrapped).map((row) => row.map((panel) => fitted(panel, WIDEST)));
  const [first, ...others] = lines;
  const width = Math.max(
    ...lines.map((row) =>
      row.reduce((sum, panel) => sum + (panel.width as number) + BESIDE, -BESIDE)
    ),
  );
  const body = others.length > 0
    ? { vconcat: lines.map((row) => row.length === 1 ? row[0] : { hconcat: row }) }
    : first.length === 1
    ? first[0]
    : { hconcat: first };
  if (key.length === 0) return body;
  return { vconcat: [keyView(key, Math.max(width, 200)), body], spacing: 14 };
}

/** A panel that is no wider than it may be. */
function fitted({ narrow: _, beside: _beside, title, ...panel }: Panel, widest: number): Spec {
  const width = Math.min(panel.width, widest);
  const { text = title, subtitle } = (typeof title === "object" ? title : {}) as Heading;
  return {
    ...(text === undefined ? {} : {
      title: {
        text: inLines(text as string, width, 13, true),
        ...(subtitle === undefined ? {} : { subtitle: inLines(subtitle, width, 11.5) }),
      },
    }),
    ...panel,
    width,
  };
}

interface Heading {
  readonly text?: string;
  readonly subtitle?: string;
}

/** Room for faces that are wider than the one that is measured. */
const ROOM = 1.18;

/** Words in lines that are not too long. */
function inLines(text: string, width: number, size: number, isBold = false): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = `${lines[lines.length - 1]} ${word}`.trim();
    if (ROOM * textWidth(line, size, isBold) > width && lines[lines.length - 1] !== "") {
      lines.push(word);
    } else lines[lines.length - 1] = line;
  }
  return lines;
}

/** A row of panels as rows that are not too wide, of equal lengths as far as possible. */
function wrapped(row: readonly Panel[]): (readonly Panel[])[] {
  const total = row.reduce((sum, { width, beside = BESIDE }) => sum + width + beside, 0);
  const lines = Math.ceil(total / WIDEST);
  const each = Math.ceil(row.length / lines);
  return Array.from(
    { length: Math.ceil(row.length / each) },
    (_, i) => row.slice(i * each, (i + 1) * each),
  );
}

const LINE = 20, SAMPLE = 30, GAP = 16, SIZE = 12.5;

/** The key: of each series its dash, its symbol and its name; wider than asked for where one does not fit. */
function keyView(entries: readonly KeyEntry[], width: number): Spec {
  let [x, y] = [0, LINE / 2];
  const places = entries.map(({ colour, ...entry }) => {
    const long = SAMPLE + 6 + ROOM * textWidth(entry.label, SIZE) + GAP;
    if (x > 0 && x + long - GAP > width) [x, y] = [0, y + LINE];
    const ends = { middle: x + SAMPLE / 2, end: x + SAMPLE, right: x + long - GAP };
    const place = { ...entry, colour: colour.light, x, y, ...ends };
    x += long;
    return place;
  });
  const at = (field: string): Spec => ({ field, type: "quantitative", scale: null, axis: null });
  const color = { field: "colour", type: "nominal", scale: null };
  const symbols = (isHollow: boolean): Spec => ({
    data: { values: places.filter((one) => one.shape && (one.isHollow ?? false) === isHollow) },
    mark: { type: "point", size: 90, ...(isHollow ? { filled: false, strokeWidth: 1.5 } : {}) },
    encoding: {
      ...{ x: at("middle"), y: at("y"), color },
      shape: { field: "shape", type: "nominal", scale: null },
    },
  });
  return {
    width: Math.max(width, ...places.map(({ right }) => Math.ceil(right))),
    height: y + LINE / 2,
    layer: [
      {
        data: { values: places.filter(({ dash }) => dash) },
        mark: { type: "rule", strokeWidth: 2 },
        encoding: {
          ...{ x: at("x"), x2: { field: "end" }, y: at("y"), color },
          strokeDash: { field: "dash", type: "nominal", scale: null },
        },
      },
      symbols(false),
      symbols(true),
      {
        data: { values: places.filter(({ isOutlined }) => isOutlined) },
        mark: {
          ...{ type: "point", shape: "square", size: 90, filled: false },
          ...{ strokeWidth: 0.75, color: palette.axis.light },
        },
        encoding: { x: at("middle"), y: at("y") },
      },
      {
        data: { values: places.map((place) => ({ ...place, x: place.end + 6 })) },
        mark: { type: "text", align: "left", fontSize: SIZE, color: palette.text.light },
        encoding: {
          ...{ x: at("x"), y: at("y") },
          text: { field: "label", type: "nominal" },
        },
      },
    ].filter(({ data }) => (data as { values: readonly unknown[] }).values.length > 0),
  };
}
