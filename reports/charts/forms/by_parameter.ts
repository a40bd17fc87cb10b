/**
 * What follows from a parameter: errors from the regularisation λ, and exact biases from the size ε of
 * an error made on purpose.
 *
 * @module
 */

import { distinct, ERROR_BARS, interval, isPositive, logDomain, logPosition } from "../axes.ts";
import { ROUNDING_FLOOR, roundingAxis, valuePosition } from "../axes.ts";
import { type FigureDefinition, figureOf, type Spec, type Words } from "../figure.ts";
import { type Axes, curves } from "../marks.ts";
import { nameFor } from "../names.ts";
import { format, formatPower } from "../number.ts";
import { placed, tip } from "../points.ts";
import { plot } from "../plot.ts";
import { axis, list, powerWords } from "../sentences.ts";
import { eachEstimator, groupsOf, keyed, sorted, textsOf } from "../series.ts";
import { measured, number, text } from "../table_data.ts";
import { encodingOf, inOrder, type Looks } from "../theme.ts";

const EXACT: Looks = {
  "population-bias": { like: "amber", shape: "triangle-down", dash: [2, 3] },
};

const nameOf = ({ series }: { readonly series: string }): string => nameFor(series);

/** An error of a series, and the regularisation it depends on. */
interface Error {
  readonly series: string;
  readonly lambda: number | null;
  readonly value: number;
  readonly mc_error: number | null;
}

const bar = ({ value, mc_error }: Error) => interval(value, mc_error, 0.5 * value);

/** The points of series that depend on λ, by λ, and one point of each that does not. */
function partsOf<Row extends Error>(points: readonly Row[], looks: Looks) {
  const moving: (Row & { readonly lambda: number })[] = [];
  const levels: Row[] = [];
  for (const { own } of groupsOf(points, "series", inOrder(textsOf(points, "series"), looks))) {
    const at = own.flatMap((row) => row.lambda === null ? [] : [{ ...row, lambda: row.lambda }]);
    const isLevel = at.length !== 1 && at.every(({ value }) => value === at[0].value);
    if (isLevel) levels.push(own[0]);
    else moving.push(...sorted(at, "lambda"));
  }
  return { moving, levels };
}

/** A level with a band. */
function levelLayers(level: Error, looks: Looks, ends: readonly number[], { x, y }: Axes): Spec[] {
  const { colour, dash } = encodingOf(level.series, looks);
  const values = ends.map((lambda) => ({ x: lambda, y: level.value, ...bar(level) }));
  const at = { x: { ...x, field: "x" }, y: { ...y, field: "y" } };
  return [
    {
      data: { values },
      mark: { type: "area", color: colour.light, opacity: 0.16 },
      encoding: { ...at, y: { ...y, field: "low" }, y2: { field: "high" } },
    },
    {
      data: { values },
      mark: { type: "line", color: colour.light, strokeDash: dash, strokeWidth: 1.75 },
      encoding: at,
    },
  ];
}

/** Error against λ, with the levels of what does not depend on it. */
export function errorByPenalty({ title, caption, quantity, looks: given }: Words & {
  /** Title of the vertical axis, in words. */
  readonly quantity: string;
  /** Looks of what is no estimator alone. */
  readonly looks?: Looks;
}): FigureDefinition {
  const looks = { ...EXACT, ...given };
  return figureOf({
    title,
    caption:
      `${caption} Both axes are logarithmic; what does not depend on λ is a horizontal line ` +
      `with a band. ${ERROR_BARS}`,
  }, {
    tableCaption: "Error by regularisation λ; series without λ do not depend on it",
    // `series`, an estimator or `population-bias`; `value`, RMSE or exact bias; `mc_error`, null for exact
    // values. A series with a null `lambda`, or the same value at every one, does not depend on it
    columns: {
      series: text("Series"),
      lambda: number("λ"),
      value: measured("Value", "positive"),
      mc_error: number(),
    },
    also: ({ lambda }) => lambda === null || isPositive(lambda),
    draw(points) {
      const series = inOrder(textsOf(points, "series"), looks)
        .map((name) => ({ name: nameOf({ series: name }), encoding: encodingOf(name, looks) }));
      const { moving, levels } = partsOf(points, looks);
      const lambdas = distinct(moving.map(({ lambda }) => lambda));
      const ticks = lambdas.length === 0 ? [1] : lambdas;
      const axes = {
        x: valuePosition("regularisation λ", ticks, { factor: 1.5, write: formatPower }),
        y: logPosition(quantity, logDomain(points.flatMap((p) => Object.values(bar(p))))),
      };
      const ends = logDomain(ticks, 1.5);
      const marks = [
        ...placed(moving, {
          ...{ of: nameOf, bar, x: ({ lambda }) => lambda },
          where: ({ lambda }) => `λ = ${formatPower(lambda)}`,
        }),
        // a symbol near the right end of each level, side by side where levels coincide
        ...levels.map((level, i) => ({
          ...{ series: nameOf(level), x: ends[1] * Math.exp(-0.12 - 0.3 * i) },
          ...{ y: level.value, low: level.value, high: level.value },
          tip: tip(nameOf(level), "any λ", level.value, level.mc_error),
        })),
      ];
      const panel = {
        width: 540,
        height: 310,
        layer: [
          ...levels.flatMap((level) => levelLayers(level, looks, ends, axes)),
          ...curves(marks, series, axes),
        ],
      };
      return { rows: [[panel]], key: series.map((one) => keyed(one, true)) };
    },
    finds(points) {
      const { moving, levels } = partsOf(points, looks);
      const measured = moving.filter(({ mc_error }) => mc_error !== null);
      const least = groupsOf(measured, "series").map(({ own }) =>
        own.reduce((a, b) => b.value < a.value ? b : a)
      ).map((p) => `${nameOf(p)} errs by ${format(p.value, p.mc_error)} at its best λ`);
      const others = levels.map((p) => `${nameOf(p)} by ${format(p.value, p.mc_error)}`);
      return least.length === 0 ? null : [...least, ...others].join(", ");
    },
    say(points) {
      const { moving, levels } = partsOf(points, looks);
      return [
        "Line chart with error bars and horizontal reference lines, both axes logarithmic.",
        axis("Horizontal", "regularisation λ", moving.map(({ lambda }) => lambda), formatPower),
        axis("Vertical", quantity, points.map(({ value }) => value)),
        [
          ...groupsOf(moving, "series").map(({ own }) => {
            const least = own.reduce((a, b) => b.value < a.value ? b : a);
            const [first, last, best] = [own[0], own[own.length - 1], least].map((p) =>
              `${format(p.value, p.mc_error)} at λ = ${formatPower(p.lambda)}`
            );
            return `${nameOf(least)}: ${first}, ${last}, least ${best}`;
          }),
          ...levels.map(({ series, value, mc_error }) =>
            `${nameFor(series)}: ${format(value, mc_error)} whatever λ is`
          ),
        ],
      ];
    },
  });
}

