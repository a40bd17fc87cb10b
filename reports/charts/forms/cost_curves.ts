/**
 * Errors of methods by their cost, and where one method becomes cheaper than another.
 *
 * @module
 */

import { logDomain, logPosition } from "../axes.ts";
import type { FigureDefinition, PointOf, Spec, Words } from "../figure.ts";
import { TIP } from "../marks.ts";
import { nameFor } from "../names.ts";
import { format } from "../number.ts";
import { logAxis, plot } from "../plot.ts";
import { span } from "../sentences.ts";
import { eachEstimator, inPanels, sorted } from "../series.ts";
import { integer, number, text } from "../table_data.ts";
import { type Looks, palette } from "../theme.ts";

const PASSES = "passes over the data";
const ERROR = "relative error of the gradient";

/** Errors of methods by their cost, with rings where one method becomes cheaper than another. */
export function costCurves({ panels, overtaken, looks, ...words }: Words & {
  readonly panels: readonly { readonly panel: string; readonly title: string }[];
  /** The method that others overtake. */
  readonly overtaken: string;
  readonly looks: Looks;
}): FigureDefinition {
  // `kind`, "error" of a method at one effort, `steps`, or where it has "overtaken" another; `x`, passes
  // over the data, with the interval of a crossing; `value`, the relative error there, with its interval
  const columns = {
    panel: text("Problem"),
    kind: text("What"),
    estimator: text("Method"),
    steps: integer("t = k"),
    x: number("Passes", "positive"),
    x_low: number("from"),
    x_high: number("to"),
    value: number("Relative error", "positive"),
    low: number("from"),
    high: number("to"),
  };
  type Point = PointOf<typeof columns>;
  const isOn = ({ kind }: Point): boolean => kind === "error";
  const range = (low: number | null, high: number | null): string =>
    low === null || high === null ? "" : ` (${format(low)} to ${format(high)})`;
  const crossing = ({ estimator, x, x_low, x_high, value, low, high }: Point): string =>
    `${nameFor(estimator)} overtakes ${nameFor(overtaken)} after ${format(x)}${
      range(x_low, x_high)
    } passes, ` +
    `at a relative error of ${format(value)}${range(low, high)}`;
  return plot(words, {
    opening: "Line charts with error bars, one line a method, with rings where lines cross.",
    columns,
    also: ({ panel }) => panels.some((one) => one.panel === panel),
    enough: (points) => points.some(isOn),
    size: [panels.length === 1 ? 480 : 215, 280],
    panels(points) {
      const errors = logDomain(points.map(({ value }) => value), 1.4);
      return inPanels(panels, points).map(({ panel: { title }, own }, i) => {
        const scale = (): Spec => logPosition(i === 0 ? ERROR : null, errors);
        return { title, own: sorted(own, "x"), axes: { y: { scale } } };
      });
    },
    axes: {
      x: logAxis(PASSES, 1.2, { what: `${PASSES}, logarithmic` }),
      y: logAxis(ERROR, 1.4, { what: `${ERROR}, logarithmic` }),
    },
    shared: true,
    looks,
    isPoint: isOn,
    keyed: (points) =>
      points.every(isOn) ? [] : [{
        ...{ series: "overtakes", label: `overtakes ${nameFor(overtaken)}`, shape: "circle" },
        ...{ colour: palette.text, isHollow: true },
      }],
    finds(points) {
      const some = points.filter((point) => !isOn(point)).map(({ panel, estimator, x }) => ({
        name: `${nameFor(estimator)}, ${panels.find((one) => one.panel === panel)!.title}`,
        value: x,
      }));
      return some.length === 0
        ? null
        : `Methods with all the data overtake ${nameFor(overtaken)} ` +
          `after ${span(some)} passes`;
    },
    x: ({ x }) => x,
    bar: ({ value, low, high }, heights) => ({
      low: Math.max(low ?? value, Math.min(...heights) / 1.4),
      high: high ?? value,
    }),
    tip: ({ estimator, x, value }) =>
      `${nameFor(estimator)} after ${format(x)} passes: ${format(value)}`,
    over: (own, { x, y }) => [{
      data: {
        values: own.filter((point) => !isOn(point))
          .map((point) => ({ ...point, tip: crossing(point) })),
      },
      mark: {
        type: "point",
        shape: "circle",
        size: 240,
        filled: false,
        strokeWidth: 2,
        color: palette.text.light,
        aria: true,
      },
      encoding: { x: { ...x, field: "x" }, y: { ...y, field: "value" }, description: TIP },
    }],
    facts({ title, own }) {
      const ends = eachEstimator(own.filter(isOn), (name, line) => {
        const said = [...new Set([line[0], line[line.length - 1]])]
          .map(({ x, value }) => `${format(value)} after ${format(x)}`);
        return `${name} ${said.join(", ")}`;
      }, looks);
      const crossings = own.filter((point) => !isOn(point)).map(crossing);
      return `${title}: ${[...ends, ...crossings].join("; ")}.`;
    },
  });
}
