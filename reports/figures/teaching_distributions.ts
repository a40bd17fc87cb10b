import { isNumber, type Spec, Z95 } from "../chart.ts";
import { axis, missing, sentences } from "../facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "../figure.ts";
import type { Row } from "../model.ts";
import { MOMENT_COLUMNS, moments, MOMENTS_CAPTION, momentsRow } from "../moments.ts";
import { format } from "../number.ts";
import { estimatorEncoding, palette, themed } from "../theme.ts";

const WIDTH = 215;
const HEIGHT = 190;
const BIN = 0.5;
/** What is drawn at least, on either side. */
const LEAST = 3.5;

const id = "teaching_distributions";
const title = "Studentized errors with one ingredient alone and with both";

/** What each panel is called, in order; others follow under their own name. */
const PANELS: Readonly<Record<string, string>> = {
  "plug-in": "Plug-in, cross-fitted",
  "orthogonal, one sample": "Orthogonal, not cross-fitted",
  "orthogonal": "Orthogonal, cross-fitted",
};

/** `panel`; `sample`, the studentized error (estimate − truth) / standard error. */
const columns = { panel: "text", sample: "number" } as const;

type Point = { readonly panel: string; readonly sample: number };

function drawable(rows: readonly RowOf<typeof columns>[]): Point[] {
  return rows.filter((r): r is Point => isNumber(r.sample));
}

function panelsOf(points: readonly Point[]): string[] {
  const known = Object.keys(PANELS);
  const rank = (name: string): number => known.includes(name) ? known.indexOf(name) : known.length;
  return [...new Set(points.map((p) => p.panel))]
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

const nameOf = (panel: string): string => PANELS[panel] ?? panel;

const samplesOf = (points: readonly Point[], panel: string): number[] =>
  points.filter((p) => p.panel === panel).map((p) => p.sample);

/** The bars of a histogram whose area is 1. */
function bars(points: readonly Point[], panel: string): Row[] {
  const own = points.filter((p) => p.panel === panel);
  const counts = new Map<number, number>();
  for (const { sample } of own) {
    const bin = Math.floor(sample / BIN);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => a[0] - b[0]).map(([bin, count]) => ({
    from: bin * BIN,
    to: (bin + 1) * BIN,
    density: count / (own.length * BIN),
    tip: `${nameOf(panel)}: ${count} of ${own.length} from ${format(bin * BIN)} to ` +
      format((bin + 1) * BIN),
  }));
}

const density = (z: number): number => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);

/** Three histograms beside the standard normal density. */
export const figure: FigureDefinition = {
  id,
  title,
  caption: "Histograms of (estimate − truth) / standard error from the same samples and the same " +
    "learner; the line is the standard normal density. What lies outside the two dashed lines at " +
    "±1.96 is not covered by a 95 % interval. The form is that of DoubleML's introduction.",
  columns,
  spec(rows) {
    const points = drawable(checkedRows(id, columns, rows));
    if (points.length === 0) return emptySpec();
    const panels = panelsOf(points);
    const samples = points.map((p) => p.sample);
    const from = Math.floor(Math.min(-LEAST, ...samples) / BIN) * BIN;
    const to = Math.ceil(Math.max(LEAST, ...samples) / BIN) * BIN;
    const drawn = panels.map((panel) => bars(points, panel));
    const highest = Math.max(density(0), ...drawn.flat().map((bar) => bar.density as number));
    const x: Spec = {
      type: "quantitative",
      title: "studentized error",
      scale: { domain: [from, to], nice: false, zero: false },
      axis: { tickCount: 7 },
    };
    const y: Spec = {
      type: "quantitative",
      title: "density",
      scale: { domain: [0, 1.05 * highest], nice: false },
      axis: { tickCount: 4 },
    };
    const normal = Array.from({ length: 121 }, (_, i) => {
      const z = from + (to - from) * i / 120;
      return { z, density: density(z) };
    });
    return themed({
      description: figure.describe(rows),
      columns: 3,
      concat: panels.map((panel, i) => ({
        title: nameOf(panel),
        width: WIDTH,
        height: HEIGHT,
        layer: [
          {
            data: { values: drawn[i] },
            mark: {
              type: "rect",
              color: estimatorEncoding(panel.split(",")[0]).colour.light,
              stroke: palette.grid.light,
              strokeWidth: 0.5,
              aria: true,
            },
            encoding: {
              x: { ...x, field: "from" },
              x2: { field: "to" },
              y: { ...y, field: "density" },
              y2: { datum: 0 },
              description: { field: "tip", type: "nominal" },
            },
          },
          {
            data: { values: [-Z95, Z95].map((z) => ({ z })) },
            mark: {
              type: "rule",
              color: palette.reference.light,
              strokeDash: [3, 3],
              strokeWidth: 1.25,
            },
            encoding: { x: { ...x, field: "z" } },
          },
          {
            data: { values: normal },
            mark: { type: "line", color: palette.black.light, strokeWidth: 1.75 },
            encoding: { x: { ...x, field: "z" }, y: { ...y, field: "density" } },
          },
        ],
      })),
    });
  },
  describe(rows) {
    const all = checkedRows(id, columns, rows);
    const points = drawable(all);
    if (points.length === 0) return describeEmpty(title);
    const facts = panelsOf(points).map((panel) => {
      const m = moments(samplesOf(points, panel));
      return `${nameOf(panel)}: ${m.count} errors with mean ` +
        `${format(m.mean, m.sd / Math.sqrt(m.count))}, standard deviation ${m.sd.toFixed(2)}, ` +
        `${(100 * m.within).toFixed(1)} % within ±1.96`;
    });
    return sentences(
      "Histograms side by side, each with the standard normal density over it and lines at ±1.96.",
      axis("Horizontal", "studentized error", points.map((p) => p.sample)),
      `${facts.join("; ")}.`,
      missing(all.length - points.length),
    );
  },
  table(rows) {
    const points = drawable(checkedRows(id, columns, rows));
    return {
      caption: MOMENTS_CAPTION,
      columns: [
        { name: "panel", label: "Estimator", kind: "text" },
        ...MOMENT_COLUMNS,
      ],
      rows: panelsOf(points).map((panel) => ({
        panel: nameOf(panel),
        ...momentsRow(moments(samplesOf(points, panel))),
      })),
    };
  },
};