/** What is below is rounding. */
const ROUNDING = 1e-12;

/** Exact bias against the size of the error, a panel for each choice of what is wrong. */
export function exactBias({ panels, ...words }: Words & {
  /** Headings of the panels by values of `wrong`, in order; others come last under their own name. */
  readonly panels: Readonly<Record<string, string>>;
}): FigureDefinition {
  const shown = <Row extends { readonly wrong: string }>(points: readonly Row[]) => {
    const known = Object.keys(panels);
    const others = textsOf(points, "wrong").filter((wrong) => !known.includes(wrong)).sort();
    return groupsOf(points, "wrong", [...known, ...others])
      .map(({ name, own }) => ({ title: panels[name] ?? name, own }));
  };
  return plot(words, {
    opening: "Line charts side by side, one line an estimator, both axes logarithmic.",
    // `wrong`, which factors are; `error`, ε; `bias`, the norm of the exact bias
    columns: {
      estimator: text("Estimator"),
      wrong: text("Wrong"),
      error: number("ε", "positive"),
      bias: number("Norm of the bias", "finite"),
    },
    size: [205, 240],
    across: 3,
    panels: shown,
    axes: {
      x: {
        scale: (errors) => valuePosition("error ε", distinct(errors), { write: formatPower }),
        what: "error ε",
      },
      y: {
        scale(sizes) {
          const top = Math.max(1, ...sizes);
          const domain = [ROUNDING_FLOOR, logDomain([top, 2 * top])[1]];
          return { type: "quantitative", title: "size of the bias", ...roundingAxis(domain) };
        },
        what: "size of the bias",
      },
    },
    shared: true,
    x: ({ error }) => error,
    y: ({ bias }) => Math.abs(bias),
    least: ROUNDING_FLOOR,
    where: ({ error }) => `bias at ε = ${formatPower(error)}`,
    finds(points) {
      const zero = shown(points).map(({ title, own }) => {
        const names = eachEstimator(
          own,
          (name, line) => line.every(({ bias }) => Math.abs(bias) < ROUNDING) ? [name] : [],
        ).flat();
        return `${title}, ${names.length === 0 ? "nobody" : list(names)}`;
      });
      return `Unbiased but for rounding: ${zero.join("; ")}`;
    },
    ends: (points) => [
      shown(points).map(({ title, own }) => {
        const said = eachEstimator(own, (name, given) => {
          const line = sorted(given, "error");
          const last = line[line.length - 1];
          return {
            name,
            isRounding: line.every(({ bias }) => Math.abs(bias) < ROUNDING),
            words: [
              `${name} ${format(last.bias)} at ε = ${formatPower(last.error)}`,
              powerWords(line.map(({ error, bias }) => [error, Math.abs(bias)]), "ε"),
            ].filter((part) => part !== "").join(" "),
          };
        });
        const unbiased = said.filter(({ isRounding }) => isRounding).map(({ name }) => name);
        return `${title}: ` + [
          ...said.filter(({ isRounding }) => !isRounding).map(({ words }) => words),
          ...(unbiased.length === 0 ? [] : [`zero but for rounding for ${list(unbiased)}`]),
        ].join(", ");
      }),
    ],
  });
}
