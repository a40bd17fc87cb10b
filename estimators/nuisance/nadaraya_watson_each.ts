/**
 * Nadaraya–Watson regression in which each output has a bandwidth of its own.
 *
 * @module
 */

import { gaussianAverages } from "../../numerics/gaussian_averages.ts";
import type { Learner, RegressionData } from "./contract.ts";
import { least, outputWeights } from "./cross_validation.ts";
import {
  descendingBandwidths,
  type NadarayaWatsonOptions,
  requireTwoRows,
} from "./nadaraya_watson.ts";
import { requirePoints, requireRegressionData } from "./regression_data.ts";

/**
 * Local averages f(x) = Σ_i w_i y_i / Σ_i w_i with w_i = exp(−‖x − x_i‖²/(2σ²)), where the σ of each
 * output is the one with the least sum of squared leave-one-out errors of that output, the greatest
 * of several: so that functions of different smoothness, learned from the same rows, each have their
 * own. The left-out averages of all outputs are computed together.
 *
 * The regression's `chosen` holds `sigma_0`, `sigma_1`, … by output.
 *
 * @throws {RangeError} if there is no σ or one is not positive and finite; the learner, if its data
 * are malformed, or too few to choose with.
 */
export function nadarayaWatsonEach({ sigmas }: NadarayaWatsonOptions): Learner {
  const descending = descendingBandwidths(sigmas);
  return (data) => {
    requireRegressionData(data);
    const { n, d, q, x, y } = data;
    const best = choose(descending, data);
    return {
      predict(points, count) {
        requirePoints(points, count, d);
        const used = [...new Set(best)];
        const widths = used.map((s) => descending[s]);
        const averages = gaussianAverages(points, count, x, n, d, widths, y, q);
        const from = best.map((s) => averages[used.indexOf(s)]);
        return Float64Array.from({ length: count * q }, (_, at) => from[at % q][at]);
      },
      chosen: Object.fromEntries(best.map((s, c) => [`sigma_${c}`, descending[s]])),
    };
  };
}

/** The place of each output's bandwidth in the grid, q; 0 for an output that does not vary. */
function choose(descending: Float64Array, data: RegressionData): number[] {
  const { n, d, q, x, y } = data;
  if (descending.length === 1) return new Array<number>(q).fill(0);
  requireTwoRows(n, descending);
  const left = gaussianAverages(x, n, x, n, d, descending, y, q, { leaveOneOut: true });
  return Array.from(outputWeights(data), (weight, c) =>
    least(left.map((averages) => {
      let sum = 0;
      for (let at = c; at < averages.length; at += q) {
        sum += weight * (averages[at] - y[at]) * (averages[at] - y[at]);
      }
      return sum;
    })));
}
