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
  purple: swatch("f-purple", "#a63677", "#b85b9e"),
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

const ESTIMATORS: Readonly<Record<string, Encoding>> = {
  "oracle": encoding(palette.black, "diamond", [4, 2]),
  "orthogonal": encoding(palette.blue, "circle", [1, 0]),
  "orthogonal-plain": encoding(palette.indigo, "triangle-left", [3, 3]),
  "plug-in": encoding(palette.vermillion, "square", [7, 3]),
  "plug-in-full": encoding(palette.amber, "triangle-up", [2, 2]),
  "plug-in-adjoint": encoding(palette.purple, "triangle-down", [8, 3, 2, 3]),
  "plug-in-forward": encoding(palette.green, "cross", [9, 2, 2, 2, 2, 2]),
  "kernel-bilevel": encoding(palette.indigo, "triangle-right", [10, 3]),
  "kernel-bilevel, λ = 0.01": encoding(palette.indigo, "triangle-right", [10, 3]),
  "kernel-bilevel, λ = 0.05 n^−0.6": encoding(palette.green, "triangle-left", [3, 3]),
  "orthogonal, sieve": encoding(palette.black, "diamond", [4, 2]),
  "implicit": encoding(palette.vermillion, "square", [7, 3]),
  "nbo-direction": encoding(palette.indigo, "triangle-up", [8, 3, 2, 3]),
  "nbo-at-next": encoding(palette.blue, "circle", [1, 0]),
  "amigo-gd": encoding(palette.vermillion, "square", [7, 3]),
  "amigo-cg": encoding(palette.amber, "triangle-down", [2, 2]),
  "nbo-gd": encoding(palette.blue, "circle", [1, 0]),
  "nbo-cg": encoding(palette.green, "cross", [9, 2, 2, 2, 2, 2]),
  "first-order": encoding(palette.vermillion, "square", [7, 3]),
  "unbiased-0.05": encoding(palette.purple, "triangle-down", [8, 3, 2, 3]),
  "unbiased-0.1": encoding(palette.blue, "circle", [1, 0]),
  "unbiased-0.2": encoding(palette.indigo, "triangle-up", [3, 3]),
  "unbiased-0.5": encoding(palette.green, "cross", [9, 2, 2, 2, 2, 2]),
  "unbiased-0.3": encoding(palette.green, "cross", [9, 2, 2, 2, 2, 2]),
  "adaptive": encoding(palette.indigo, "triangle-up", [3, 3]),
  "exact": encoding(palette.black, "diamond", [4, 2]),
  "reptile": encoding(palette.purple, "triangle-down", [8, 3, 2, 3]),
  "stored": encoding(palette.vermillion, "square", [7, 3]),
  "checkpointed": encoding(palette.green, "cross", [9, 2, 2, 2, 2, 2]),
  "recomputed": encoding(palette.blue, "circle", [1, 0]),
  "recomputed, q = 1/r": encoding(palette.indigo, "triangle-up", [3, 3]),
  "bsgm": encoding(palette.amber, "triangle-left", [2, 2]),
  "bsgm-linear": encoding(palette.purple, "triangle-down", [8, 3, 2, 3]),
  "bsgm-w": encoding(palette.indigo, "triangle-up", [3, 3]),
  "bsgm-wv": encoding(palette.blue, "circle", [1, 0]),
  "empirical": encoding(palette.black, "diamond", [4, 2]),
  "theory, p = ½": encoding(palette.vermillion, "square", [7, 3]),
  "theory, p = 1, at θ*": encoding(palette.green, "cross", [9, 2, 2, 2, 2, 2]),
  "theory, p = 2": encoding(palette.blue, "circle", [1, 0]),
  "decreasing": encoding(palette.blue, "circle", [1, 0]),
  "sampled-lower": encoding(palette.green, "cross", [9, 2, 2, 2, 2, 2]),
  "sampled-adjoint": encoding(palette.purple, "triangle-down", [8, 3, 2, 3]),
  "constant-0.004": encoding(palette.indigo, "triangle-up", [3, 3]),
  "constant-0.02": encoding(palette.amber, "diamond", [4, 2]),
  "constant-0.1": encoding(palette.vermillion, "square", [7, 3]),
  "bound of decreasing": encoding(palette.reference, "stroke", [1, 3]),
  "sid-decreasing": encoding(palette.blue, "circle", [1, 0]),
  "sid-constant": encoding(palette.vermillion, "square", [7, 3]),
  "mixed": encoding(palette.green, "cross", [9, 2, 2, 2, 2, 2]),
  "aid-fp": encoding(palette.purple, "triangle-down", [8, 3, 2, 3]),
  "aid-cg": encoding(palette.black, "diamond", [4, 2]),
  "polyak": encoding(palette.vermillion, "square", [7, 3]),
  "constant": encoding(palette.indigo, "triangle-up", [3, 3]),
  "anchored": encoding(palette.purple, "triangle-down", [8, 3, 2, 3]),
  "fixed-point": encoding(palette.black, "diamond", [4, 2]),
  "cg": encoding(palette.amber, "triangle-left", [2, 2]),
  "limit": encoding(palette.reference, "stroke", [1, 3]),
  "J = 1": encoding(palette.blue, "circle", [1, 0]),
  "J = 32": encoding(palette.vermillion, "square", [7, 3]),
  "weighted ridge": encoding(palette.indigo, "triangle-up", [1, 0]),
  "ridge": encoding(palette.green, "cross", [9, 2, 2, 2, 2, 2]),
  "variance/1": encoding(palette.reference, "stroke", [1, 3]),
  "variance/32": encoding(palette.reference, "stroke", [3, 3]),
  "variance/J": encoding(palette.reference, "stroke", [2, 2]),
  "gradient": encoding(palette.blue, "circle", [1, 0]),
  "lower level": encoding(palette.green, "triangle-up", [8, 3, 2, 3]),
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

/** FNV-1a, so that an estimator nobody has styled yet still looks the same everywhere. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}

/** How an estimator is drawn: always the same for the same name. */
export function estimatorEncoding(name: string): Encoding {
  const known = ESTIMATORS[name];
  if (known !== undefined) return known;
  const h = hash(name);
  return encoding(
    SPARE_COLOURS[h % SPARE_COLOURS.length],
    SPARE_SHAPES[(h >>> 8) % SPARE_SHAPES.length],
    SPARE_DASHES[(h >>> 16) % SPARE_DASHES.length],
  );
}

/** Distinct estimator names in drawing order: the known ones as above, then the others by name. */
export function estimatorOrder(names: Iterable<string>): string[] {
  const known = Object.keys(ESTIMATORS);
  const rank = (name: string): number => {
    const i = known.indexOf(name);
    return i < 0 ? known.length : i;
  };
  return [...new Set(names)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
}

/** Encodings of series that are not estimators, in order of appearance. */
export const seriesEncodings: readonly Encoding[] = [
  encoding(palette.blue, "circle", [1, 0]),
  encoding(palette.vermillion, "square", [6, 3]),
  encoding(palette.green, "triangle-up", [8, 3, 2, 3]),
  encoding(palette.black, "diamond", [2, 2]),
  encoding(palette.purple, "triangle-down", [10, 3]),
  encoding(palette.indigo, "cross", [4, 2]),
];

/** Encodings of an ordered series, from its first to its last level. */
export const stepEncodings: readonly Encoding[] = [
  encoding(palette.steps[0], "circle", [1, 0]),
  encoding(palette.steps[1], "square", [8, 3]),
  encoding(palette.steps[2], "triangle-up", [5, 2]),
  encoding(palette.steps[3], "diamond", [3, 2]),
  encoding(palette.steps[4], "triangle-down", [8, 3, 2, 3]),
];

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
