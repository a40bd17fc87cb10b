/**
 * The distribution of studentized errors, (estimate − truth) / standard error, beside the normal law.
 *
 * @module
 */

import { distinct, linearDomain, plainPosition, Z95 } from "../axes.ts";
import { type FigureDefinition, figureOf, type Spec, type Words } from "../figure.ts";
import { TIP } from "../marks.ts";
import { format } from "../number.ts";
import { axis, percent, span } from "../sentences.ts";
import { eachEstimator, groupsOf, sorted, textsOf } from "../series.ts";
import { integer, measured, number, type Row, tableOf, text } from "../table_data.ts";
import { encodingOf, palette } from "../theme.ts";

/** What is said of a sample: its moments, and the share with |z| ≤ 1.96, with standard errors. */
function momentsOf(sample: readonly number[]) {
  const count = sample.length;
  const mean = sample.reduce((sum, z) => sum + z, 0) / count;
  const square = sample.reduce((sum, z) => sum + (z - mean) * (z - mean), 0);
  const sd = Math.sqrt(square / Math.max(1, count - 1));
  const within = sample.filter((z) => Math.abs(z) <= Z95).length / count;
  return {
    count,
    mean,
    mean_error: sd / Math.sqrt(count),
    sd,
    sd_error: sd / Math.sqrt(2 * count),
    within,
    within_error: Math.sqrt(within * (1 - within) / count),
  };
}

/** The same as columns of a table. */
const MOMENTS = {
  count: integer("Replications"),
  mean: measured("Mean", "number", "mean_error"),
  sd: measured("Standard deviation", "number", "sd_error"),
  within: measured("Share within ±1.96", "number", "within_error"),
};
const MOMENTS_CAPTION = "Moments of the studentized errors, and their share within ±1.96";

/** The same in words. */
function momentWords(sample: readonly number[]): string {
  const { count, mean, mean_error, sd, within } = momentsOf(sample);
  return `${count} errors with mean ${format(mean, mean_error)}, ` +
    `standard deviation ${sd.toFixed(2)}, ${(100 * within).toFixed(1)} % within ±1.96`;
}

/** The standard normal density. */
const density = (z: number): number => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);

/** A rank of a sample: its number, and the standard normal quantile of the rank. */
interface Quantile {
  readonly theoretical: number;
  readonly sample: number;
}

const samples = (points: readonly { readonly sample: number }[]): number[] =>
  points.map(({ sample }) => sample);

/** Points drawn of a sample: all of the tails and evenly spaced ones between. */
function thinned<Point>(points: readonly Point[], drawn = 150): Point[] {
  if (points.length <= drawn) return [...points];
  const tail = drawn / 5;
  const step = (points.length - 2 * tail) / (drawn - 2 * tail);
  const kept = new Set<number>();
  for (let i = 0; i < tail; i++) kept.add(i).add(points.length - 1 - i);
  for (let k = 0; k < drawn - 2 * tail; k++) kept.add(Math.floor(tail + k * step));
  return points.filter((_, i) => kept.has(i));
}

/**
 * Pointwise 95 % band of the quantiles of as many standard normal numbers: of `count`, the order statistic
 * at probability p has variance p(1 − p) / (count φ(z)²), to first order.
 */
const band = (points: readonly Quantile[]): Row[] =>
  points.map(({ theoretical: z }, i) => {
    const p = (i + 0.5) / points.length;
    const half = Z95 * Math.sqrt(p * (1 - p) / points.length) / density(z);
    return { theoretical: z, low: z - half, high: z + half };
  });

/** A normal quantile–quantile plot for each estimator. */
export function quantilePlots(words: Words): FigureDefinition {
  const columns = {
    estimator: text("Estimator"),
    theoretical: number(null, "finite"),
    sample: number(null, "finite"),
  };
  return figureOf(words, {
    columns,
    draw(points) {
      const across = linearDomain(points.map((p) => p.theoretical));
      const up = linearDomain(points.flatMap((p) => [p.theoretical, p.sample]));
      const position = (field: string, title: string, domain: readonly number[]): Spec => ({
        field,
        ...plainPosition(title, domain, { tickCount: 6 }),
      });
      const x = position("theoretical", "standard normal quantile", across);
      const y = (field: string): Spec => position(field, "studentized error", up);
      const panels = eachEstimator(points, (name, given, key) => {
        const own = sorted(given, "theoretical");
        const { colour, shape } = encodingOf(key);
        const dots = thinned(own).map(({ theoretical, sample }) => ({
          ...{ theoretical, sample },
          tip: `${name}: ${format(sample)} at normal quantile ${format(theoretical)}`,
        }));
        return {
          title: name,
          width: 205,
          height: 205,
          layer: [
            {
              data: { values: thinned(band(own)) },
              mark: { type: "area", color: palette.grid.light, opacity: 0.8, clip: true },
              encoding: { x, y: y("low"), y2: { field: "high" } },
            },
            {
              data: { values: across.map((z) => ({ theoretical: z, sample: z })) },
              mark: { type: "line", color: palette.reference.light, strokeWidth: 1.25, clip: true },
              encoding: { x, y: y("sample") },
            },
            {
              data: { values: dots },
              mark: { type: "point", color: colour.light, shape, size: 18, aria: true },
              encoding: { x, y: y("sample"), description: TIP },
            },
          ],
        };
      });
      return { rows: [panels] };
    },
    finds: (points) =>
      `Within ±1.96, where 95 % of normal numbers are, lie ${
        span(
          eachEstimator(points, (name, own) => ({ name, value: momentsOf(samples(own)).within })),
          percent,
        )
      }`,
    say: (points) => [
      "Normal quantile–quantile plots, one panel an estimator, with the line of equality and a " +
      "pointwise 95 % band.",
      axis("Horizontal", "standard normal quantile", points.map((p) => p.theoretical)),
      axis("Vertical", "studentized error", samples(points)),
      eachEstimator(
        points,
        (name, own) => `${name}: ${momentWords(samples(sorted(own, "theoretical")))}`,
      ),
    ],
    tableCaption: MOMENTS_CAPTION,
    table: tableOf({
      estimator: columns.estimator,
      ...MOMENTS,
      lowest: number("Smallest"),
      highest: number("Largest"),
    }),
    tableRows: (points) =>
      eachEstimator(points, (_name, own, estimator) => {
        const sample = samples(sorted(own, "theoretical"));
        const [lowest, highest] = [Math.min(...sample), Math.max(...sample)];
        return { estimator, ...momentsOf(sample), lowest, highest };
      }),
  });
}

