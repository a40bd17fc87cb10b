import { distinct, estimatorSeries, isNumber, linearDomain, type Spec, Z95 } from "../chart.ts";
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

const LINE_COLOUR = palette.reference.light;
const BAND_COLOUR = palette.grid.light;
const PANEL = 205;
/** Points drawn a panel; the tails are drawn in full, the middle at even steps. */
const DRAWN = 150;

const id = "iv_2_studentized";
const title = "Sine-IV: studentized errors against the standard normal";

/**
 * `estimator`; `theoretical`, the standard normal quantile of the rank; `sample`, the studentized
 * error (estimate − truth) / standard error of that rank. n = 3200, coordinate 0.
 */
const columns = { estimator: "text", theoretical: "number", sample: "number" } as const;

type Point = {
  readonly estimator: string;
  readonly theoretical: number;
  readonly sample: number;
};

function drawable(rows: readonly RowOf<typeof columns>[]): Point[] {
  return rows.filter((r): r is Point => isNumber(r.theoretical) && isNumber(r.sample));
}

const of = (points: readonly Point[], estimator: string): Point[] =>
  points.filter((p) => p.estimator === estimator).sort((a, b) => a.theoretical - b.theoretical);

const samplesOf = (points: readonly Point[], estimator: string): number[] =>
  of(points, estimator).map((p) => p.sample);

/** All points of the tails and evenly spaced ones between. */
function thinned<T>(points: readonly T[]): T[] {
  if (points.length <= DRAWN) return [...points];
  const tail = DRAWN / 5;
  const step = (points.length - 2 * tail) / (DRAWN - 2 * tail);
  const kept = new Set<number>();
  for (let i = 0; i < tail; i++) kept.add(i).add(points.length - 1 - i);
  for (let k = 0; k < DRAWN - 2 * tail; k++) kept.add(Math.floor(tail + k * step));
  return points.filter((_, i) => kept.has(i));
}

/**
 * Pointwise 95 % band of the quantiles of `count` standard normal numbers: the order statistic at
 * probability p has variance p(1 − p) / (count φ(z)²), to first order.
 */
function band(points: readonly Point[]): Row[] {
  const count = points.length;
  return points.map(({ theoretical: z }, i) => {
    const p = (i + 0.5) / count;
    const density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    const half = Z95 * Math.sqrt(p * (1 - p) / count) / density;
    return { theoretical: z, low: z - half, high: z + half };
  });
}

/** A normal quantile–quantile plot for each estimator. */
export const figure: FigureDefinition = {
  id,
  title,
  caption: "Normal quantile–quantile plots of (estimate − truth) / standard error, one panel an " +
    "estimator. Points on the line mean that the intervals have the coverage they claim; the band " +
    "holds 95 % of each quantile under exact normality, point by point. All points of the tails " +
    "are drawn, and evenly spaced ones between; the CSV file has the summary, the Parquet file " +
    "every point.",
  columns,
  spec(rows) {
    const points = drawable(checkedRows(id, columns, rows));
    if (points.length === 0) return emptySpec();
    const x = (domain: readonly number[]): Spec => ({
      field: "theoretical",
      type: "quantitative",
      title: "standard normal quantile",
      scale: { domain, nice: false, zero: false },
      axis: { tickCount: 6 },
    });
    const y = (field: string, domain: readonly number[]): Spec => ({
      field,
      type: "quantitative",
      title: "studentized error",
      scale: { domain, nice: false, zero: false },
      axis: { tickCount: 6 },
    });
    const across = linearDomain(points.map((p) => p.theoretical));
    const up = linearDomain(points.flatMap((p) => [p.theoretical, p.sample]));
    const panels = estimatorSeries(points).map(({ name }) => {
      const own = of(points, name);
      const { colour, shape } = estimatorEncoding(name);
      return {
        title: name,
        width: PANEL,
        height: PANEL,
        layer: [
          {
            data: { values: thinned(band(own)) },
            mark: { type: "area", color: BAND_COLOUR, opacity: 0.8, clip: true },
            encoding: {
              x: x(across),
              y: y("low", up),
              y2: { field: "high" },
            },
          },
          {
            data: { values: across.map((v) => ({ theoretical: v, sample: v })) },
            mark: { type: "line", color: LINE_COLOUR, strokeWidth: 1.25, clip: true },
            encoding: { x: x(across), y: y("sample", up) },
          },
          {
            data: {
              values: thinned(own).map((p) => ({
                theoretical: p.theoretical,
                sample: p.sample,
                tip: `${name}: ${format(p.sample)} at normal quantile ${format(p.theoretical)}`,
              })),
            },
            mark: { type: "point", color: colour.light, shape, size: 18, aria: true },
            encoding: {
              x: x(across),
              y: y("sample", up),
              description: { field: "tip", type: "nominal" },
            },
          },
        ],
      };
    });
    return themed({ description: figure.describe(rows), columns: 3, concat: panels });
  },
  describe(rows) {
    const all = checkedRows(id, columns, rows);
    const points = drawable(all);
    if (points.length === 0) return describeEmpty(title);
    const facts = estimatorSeries(points).map(({ name }) => {
      const m = moments(samplesOf(points, name));
      return `${name}: ${m.count} errors with mean ${format(m.mean, m.sd / Math.sqrt(m.count))}, ` +
        `standard deviation ${m.sd.toFixed(2)}, ${(100 * m.within).toFixed(1)} % within ±1.96`;
    });
    return sentences(
      "Normal quantile–quantile plots, one panel an estimator, with the line of equality and a " +
        "pointwise 95 % band.",
      axis("Horizontal", "standard normal quantile", points.map((p) => p.theoretical)),
      axis("Vertical", "studentized error", points.map((p) => p.sample)),
      `${facts.join("; ")}.`,
      missing(all.length - points.length),
    );
  },
  table(rows) {
    const points = drawable(checkedRows(id, columns, rows));
    return {
      caption: MOMENTS_CAPTION,
      columns: [
        { name: "estimator", label: "Estimator", kind: "text" },
        ...MOMENT_COLUMNS,
        { name: "lowest", label: "Smallest", kind: "number" },
        { name: "highest", label: "Largest", kind: "number" },
      ],
      rows: estimatorSeries(points).map(({ name }) => {
        const own = samplesOf(points, name);
        const samples = distinct(own);
        return {
          estimator: name,
          ...momentsRow(moments(own)),
          lowest: samples[0],
          highest: samples[samples.length - 1],
        };
      }),
    };
  },
};
