/**
 * The look of all figures: colours, shapes and dashes by estimator, and one Vega-Lite configuration.
 *
 * Specifications carry the light colours, so that they stay usable in any Vega editor; the renderer
 * replaces each of them by a CSS variable that also has a dark value (see `svg.ts`). A colour that is
 * not in the palette is drawn as it is. Hues start from Okabe and Ito's colour-blind safe set; those
 * that were too faint on one of the two backgrounds are darkened or lightened to a contrast of 3:1
 * at least, and every estimator also has a shape and a dash of its own.
 *
 * @module
 */

import type { Config, TopLevelSpec } from "vega-lite";

/** A colour on the light and on the dark background. */
export interface Swatch {
  /** CSS variable, without its two hyphens. */
  readonly name: string;
  /** On the light background; this is what stands in specifications. */
  readonly light: string;
  /** On the dark background. */
  readonly dark: string;
}

const swatch = (name: string, light: string, dark: string): Swatch => ({ name, light, dark });

/** Backgrounds the palette is made for. */
export const background = swatch("paper", "#fcfcfa", "#15181c");

/** Every colour a figure may use by name. */
export const palette = {
  text: swatch("f-text", "#3b4048", "#c9ced6"),
  axis: swatch("f-axis", "#80868f", "#7d858f"),
  grid: swatch("f-grid", "#e4e5e3", "#2c3138"),
  reference: swatch("f-reference", "#6b7178", "#959ca6"),
  black: swatch("f-black", "#2b2f36", "#e3e6ea"),
  blue: swatch("f-blue", "#0072b2", "#56b4e9"),
  vermillion: swatch("f-vermillion", "#d55e00", "#e8742c"),
  amber: swatch("f-amber", "#7a4b03", "#e6c229"),
  purple: swatch("f-purple", "#980c70", "#b85b9e"),
  green: swatch("f-green", "#499d79", "#a1d49f"),
  indigo: swatch("f-indigo", "#3816a0", "#5f70fa"),
  steps: [
    swatch("f-step-1", "#8f7ee6", "#6f63dc"),
    swatch("f-step-2", "#6f57d2", "#8579e6"),
    swatch("f-step-3", "#5030ba", "#a39aef"),
    swatch("f-step-4", "#3a1690", "#c3bdf6"),
    swatch("f-step-5", "#240b58", "#e2dffc"),
  ],
} as const;

/** What is written on a shaded cell, light levels and strong ones. */
const ink = {
  plain: palette.text,
  reversed: swatch("f-reversed", "#ffffff", "#101317"),
} as const;

/**
 * Shades of cells from nothing to see, near the background, to what should be seen. A cell carries its
 * number, in the ink that can be read on it, so that no level is told by its shade alone.
 */
export const shades: readonly { readonly fill: Swatch; readonly ink: Swatch }[] = [
  { fill: swatch("f-shade-1", "#edf1f6", "#20262e"), ink: ink.plain },
  { fill: swatch("f-shade-2", "#cbdaec", "#26384c"), ink: ink.plain },
  { fill: swatch("f-shade-3", "#93b6da", "#2c4f72"), ink: ink.plain },
  { fill: swatch("f-shade-4", "#2d70a8", "#6fa8db"), ink: ink.reversed },
  { fill: swatch("f-shade-5", "#123a63", "#cfe3f7"), ink: ink.reversed },
];

/** All swatches, for the renderer and the page's style sheet. */
export const swatches: readonly Swatch[] = [
  ...Object.values(palette).flat(),
  ...shades.map(({ fill }) => fill),
  ink.reversed,
];

/** How one series is drawn. */
export interface Encoding {
  /** Colour. */
  readonly colour: Swatch;
  /** Vega symbol name. */
  readonly shape: string;
  /** Dash pattern in pixels; `[1, 0]` is a solid line. */
  readonly dash: readonly number[];
}

const encoding = (colour: Swatch, shape: string, dash: readonly number[]): Encoding => ({
  colour,
  shape,
  dash,
});

/** Looks by name: those of estimators, those of unlike series, and those of an ordered series. */
export const looks = {
  "blue": encoding(palette.blue, "circle", [1, 0]),
  "vermillion": encoding(palette.vermillion, "square", [7, 3]),
  "green": encoding(palette.green, "cross", [9, 2, 2, 2, 2, 2]),
  "purple": encoding(palette.purple, "triangle-down", [8, 3, 2, 3]),
  "indigo": encoding(palette.indigo, "triangle-up", [3, 3]),
  "amber": encoding(palette.amber, "triangle-left", [2, 2]),
  "black": encoding(palette.black, "diamond", [4, 2]),
  "reference": encoding(palette.reference, "stroke", [1, 3]),
  "series 1": encoding(palette.blue, "circle", [1, 0]),
  "series 2": encoding(palette.vermillion, "square", [6, 3]),
  "series 3": encoding(palette.green, "triangle-up", [8, 3, 2, 3]),
  "series 4": encoding(palette.black, "diamond", [2, 2]),
  "series 5": encoding(palette.purple, "triangle-down", [10, 3]),
  "series 6": encoding(palette.indigo, "cross", [4, 2]),
  "step 1": encoding(palette.steps[0], "circle", [1, 0]),
  "step 2": encoding(palette.steps[1], "square", [8, 3]),
  "step 3": encoding(palette.steps[2], "triangle-up", [5, 2]),
  "step 4": encoding(palette.steps[3], "diamond", [3, 2]),
  "step 5": encoding(palette.steps[4], "triangle-down", [8, 3, 2, 3]),
} as const satisfies Record<string, Encoding>;

