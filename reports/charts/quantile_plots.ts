/**
 * Normal quantile–quantile plots of studentized errors, a panel an estimator.
 *
 * @module
 */

import { distinct, linearDomain, plainPosition, Z95 } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import { eachEstimator } from "./marks.ts";
import { MOMENTS, MOMENTS_CAPTION, momentsRow, momentWords } from "./moments.ts";
import { format } from "./number.ts";
import { axis } from "./sentences.ts";
import { number, type Row, tableOf, text } from "./table_data.ts";
import { encodingOf, palette } from "./theme.ts";

const PANEL = 205;
/** Points drawn a panel; the tails are drawn in full, the middle at even steps. */
const DRAWN = 150;

/**
 * `estimator`; `theoretical`, the standard normal quantile of the rank; `sample`, the studentized
 * error (estimate − truth) / standard error of that rank.
 */
const columns = {
  estimator: text("Estimator"),
  theoretical: number(null, "finite"),
  sample: number(null, "finite"),
};

type Point = PointOf<typeof columns>;

/** For each estimator its points by quantile. */
function byQuantile<Said>(
  points: readonly Point[],
  say: (name: string, own: readonly Point[]) => Said,
): Said[] {
  return eachEstimator(
    points,
    (name, own) => say(name, own.sort((a, b) => a.theoretical - b.theoretical)),
  );
}

const samples = (points: readonly Point[]): number[] => points.map(({ sample }) => sample);

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
function band(points: readonly Point[]): readonly Row[] {
  const count = points.length;
  return points.map(({ theoretical: z }, i) => {
    const p = (i + 0.5) / count;
    const density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    const half = Z95 * Math.sqrt(p * (1 - p) / count) / density;
    return { theoretical: z, low: z - half, high: z + half };
  });
}

function position(field: string, title: string, domain: readonly number[]): Spec {
  return { field, ...plainPosition(title, domain, { tickCount: 6 }) };
}

/** A normal quantile–quantile plot for each estimator. */
export function quantilePlots(words: Words): FigureDefinition {
  return figureOf(words, {
    columns,
    draw(points) {
      const across = linearDomain(points.map((p) => p.theoretical));
      const up = linearDomain(points.flatMap((p) => [p.theoretical, p.sample]));
      const x = position("theoretical", "standard normal quantile", across);
      const y = (field: string): Spec => position(field, "studentized error", up);
      const panels = byQuantile(points, (name, own) => {
        const { colour, shape } = encodingOf(name);
        return {
          title: name,
          width: PANEL,
          height: PANEL,
          layer: [
            {
              data: { values: thinned(band(own)) },
              mark: { type: "area", color: palette.grid.light, opacity: 0.8, clip: true },
              encoding: { x, y: y("low"), y2: { field: "high" } },
            },
            {
              data: { values: across.map((v) => ({ theoretical: v, sample: v })) },
              mark: { type: "line", color: palette.reference.light, strokeWidth: 1.25, clip: true },
              encoding: { x, y: y("sample") },
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
              encoding: { x, y: y("sample"), description: { field: "tip", type: "nominal" } },
            },
          ],
        };
      });
      return { columns: 3, concat: panels };
    },
    say(points) {
      const facts = byQuantile(points, (name, own) => `${name}: ${momentWords(samples(own))}`);
      return [
        "Normal quantile–quantile plots, one panel an estimator, with the line of equality and a " +
        "pointwise 95 % band.",
        axis("Horizontal", "standard normal quantile", points.map((p) => p.theoretical)),
        axis("Vertical", "studentized error", samples(points)),
        `${facts.join("; ")}.`,
      ];
    },
    tableCaption: MOMENTS_CAPTION,
    table: tableOf({
      estimator: columns.estimator,
      ...MOMENTS,
      lowest: number("Smallest"),
      highest: number("Largest"),
    }),
    tableRows: (points) =>
      byQuantile(points, (estimator, own) => {
        const inOrder = distinct(samples(own));
        return {
          estimator,
          ...momentsRow(samples(own)),
          lowest: inOrder[0],
          highest: inOrder[inOrder.length - 1],
        };
      }),
  });
}
