/**
 * Bias against the size of the error in the nuisance functions, with guides of slopes 1 and 2.
 *
 * @module
 */

import { distinct, ERROR_BARS, logDomain, logPosition } from "./axes.ts";
import { biasCurves, biasDomain, HOLLOW, isApart } from "./bias_curves.ts";
import { type FigureDefinition, figureOf, type PointOf, type Words } from "./figure.ts";
import { eachEstimator, estimatorSeries, guide, meansOf, note } from "./marks.ts";
import { format } from "./number.ts";
import { axis, list, logSlope } from "./sentences.ts";
import { measured, number, text } from "./table_data.ts";

/**
 * `estimator`; `nuisance_error`, the size of the error put into the nuisance functions; `bias`, the
 * resulting bias of the gradient, signed or as a norm; `mc_error`, its Monte Carlo standard error,
 * null where the bias is computed exactly.
 */
const columns = {
  estimator: text("Estimator"),
  nuisance_error: number("Nuisance error", "positive"),
  bias: measured("Bias", "finite"),
  mc_error: number(),
};

type Point = PointOf<typeof columns>;

type Ends = { readonly x: number; readonly y: number }[];

/** A guide of slope 1 above all biases, down from the upper right corner. */
function firstOrder(sizes: readonly number[], top: number): Ends {
  const left = sizes[0], right = sizes[sizes.length - 1];
  return left === right ? [] : [{ x: left, y: top * left / right }, { x: right, y: top }];
}

/** A guide of slope 2 below the least bias at the largest error, down to the axis. */
function secondOrder(points: readonly Point[], sizes: readonly number[], low: number): Ends {
  const left = sizes[0], right = sizes[sizes.length - 1];
  const biases = points.filter((p) => p.nuisance_error === right && isApart(p.bias, p.mc_error))
    .map((p) => Math.abs(p.bias));
  const y = 0.55 * Math.min(...biases);
  if (left === right || biases.length === 0 || y <= low) return [];
  const from = Math.max(left, right * Math.sqrt(low / y));
  return [{ x: from, y: y * (from / right) * (from / right) }, { x: right, y }];
}

/** Bias against nuisance error, with guides of slopes 1 and 2. */
export function biasOrder({ title }: Pick<Words, "title">): FigureDefinition {
  return figureOf({
    title,
    caption: "Size of the bias of the gradient against the size of the error in the nuisance " +
      "functions; both axes logarithmic. The dotted guides have slopes 1 and 2: a first-order bias " +
      `runs along the upper one, a second-order bias along the lower one. ${ERROR_BARS} ${HOLLOW} ` +
      "Points at one error are moved apart a little so that they can be seen.",
  }, {
    columns,
    draw(points) {
      const series = estimatorSeries(points);
      const sizes = distinct(points.map((p) => p.nuisance_error));
      const biases = meansOf(
        points,
        (
          { estimator, nuisance_error, bias },
        ) => [estimator, nuisance_error, bias, `nuisance error ${format(nuisance_error)}`],
      );
      const domain = biasDomain(biases);
      const low = domain[0], top = domain[1] * 1.6;
      const first = firstOrder(sizes, top);
      const second = secondOrder(points, sizes, low);
      const x = logPosition("x", "size of the nuisance error", logDomain(sizes));
      const y = logPosition("y", "size of the bias", [low, top]);
      return {
        width: 540,
        height: 340,
        layer: [
          ...first.length === 0 ? [] : [
            guide(first, x, y),
            note("slope 1", first[0], x, y, { dx: 6, dy: -22 }),
          ],
          ...second.length === 0 ? [] : [
            guide(second, x, y),
            note("slope 2", second[1], x, y, { align: "right", dx: -4, dy: 34 }),
          ],
          ...biasCurves(biases, series, x, y, low, 0.01),
        ],
      };
    },
    say(points) {
      const facts = eachEstimator(points, (name, given) => {
        const own = given.sort((a, b) => a.nuisance_error - b.nuisance_error);
        const apart = own.filter((p) => isApart(p.bias, p.mc_error));
        const slope = logSlope(apart.map((p) => [p.nuisance_error, Math.abs(p.bias)]));
        const last = own[own.length - 1];
        return `${name}: bias ${format(last.bias, last.mc_error)} at nuisance error ` +
          format(last.nuisance_error) +
          (slope === null
            ? ", no slope, since fewer than two biases are apart from zero"
            : `, log–log slope ${slope.toFixed(2)} over ${apart.length} biases apart from zero`);
      });
      const hidden = eachEstimator(
        points,
        (name, own) => own.some((p) => isApart(p.bias, p.mc_error)) ? [] : [name],
      ).flat();
      return [
        "Line chart with error bars, one line an estimator, both axes logarithmic, with guides of " +
        "slopes 1 and 2.",
        axis("Horizontal", "size of the nuisance error", points.map((p) => p.nuisance_error)),
        axis("Vertical", "size of the bias", points.map((p) => Math.abs(p.bias))),
        `${facts.join("; ")}.`,
        hidden.length === 0 ? "" : `No bias is apart from zero for ${list(hidden)}.`,
      ];
    },
    tableCaption: "Bias by estimator and size of the nuisance error",
  });
}
