/**
 * Estimates of one sample with intervals of several kinds, a line a coordinate.
 *
 * @module
 */

import { isNumber, linearDomain, plainPosition } from "./axes.ts";
import { type FigureDefinition, figureOf, type PointOf, type Spec, type Words } from "./figure.ts";
import { format, formatInteger } from "./number.ts";
import { axis } from "./sentences.ts";
import { number, text } from "./table_data.ts";
import { palette } from "./theme.ts";

/**
 * `coordinate`; `n`; `value`, the estimate; `standard_error`; `t`; `p`, P>|t|; bounds of the 90 and
 * 95 % intervals and of the joint 95 % band; `joint_p`, adjusted for testing all coordinates; `truth`.
 */
const columns = {
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
};

type Point = PointOf<typeof columns>;

type Bound = "low_95" | "high_95" | "low_90" | "high_90" | "joint_low" | "joint_high";

/** A number less the truth, if it is there. */
function error(point: Point, name: Bound): number | null {
  const value = point[name];
  return value === null ? null : value - point.truth;
}

/** A bar between two bounds of each row that has them. */
function bar(
  points: readonly Point[],
  low: Bound,
  high: Bound,
  strokeWidth: number,
  at: Spec,
): Spec {
  const values = points
    .map((p) => ({ coordinate: p.coordinate, low: error(p, low), high: error(p, high) }))
    .filter((ends) => ends.low !== null && ends.high !== null);
  return {
    data: { values },
    mark: { type: "rule", strokeWidth, color: palette.blue.light },
    encoding: { ...at, x: { ...(at.x as Spec), field: "low" }, x2: { field: "high" } },
  };
}

/** Estimates with intervals of one sample, a line a coordinate. */
export function oneSample(words: Words): FigureDefinition {
  return figureOf(words, {
    columns,
    draw(points) {
      const ends = points.flatMap((p) =>
        [p.value - p.truth, error(p, "joint_low"), error(p, "joint_high")].filter(isNumber)
      );
      const x = plainPosition("estimate − truth", linearDomain([0, ...ends]), { tickCount: 7 });
      const y = {
        field: "coordinate",
        type: "ordinal",
        title: null,
        scale: { paddingInner: 0.4, paddingOuter: 0.3 },
      };
      const values = points.map((p) => ({
        coordinate: p.coordinate,
        value: p.value - p.truth,
        tip: `${p.coordinate}: ${format(p.value, p.standard_error)}`,
      }));
      return {
        width: 560,
        height: 40 * points.length + 20,
        layer: [
          {
            data: { values: [{ zero: 0 }] },
            mark: {
              type: "rule",
              color: palette.reference.light,
              strokeDash: [6, 4],
              strokeWidth: 1.5,
            },
            encoding: { x: { ...x, field: "zero" } },
          },
          bar(points, "joint_low", "joint_high", 1.25, { x, y }),
          bar(points, "low_95", "high_95", 3, { x, y }),
          bar(points, "low_90", "high_90", 6, { x, y }),
          {
            data: { values },
            mark: {
              type: "point",
              color: palette.black.light,
              shape: "circle",
              size: 60,
              aria: true,
            },
            encoding: {
              x: { ...x, field: "value" },
              y,
              description: { field: "tip", type: "nominal" },
            },
          },
        ],
      };
    },
    say(points) {
      const facts = points.map((p) =>
        `${p.coordinate}: ${format(p.value, p.standard_error)}, ` +
        `95 % interval ${format(p.low_95)} to ${format(p.high_95)}, ` +
        `joint ${format(p.joint_low)} to ${format(p.joint_high)}, truth ${format(p.truth)}`
      );
      return [
        "Dot plot with intervals of three kinds, one line a coordinate.",
        `One sample of n = ${formatInteger(points[0].n)}.`,
        axis("Horizontal", "estimate less the truth", points.map((p) => p.value - p.truth)),
        `${facts.join("; ")}.`,
      ];
    },
  });
}
