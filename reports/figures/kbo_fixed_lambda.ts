import {
  curves,
  distinct,
  dodge,
  ERROR_BARS,
  guide,
  interval,
  isPositive,
  logDomain,
  logPosition,
  note,
  type Series,
  tip,
  valuePosition,
} from "../chart.ts";
import { axis, missing, sentences, sizes } from "../facts.ts";
import {
  checkedRows,
  describeEmpty,
  emptySpec,
  type FigureDefinition,
  type RowOf,
} from "../figure.ts";
import { format, formatInteger, formatPower } from "../number.ts";
import { stepEncodings, themed } from "../theme.ts";

const EXACT_DASH = [5, 4];

const id = "kbo_fixed_lambda";
const title = "Kernel bilevel gradient at fixed regularisation against the sample size";

/**
 * `lambda`; `n`; `value`, the norm of the kernel bilevel gradient's mean error; `mc_error`, its Monte
 * Carlo standard error; `exact`, the same in the population, a number for each lambda.
 */
const columns = {
  lambda: "number",
  n: "number",
  value: "number",
  mc_error: "number",
  exact: "number",
} as const;

type Point = RowOf<typeof columns> & {
  readonly lambda: number;
  readonly n: number;
  readonly value: number;
};

function drawable(rows: readonly RowOf<typeof columns>[]): Point[] {
  return rows.filter((r): r is Point =>
    isPositive(r.lambda) && isPositive(r.n) && isPositive(r.value)
  );
}

const nameOf = (lambda: number): string => `λ = ${formatPower(lambda)}`;

/** Levels spread over the steps, so that few levels are still far apart. */
function seriesOf(lambdas: readonly number[]): Series[] {
  const steps = stepEncodings.length;
  return lambdas.map((lambda, i) => {
    const k = lambdas.length <= steps && lambdas.length > 1
      ? Math.round(i * (steps - 1) / (lambdas.length - 1))
      : i % steps;
    return { name: nameOf(lambda), encoding: { ...stepEncodings[k], dash: [1, 0] } };
  });
}

/** Mean error of the kernel bilevel gradient against n, with the exact value it tends to. */
export const figure: FigureDefinition = {
  id,
  title,
  caption: "Norm of the mean error of the kernel bilevel gradient at fixed λ; both axes " +
    "logarithmic. The dashed lines are the exact population values: with λ fixed, more data does " +
    `not remove the bias. ${ERROR_BARS}`,
  columns,
  spec(rows) {
    const points = drawable(checkedRows(id, columns, rows));
    if (points.length === 0) return emptySpec();
    const lambdas = distinct(points.map((p) => p.lambda));
    const series = seriesOf(lambdas);
    const ns = distinct(points.map((p) => p.n));
    const floor = 0.5 * Math.min(...points.map((p) => p.value));
    const values = points.map((p) => ({
      series: nameOf(p.lambda),
      x: dodge(p.n, lambdas.indexOf(p.lambda), lambdas.length, 0.02),
      y: p.value,
      ...interval(p.value, p.mc_error, floor),
      tip: tip(nameOf(p.lambda), `n = ${p.n}`, p.value, p.mc_error) +
        (isPositive(p.exact) ? `, exact ${format(p.exact)}` : ""),
    }));
    const exact = lambdas.flatMap((lambda, i) => {
      const level = points.find((p) => p.lambda === lambda && isPositive(p.exact))?.exact;
      return isPositive(level ?? null)
        ? [{ level: level as number, colour: series[i].encoding.colour.light }]
        : [];
    });
    const ends = logDomain(ns);
    const x = valuePosition("x", "sample size n", ns);
    const y = logPosition(
      "y",
      "norm of the mean error",
      logDomain([...values.flatMap((v) => [v.low, v.high]), ...exact.map((e) => e.level)]),
    );
    return themed({
      description: figure.describe(rows),
      width: 540,
      height: 310,
      layer: [
        ...exact.flatMap(({ level, colour }) => [
          guide(ends.map((n) => ({ x: n, y: level })), x, y, colour, EXACT_DASH),
          note("exact", { x: ends[1], y: level }, x, y, { dx: 5, baseline: "middle" }),
        ]),
        ...curves(values, series, x, y),
      ],
    });
  },
  describe(rows) {
    const all = checkedRows(id, columns, rows);
    const points = drawable(all);
    if (points.length === 0) return describeEmpty(title);
    const ns = distinct(points.map((p) => p.n));
    const facts = distinct(points.map((p) => p.lambda)).map((lambda) => {
      const own = points.filter((p) => p.lambda === lambda).sort((a, b) => a.n - b.n);
      const [first, last] = [own[0], own[own.length - 1]];
      return `${nameOf(lambda)}: ${format(first.value, first.mc_error)} at n = ` +
        `${formatInteger(first.n)}, ${format(last.value, last.mc_error)} at n = ` +
        formatInteger(last.n) +
        (isPositive(last.exact) ? `, exact population value ${format(last.exact)}` : "");
    });
    return sentences(
      "Line chart with error bars, one line a value of λ, both axes logarithmic, with a dashed " +
        "horizontal line at each exact population value.",
      axis("Horizontal", `sample size n (${sizes(ns)})`, ns, formatInteger),
      axis("Vertical", "norm of the mean error", points.map((p) => p.value)),
      `${facts.join("; ")}.`,
      missing(all.length - points.length),
    );
  },
  table(rows) {
    return {
      caption: "Mean error of the kernel bilevel gradient by λ and sample size",
      columns: [
        { name: "lambda", label: "λ", kind: "number" },
        { name: "n", label: "n", kind: "integer" },
        {
          name: "value",
          label: "Norm of the mean error ± s.e.",
          kind: "number",
          error: "mc_error",
        },
        { name: "exact", label: "Exact", kind: "number" },
      ],
      rows: checkedRows(id, columns, rows),
    };
  },
};
