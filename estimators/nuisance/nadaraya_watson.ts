/**
 * Nadaraya–Watson regression, with the bandwidth chosen by leave-one-out error.
 *
 * @module
 */

import { requirePositive } from "../../numerics/require.ts";
import { gaussianAverages } from "../../numerics/gaussian_averages.ts";
import type { Learner } from "./contract.ts";
import { chooseLeftOut } from "./cross_validation.ts";
import { requirePoints, requireRegressionData } from "./regression_data.ts";

/** Settings of `nadarayaWatson`. */
export interface NadarayaWatsonOptions {
  /** The bandwidths σ to choose from, in the units of x; a single one is used as it is. */
  readonly sigmas: readonly number[];
}

/**
 * Local averages: f(x) = Σ_i w_i y_i / Σ_i w_i with w_i = exp(−‖x − x_i‖²/(2σ²)).
 *
 * As σ → ∞ it is the training mean; as σ → 0, and far away from the training points whatever σ is,
 * the output of the nearest one. Weights are relative to the greatest, so that none is needed where
 * all of them underflow.
 *
 * Of several σ the one with the least leave-one-out error is taken (see `Criterion`), the greatest
 * of several. The regression's `chosen` holds `sigma` and, if it was chosen, `leaveOneOut` and
 * `atEdge` (1 if it is the least or the greatest of the grid, else 0).
 *
 * @throws {RangeError} if there is no σ or one is not positive and finite; the learner, if its data
 * are malformed, or too few to choose with.
 *
 * @example
 * ```ts
 * import { nadarayaWatson, Stream } from "@bigrad/bigrad";
 *
 * const n = 200;
 * const random = Stream.of("my data");
 * const x = Float64Array.from({ length: n }, () => 2 * random.uniform() - 1);
 * const y = x.map((value) => Math.sin(3 * value) + 0.1 * random.normal());
 * const learner = nadarayaWatson({ sigmas: [0.05, 0.1, 0.2] });
 * const { predict } = learner({ n, d: 1, q: 1, x, y });
 * console.log(predict(Float64Array.of(0.5), 1)[0].toFixed(2), Math.sin(1.5).toFixed(2));
 * // 1.02 1.00
 * ```
 */
export function nadarayaWatson({ sigmas }: NadarayaWatsonOptions): Learner {
  const descending = descendingBandwidths(sigmas);
  return (data) => {
    requireRegressionData(data);
    const { n, d, q, x, y } = data;
    let chosen: Record<string, number> = { sigma: descending[0] };
    if (descending.length > 1) {
      requireTwoRows(n, descending);
      const means = gaussianAverages(x, n, x, n, d, descending, y, q, { leaveOneOut: true });
      const { best, record } = chooseLeftOut(data, means);
      chosen = { sigma: descending[best], ...record };
    }
    return {
      predict(points, count) {
        requirePoints(points, count, d);
        return gaussianAverages(points, count, x, n, d, [chosen.sigma], y, q)[0];
      },
      chosen,
    };
  };
}

/**
 * Checks that a row can be left out.
 *
 * @throws {RangeError} if it is the only one.
 */
export function requireTwoRows(n: number, sigmas: ArrayLike<number>): void {
  if (n > 1) return;
  throw new RangeError(
    `there is one training row, and one of ${sigmas.length} sigmas is to be chosen by leaving rows out: ` +
      `give two rows at least, or a single sigma`,
  );
}

/**
 * The bandwidths of a grid, each once, the greatest first.
 *
 * @throws {RangeError} if there is none or one is not positive and finite.
 */
export function descendingBandwidths(sigmas: readonly number[]): Float64Array {
  if (sigmas.length === 0) throw new RangeError("sigmas is empty: give at least one bandwidth");
  for (const sigma of sigmas) {
    requirePositive("sigma", sigma);
  }
  return Float64Array.from(new Set(sigmas)).sort().reverse();
}