const BIN = 0.5;
/** What is drawn at least, on either side. */
const LEAST = 3.5;

const BAR = { type: "rect", strokeWidth: 0.5, aria: true };
const RULE = { type: "rule", strokeDash: [3, 3], strokeWidth: 1.25 };

/** The bars of a histogram whose area is 1. */
function bars(sample: readonly number[], heading: string) {
  const bins = sample.map((z) => Math.floor(z / BIN));
  return distinct(bins).map((bin) => {
    const [from, to] = [bin * BIN, (bin + 1) * BIN];
    const count = bins.filter((other) => other === bin).length;
    const tip = `${heading}: ${count} of ${sample.length} from ${format(from)} to ${format(to)}`;
    return { from, to, density: count / (sample.length * BIN), tip };
  });
}

/** Histograms beside the standard normal density. */
export function histograms({ title, caption, panels }: Words & {
  /** Headings by values of `panel`, in order; others follow under their own name. */
  readonly panels: Readonly<Record<string, string>>;
}): FigureDefinition {
  const shown = (points: readonly { readonly panel: string; readonly sample: number }[]) =>
    groupsOf(points, "panel", [
      ...new Set([...Object.keys(panels), ...textsOf(points, "panel").sort()]),
    ]).map(({ name, own }) => ({
      // the estimator whose look its bars have; after a comma comes what is special
      colour: encodingOf(name.split(",")[0]).colour.light,
      heading: panels[name] ?? name,
      sample: samples(own),
    }));
  return figureOf({
    title,
    caption:
      `${caption} What lies outside the two dashed lines at ±1.96 is not covered by a 95 % ` +
      "interval. The form is that of DoubleML's introduction.",
  }, {
    columns: { panel: text("Estimator"), sample: number(null, "finite") },
    draw(points) {
      const all = samples(points);
      const from = Math.floor(Math.min(-LEAST, ...all) / BIN) * BIN;
      const to = Math.ceil(Math.max(LEAST, ...all) / BIN) * BIN;
      const drawn = shown(points).map((one) => ({ ...one, bars: bars(one.sample, one.heading) }));
      const heights = drawn.flatMap(({ bars }) => bars.map((bar) => bar.density));
      const x: Spec = plainPosition("studentized error", [from, to], { tickCount: 7 });
      const y: Spec = {
        field: "density",
        type: "quantitative",
        title: "density",
        scale: { domain: [0, 1.05 * Math.max(density(0), ...heights)], nice: false },
        axis: { tickCount: 4 },
      };
      const normal = Array.from({ length: 121 }, (_, i) => {
        const z = from + (to - from) * i / 120;
        return { z, density: density(z) };
      });
      const over = [
        {
          data: { values: [-Z95, Z95].map((z) => ({ z })) },
          mark: { ...RULE, color: palette.reference.light },
          encoding: { x: { ...x, field: "z" } },
        },
        {
          data: { values: normal },
          mark: { type: "line", color: palette.black.light, strokeWidth: 1.75 },
          encoding: { x: { ...x, field: "z" }, y },
        },
      ];
      return {
        rows: [drawn.map(({ heading: title, colour, bars }) => ({
          ...{ title, width: 215, height: 190 },
          layer: [{
            data: { values: bars },
            mark: { ...BAR, color: colour, stroke: palette.grid.light },
            encoding: {
              x: { ...x, field: "from" },
              x2: { field: "to" },
              y,
              y2: { datum: 0 },
              description: TIP,
            },
          }, ...over],
        }))],
      };
    },
    finds: (points) =>
      `Within ±1.96, where 95 % of normal numbers are, lie ${
        span(
          shown(points).map(({ heading: name, sample }) => ({
            name,
            value: momentsOf(sample).within,
          })),
          percent,
        )
      }`,
    say: (points) => [
      "Histograms side by side, each with the standard normal density over it and lines at ±1.96.",
      axis("Horizontal", "studentized error", samples(points)),
      shown(points).map(({ heading, sample }) => `${heading}: ${momentWords(sample)}`),
    ],
    tableCaption: MOMENTS_CAPTION,
    table: tableOf({ panel: text("Estimator"), ...MOMENTS }),
    tableRows: (points) =>
      shown(points).map(({ heading: panel, sample }) => ({ panel, ...momentsOf(sample) })),
  });
}
