/**
 * Errors by the number of steps: of descents along estimated gradients, and of rules of steps beside
 * the exact expectations of their errors.
 *
 * @module
 */

import {
  ERROR_BARS,
  isNumber,
  isPositive,
  logDomain,
  logPosition,
  logScale,
  type Scale,
} from "../axes.ts";
import type { FigureDefinition, RowOf, Words } from "../figure.ts";
import { nameFor } from "../names.ts";
import { format, formatInteger } from "../number.ts";
import { logAxis, plot } from "../plot.ts";
import { list, span } from "../sentences.ts";
import { eachEstimator, seriesOf, sorted, textsOf } from "../series.ts";
import { integer, measured, number, text } from "../table_data.ts";
import { type Looks, palette } from "../theme.ts";

const EXACT = "exact gradient";
const PUBLISHED = "published draw";
const GUIDES = [
  { name: EXACT, dash: [2, 3] },
  { name: "flattest direction", dash: [8, 3, 2, 3] },
  { name: PUBLISHED, dash: [14, 4] },
];

const PANELS = [
  { quantity: "gap", title: "Gap of the objective", what: "F(w) − F(w*)" },
  { quantity: "distance", title: "Distance to the solution", what: "‖w − w*‖" },
];

type Named = { readonly series: string };
const isPublished = ({ series }: Named): boolean => series === PUBLISHED;
const isEstimator = ({ series }: Named): boolean => GUIDES.every(({ name }) => name !== series);

/** Gap of the objective and distance to the solution against the step, for each gradient. */
export function descentCurves({ title, guides }: Pick<Words, "title"> & {
  /** What the guides are, where that differs. */
  readonly guides: string;
}): FigureDefinition {
  // `series`, an estimator, "exact gradient", "flattest direction" or "published draw"; `quantity`, gap or
  // distance; `step`, of which 0 is the start; `value`, the mean over replications, with `mc_error`;
  // `spread`, the standard deviation of a replication; `diverged`, how many replications are farther from
  // the solution than where they started
  const columns = {
    series: text("Gradient"),
    quantity: text("Quantity"),
    step: integer("Step", "positive"),
    value: measured("Mean", "positive"),
    spread: number("Standard deviation"),
    diverged: integer("Diverged"),
    mc_error: number(),
  };
  const reached = (row?: RowOf<typeof columns>): string =>
    row === undefined ? "–" : format(row.value, row.mc_error);
  return plot({
    title,
    caption: "Means over replications after a number of steps; all axes logarithmic, so that the " +
      "start, step 0, has no place. First panel: how much larger the exact objective is than at its " +
      `minimum. Second panel: the Euclidean distance to the minimiser. ${guides} ${ERROR_BARS}`,
  }, {
    tableCaption: "Gap of the objective and distance to the solution by step",
    opening: "Two line charts with error bars, one line an estimator, all axes logarithmic.",
    columns,
    enough: (points) => points.some(isEstimator),
    // It is drawn at its own size alone.
    notes: (points) =>
      points.some(isPublished)
        ? ["Long dashes: the one published run, along its own estimate."]
        : [],
    missing: (all) => all.filter((row) => isEstimator(row) && !isPositive(row.value)).length,
    size: [330, 300],
    panels: (points) =>
      PANELS.map(({ quantity, title, what }) => {
        const own = points.filter((point) => point.quantity === quantity);
        const draws = own.filter(isPublished).map(({ value }) => value);
        const scale: Scale = (heights) => logScale(what, 1.2)([...heights, ...draws]);
        return { title, own, axes: { y: { scale, what } } };
      }).filter(({ own }) => own.some(isEstimator)),
    axes: { x: logAxis("step", 1.15, { write: formatInteger }) },
    // one that has diverged from the first step on is in the key
    series: (_points, all) => seriesOf(textsOf(all.filter(isEstimator), "series")),
    keyed: (points) =>
      GUIDES.filter(({ name }) => points.some(({ series }) => series === name))
        .map(({ name, dash }) => ({ series: name, label: name, colour: palette.reference, dash })),
    finds(points) {
      const own = points.filter((p) => isEstimator(p) && p.quantity === "distance");
      const last = Math.max(...own.map(({ step }) => step));
      const ends = own.filter(({ step }) => step === last)
        .map(({ series, value }) => ({ name: nameFor(series), value }));
      return ends.length === 0 ? null : `After ${formatInteger(last)} steps the distance to the ` +
        `solution is ${span(ends)}`;
    },
    isPoint: isEstimator,
    isSeen: isEstimator,
    of: ({ series }) => series,
    x: ({ step }) => step,
    where: ({ step }) => `step ${formatInteger(step)}`,
    cut: 0.4,
    lines: (own) =>
      GUIDES.map(({ name, dash }) => ({
        at: sorted(own.filter(({ series }) => series === name), "step")
          .map(({ step, value }) => ({ x: step, y: value })),
        dash,
        room: 0,
        clip: true,
      })),
    ends(points, all) {
      const estimated = points.filter(isEstimator);
      const last = Math.max(...estimated.map(({ step }) => step));
      const at = (series: string, quantity: string, step: number) =>
        all.find((row) => row.series === series && row.quantity === quantity && row.step === step);
      const names = [...seriesOf(textsOf(estimated, "series")).map(({ name }) => name), EXACT]
        .filter((name) => all.some(({ series }) => series === name));
      const astray = estimated
        .filter(({ quantity, step, diverged }) =>
          quantity === "distance" && step === last && isPositive(diverged)
        )
        .map(({ series, diverged }) => `${formatInteger(diverged)} along ${nameFor(series)}`);
      return [
        `After step ${formatInteger(last)}, ${
          names.map((name) =>
            `${nameFor(name)}: distance ${reached(at(name, "distance", last))}, ` +
            `gap ${reached(at(name, "gap", last))}`
          ).join("; ")
        }.`,
        astray.length === 0 ? "" : "Farther from the solution than at the start are then " +
          `${list(astray.sort())}, with means that say little.`,
        ...PANELS.flatMap(({ quantity }) =>
          sorted(points.filter((row) => isPublished(row) && row.quantity === quantity), "step")
            .slice(-1)
        ).map((draw) => {
          const ours = at("orthogonal", draw.quantity, draw.step);
          return `The published draw has the ${draw.quantity} ${format(draw.value)} after step ` +
            `${formatInteger(draw.step)}; the orthogonal gradient's is ${reached(ours)} here, ` +
            `with a standard deviation of ${format(ours?.spread ?? null)} from draw to draw.`;
        }),
      ];
    },
  });
}