/** A look by its name, or one like it. */
export type Look = keyof typeof looks | {
  readonly like: keyof typeof looks;
  readonly shape?: string;
  readonly dash?: readonly number[];
};

/** How the series of one figure are drawn, in their order. */
export type Looks = Readonly<Record<string, Look>>;

/** Estimators of functional gradients look the same in all figures. */
const ESTIMATORS: Looks = {
  "oracle": "black",
  "orthogonal": "blue",
  "orthogonal-plain": { like: "indigo", shape: "triangle-left" },
  "plug-in": "vermillion",
  "plug-in-full": { like: "amber", shape: "triangle-up" },
  "plug-in-adjoint": "purple",
  "plug-in-forward": "green",
  "kernel-bilevel": { like: "indigo", shape: "triangle-right", dash: [10, 3] },
};

const SPARE_COLOURS: readonly Swatch[] = [
  palette.blue,
  palette.vermillion,
  palette.green,
  palette.purple,
  palette.amber,
  palette.indigo,
];
const SPARE_SHAPES = ["stroke", "wedge", "triangle-left", "arrow"];
const SPARE_DASHES = [[12, 2, 2, 2], [3, 3], [7, 2], [1, 3]];

/** FNV-1a, so that a series that nobody has styled yet still looks the same everywhere. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}

/**
 * How a series is drawn: an estimator as in all figures, another as its figure says, and what neither
 * knows by a look that follows from its name.
 */
export function encodingOf(name: string, given: Looks = {}): Encoding {
  const known = { ...ESTIMATORS, ...given };
  if (Object.hasOwn(known, name)) {
    const look = known[name];
    if (typeof look === "string") return looks[look];
    const { like, ...other } = look;
    return { ...looks[like], ...other };
  }
  const h = hash(name);
  return encoding(
    SPARE_COLOURS[h % SPARE_COLOURS.length],
    SPARE_SHAPES[(h >>> 8) % SPARE_SHAPES.length],
    SPARE_DASHES[(h >>> 16) % SPARE_DASHES.length],
  );
}

/** Distinct names in drawing order: estimators as above, then those of the figure, others by name. */
export function inOrder(names: Iterable<string>, given: Looks = {}): string[] {
  const known = Object.keys({ ...ESTIMATORS, ...given });
  const rank = (name: string): number => {
    const i = known.indexOf(name);
    return i < 0 ? known.length : i;
  };
  return [...new Set(names)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** How the k-th of unlike series is drawn. */
export function seriesEncoding(k: number): Encoding {
  return looks[`series ${k % 6 + 1}` as keyof typeof looks];
}

/** The font family of figures; the renderer sets it once for the whole drawing. */
export const FONT = "'Helvetica Neue', 'Liberation Sans', Arial, sans-serif";

/** The configuration every figure carries. */
export const config: Config = {
  font: FONT,
  background: "transparent",
  padding: 4,
  view: { stroke: null, continuousWidth: 340, continuousHeight: 260 },
  concat: { spacing: 36 },
  facet: { spacing: 20 },
  axis: {
    domainColor: palette.axis.light,
    tickColor: palette.axis.light,
    gridColor: palette.grid.light,
    labelColor: palette.text.light,
    titleColor: palette.text.light,
    labelFontSize: 12,
    titleFontSize: 12.5,
    titleFontWeight: "normal",
    titlePadding: 8,
    labelPadding: 4,
    tickSize: 4,
    gridWidth: 1,
  },
  axisX: { grid: false },
  axisY: { domain: false, ticks: false, titlePadding: 12 },
  legend: {
    orient: "top",
    direction: "horizontal",
    title: null,
    labelColor: palette.text.light,
    labelFontSize: 12.5,
    labelLimit: 260,
    symbolSize: 90,
    symbolStrokeWidth: 2,
    columnPadding: 18,
    rowPadding: 4,
    offset: 10,
  },
  header: {
    title: null,
    labelColor: palette.text.light,
    labelFontSize: 12.5,
    labelFontWeight: 600,
    labelAnchor: "start",
    labelPadding: 6,
  },
  title: {
    color: palette.text.light,
    fontSize: 13,
    fontWeight: 600,
    anchor: "start",
    frame: "group",
    offset: 10,
    subtitleColor: palette.text.light,
    subtitleFontSize: 11.5,
    subtitlePadding: 4,
  },
  // Marks speak through the description and the table; those with a `description` turn this on.
  mark: { color: palette.blue.light, aria: false },
  text: { color: palette.text.light, fontSize: 12 },
  rule: { color: palette.reference.light },
  line: { strokeWidth: 2, strokeJoin: "round", strokeCap: "butt" },
  point: { filled: true, size: 52, opacity: 1, strokeWidth: 0 },
};

/** A specification with the schema's address and the theme. */
export function themed(spec: Record<string, unknown>): TopLevelSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    ...spec,
    config,
  } as unknown as TopLevelSpec;
}
