/**
 * The estimates of one sample with their intervals, a row a coordinate.
 *
 * @module
 */

import { isNumber, linearDomain, plainPosition } from "../axes.ts";
import { type FigureDefinition, figureOf, type Words } from "../figure.ts";
import { levelRule, TIP } from "../marks.ts";
import { format, formatInteger } from "../number.ts";
import { axis } from "../sentences.ts";
import { number, text } from "../table_data.ts";
import { palette } from "../theme.ts";

const DOT = { type: "point", color: palette.black.light, shape: "circle", size: 60 };

/** The kinds of intervals of one sample, with the strokes of their bars. */
const INTERVALS = [
  { low: "joint_low", high: "joint_high", strokeWidth: 1.25 },
  { low: "low_95", high: "high_95", strokeWidth: 3 },
  { low: "low_90", high: "high_90", strokeWidth: 6 },
] as const;

/** Estimates of one sample with intervals of several kinds, a line a coordinate. */
export function oneSample(words: Words): FigureDefinition {
  return figureOf(words, {
    // `value`, the estimate; `p`, P>|t|; bounds of the 90 and 95 % intervals and of the joint 95 % band;
    // `joint_p`, adjusted for testing all coordinates
    columns: {
      coordinate: text("Coordinate"),
      value: number("coef", "finite"),
      standard_error: number("std err"),
      t: number("t"),
      p: number("P>|t|"),
      low_95: number("2.5 %"),
      high_95: number("97.5 %"),
      low_90: number("5 %"),
      high_90: number("95 %"),
      joint_low: number("joint 2.5 %"),
      joint_high: number("joint 97.5 %"),
      joint_p: number("joint P"),
      truth: number("Truth", "finite"),
      n: number(),
    },
    draw(points) {
      const ends = points.flatMap(({ value, truth, joint_low, joint_high }) =>
        [value, joint_low, joint_high].filter(isNumber).map((x) => x - truth)
      );
      const x = plainPosition("estimate − truth", linearDomain([0, ...ends]), { tickCount: 7 });
      const scale = { paddingInner: 0.4, paddingOuter: 0.3 };
      const y = { field: "coordinate", type: "ordinal", title: null, scale };
      const bars = INTERVALS.map(({ low, high, strokeWidth }) => ({
        data: {
          values: points.flatMap(({ coordinate, truth, [low]: from, [high]: to }) =>
            from === null || to === null
              ? []
              : [{ coordinate, low: from - truth, high: to - truth }]
          ),
        },
        mark: { type: "rule", strokeWidth, color: palette.blue.light },
        encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y },
      }));
      const dots = {
        data: {
          values: points.map(({ coordinate, value, truth, standard_error }) => ({
            coordinate,
            value: value - truth,
            tip: `${coordinate}: ${format(value, standard_error)}`,
          })),
        },
        mark: { ...DOT, aria: true },
        encoding: { x: { ...x, field: "value" }, y, description: TIP },
      };
      const height = 40 * points.length + 20;
      return {
        rows: [[{ width: 480, height, layer: [levelRule("zero", 0, "x", x), ...bars, dots] }]],
      };
    },
    finds(points) {
      const covered = points.filter(({ low_95, high_95, truth }) =>
        isNumber(low_95) && isNumber(high_95) && low_95 <= truth && truth <= high_95
      );
      return `In this sample the 95 % intervals of ${covered.length} of ${points.length} ` +
        "coordinates hold the truth";
    },
    say: (points) => [
      "Dot plot with intervals of three kinds, one line a coordinate.",
      `One sample of n = ${formatInteger(points[0].n)}.`,
      axis("Horizontal", "estimate less the truth", points.map((p) => p.value - p.truth)),
      points.map((p) =>
        `${p.coordinate}: ${format(p.value, p.standard_error)}, ` +
        `95 % interval ${format(p.low_95)} to ${format(p.high_95)}, ` +
        `joint ${format(p.joint_low)} to ${format(p.joint_high)}, truth ${format(p.truth)}`
      ),
    ],
  });
}