/** Steps, with room for words on the right of the last points. */
const spaced: Scale = (steps) => {
  const [first, last] = logDomain(steps, 1.15);
  return logPosition("steps t", [first, 2.4 * last]);
};

/** Squared errors by the rule of steps, with the levels that constant steps end at. */
export function floors({ looks, ...words }: Words & { readonly looks: Looks }): FigureDefinition {
  return plot(words, {
    after: ERROR_BARS,
    opening: "Points with error bars on lines, one series a rule of steps, both axes logarithmic.",
    // `estimator`, the rule of steps; `value`, the mean squared error, with `mc_error`; `exact`, what it
    // is a mean of; `floor`, the limit of `exact`, NULL where that is 0
    columns: {
      estimator: text("Steps"),
      t: integer("t", "positive"),
      value: measured("Mean", "positive"),
      exact: number("Exact"),
      floor: number("Floor"),
      mc_error: number(),
    },
    size: [520, 340],
    axes: {
      x: { scale: spaced, what: "steps t", write: formatInteger },
      y: logAxis("mean squared error"),
    },
    looks,
    joined: false,
    x: ({ t }) => t,
    where: ({ t }) => `t = ${formatInteger(t)}`,
    notes: () => ["Symbols are measured, with their intervals; lines are exact."],
    finds(points) {
      const ratios = eachEstimator(points, (name, own) => {
        const last = sorted(own, "t")[own.length - 1];
        return isPositive(last.exact) ? [{ name, value: last.value / last.exact }] : [];
      }, looks).flat();
      return ratios.length === 0 ? null : "After the last step the measured error is " +
        `${span(ratios, (x) => x.toFixed(2))} times the exact expectation`;
    },
    cut: 0.4,
    lines: (points, series) => [
      ...eachEstimator(points, (_name, [{ floor }]) => floor, looks).filter(isPositive)
        .map((floor) => ({
          at: floor,
          note: { text: `floor ${format(floor)}`, look: { align: "right", dy: -2 } },
        })),
      ...series.map(({ name, encoding: { colour, dash } }) => ({
        at: points.flatMap(({ estimator, t, exact }) =>
          estimator === name && isPositive(exact) ? [{ x: t, y: exact }] : []
        ),
        ...{ colour: colour.light, dash, room: 0 },
      })),
    ],
    ends(points) {
      const ends = eachEstimator(points, (name, own) => {
        const last = sorted(own, "t")[own.length - 1];
        return `${name} ${format(last.value, last.mc_error)} at ${formatInteger(last.t)}` +
          (isNumber(last.exact) ? `, exactly ${format(last.exact)}` : "");
      }, looks);
      const floors = eachEstimator(
        points,
        (name, [{ floor }]) => isPositive(floor) ? [`${format(floor)} for ${name}`] : [],
        looks,
      ).flat();
      return [
        `Last: ${ends.join("; ")}.`,
        floors.length === 0 ? "" : `Floors: ${floors.join("; ")}.`,
      ];
    },
  });
}
