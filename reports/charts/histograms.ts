/**
 * Histograms of studentized errors beside the standard normal density, in panels.
 *
 * @module
 */

import { plainPosition, Z95 } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import { MOMENTS, MOMENTS_CAPTION, momentsRow, momentWords } from "./moments.ts";
import { format } from "./number.ts";
import { axis } from "./sentences.ts";
import { number, tableOf, text } from "./table_data.ts";
import { encodingOf, palette } from "./theme.ts";

const BIN = 0.5;
/** What is drawn at least, on either side. */
const LEAST = 3.5;

/**
 * `panel`, the estimator whose look its bars have, after a comma what is special; `sample`, the
 * studentized error (estimate − truth) / standard error.
 */
const columns = {
  panel: text("Estimator"),
  sample: number(null, "finite"),
};

type Point = PointOf<typeof columns>;

/** The bars of a histogram whose area is 1. */
function bars(samples: readonly number[], heading: string) {
  const counts = new Map<number, number>();
  for (const sample of samples) {
    const bin = Math.floor(sample / BIN);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => a[0] - b[0]).map(([bin, count]) => ({
    from: bin * BIN,
    to: (bin + 1) * BIN,
    density: count / (samples.length * BIN),
    tip: `${heading}: ${count} of ${samples.length} from ${format(bin * BIN)} to ` +
      format((bin + 1) * BIN),
  }));
}

const density = (z: number): number => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);

/** What distinguishes one such figure from another. */
export interface HistogramsOptions extends Words {
  /** Headings by values of `panel`, in order; others follow under their own name. */
  readonly panels: Readonly<Record<string, string>>;
}

/** Histograms beside the standard normal density. */
export function histograms({ title, caption, panels }: HistogramsOptions): FigureDefinition {
  const known = Object.keys(panels);
  const rank = (name: string): number => known.includes(name) ? known.indexOf(name) : known.length;
  const shown = (points: readonly Point[]) =>
    [...new Set(points.map(({ panel }) => panel))]
      .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map((panel) => ({
        panel,
        heading: panels[panel] ?? panel,
        samples: points.filter((point) => point.panel === panel).map(({ sample }) => sample),
      }));
  return figureOf({
    title,
    caption:
      `${caption} What lies outside the two dashed lines at ±1.96 is not covered by a 95 % ` +
      "interval. The form is that of DoubleML's introduction.",
  }, {
    columns,
    draw(points) {
      const samples = points.map(({ sample }) => sample);
      const from = Math.floor(Math.min(-LEAST, ...samples) / BIN) * BIN;
      const to = Math.ceil(Math.max(LEAST, ...samples) / BIN) * BIN;
      const drawn = shown(points).map((one) => ({ ...one, bars: bars(one.samples, one.heading) }));
      const heights = drawn.flatMap(({ bars }) => bars.map((bar) => bar.density));
      const x: Spec = plainPosition("studentized error", [from, to], { tickCount: 7 });
      const y: Spec = {
        type: "quantitative",
        title: "density",
        scale: { domain: [0, 1.05 * Math.max(density(0), ...heights)], nice: false },
        axis: { tickCount: 4 },
      };
      const normal = Array.from({ length: 121 }, (_, i) => {
        const z = from + (to - from) * i / 120;
        return { z, density: density(z) };
      });
      return {
        columns: 3,
        concat: drawn.map(({ panel, heading, bars }) => ({
          title: heading,
          width: 215,
          height: 190,
          layer: [
            {
              data: { values: bars },
              mark: {
                type: "rect",
                color: encodingOf(panel.split(",")[0]).colour.light,
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
      };
    },
    say: (points) => [
      "Histograms side by side, each with the standard normal density over it and lines at ±1.96.",
      axis("Horizontal", "studentized error", points.map(({ sample }) => sample)),
      `${
        shown(points).map(({ heading, samples }) => `${heading}: ${momentWords(samples)}`).join(
          "; ",
        )
      }.`,
    ],
    tableCaption: MOMENTS_CAPTION,
    table: tableOf({ panel: columns.panel, ...MOMENTS }),
    tableRows: (points) =>
      shown(points).map(({ heading, samples }) => ({ panel: heading, ...momentsRow(samples) })),
  });
}
