/**
 * Nearest-neighbour regression, with the number of neighbours chosen by leave-one-out error.
 *
 * @module
 */

import { requireWholes } from "../../numerics/require.ts";
import { maxNorm, squarable } from "../../numerics/vectors.ts";
import type { Learner, RegressionData } from "./contract.ts";
import { chooseLeftOut } from "./cross_validation.ts";
import { requirePoints, requireRegressionData } from "./regression_data.ts";

/** Settings of `nearestNeighbours`. */
export interface NearestNeighboursOptions {
  /** The numbers of neighbours k ≥ 1 to choose from; a single one is used as it is. */
  readonly neighbours: readonly number[];
}

/**
 * The mean output of the k training points that are nearest in the Euclidean distance; of those
 * equally near, the first ones. With k = n it is the training mean. At a point that is not finite it
 * is NaN.
 *
 * Of several k the one with the least leave-one-out error is taken (see `Criterion`), the greatest
 * of several. The regression's `chosen` holds `neighbours` and, if it was chosen, `leaveOneOut` and
 * `atEdge` (1 if it is the least or the greatest of the grid, else 0).
 *
 * @throws {RangeError} if there is no k or one is not a whole number; the learner, if its data are
 * malformed, or have no more rows than a k (as many will do if it is the only one).
 *
 * @example
 * ```ts
 * import { nearestNeighbours, Stream } from "@bigrad/bigrad";
 *
 * const n = 200;
 * const random = Stream.of("my data");
 * const x = Float64Array.from({ length: n }, () => 2 * random.uniform() - 1);
 * const y = x.map((value) => Math.sin(3 * value) + 0.1 * random.normal());
 * const learner = nearestNeighbours({ neighbours: [5, 10, 20] });
 * const { predict } = learner({ n, d: 1, q: 1, x, y });
 * console.log(predict(Float64Array.of(0.5), 1)[0].toFixed(2), Math.sin(1.5).toFixed(2));
 * // 1.02 1.00
 * ```
 */
export function nearestNeighbours({ neighbours }: NearestNeighboursOptions): Learner {
  requireWholes("neighbours", neighbours);
  const descending = [...new Set(neighbours)].sort((a, b) => b - a);
  return (data) => {
    requireRegressionData(data);
    const { n, d, q, x, y } = data;
    const others = descending.length > 1 ? n - 1 : n;
    if (descending[0] > others) {
      throw new RangeError(
        `neighbours holds ${
          descending[0]
        }, but there are only ${others} other points: leave it out`,
      );
    }
    let chosen: Record<string, number> = { neighbours: descending[0] };
    if (descending.length > 1) {
      const { best, record } = chooseLeftOut(data, localMeans(data, x, n, descending, true));
      chosen = { neighbours: descending[best], ...record };
    }
    return {
      predict(points, count) {
        requirePoints(points, count, d);
        return localMeans({ n, d, q, x, y }, points, count, [chosen.neighbours], false)[0];
      },
      chosen,
    };
  };
}

/**
 * The mean outputs of the nearest training points.
 *
 * @param points Where, count×d.
 * @param descending Numbers of neighbours, the greatest first.
 * @param leaveOneOut Whether training point i is left out at point i.
 * @returns count×q for each number.
 */
function localMeans(
  { n, d, q, x, y }: RegressionData,
  points: Float64Array,
  count: number,
  descending: readonly number[],
  leaveOneOut: boolean,
): Float64Array[] {
  const most = descending[0];
  const means = descending.map(() => new Float64Array(count * q));
  const nearest = new Uint32Array(most);
  const squares = new Float64Array(most);
  const sums = new Float64Array(q);
  const scale = squarable(maxNorm(x));
  for (let i = 0; i < count; i++) {
    squares.fill(Infinity);
    for (let j = 0; j < n; j++) {
      if (leaveOneOut && j === i) continue;
      let square = 0;
      for (let c = 0; c < d; c++) {
        const difference = scale * (points[i * d + c] - x[j * d + c]);
        square += difference * difference;
      }
      if (square < squares[most - 1]) insert(squares, nearest, square, j);
    }
    if (squares[most - 1] === Infinity) {
      // there are no distances: what is in `nearest` are neighbours of another point
      for (const values of means) values.fill(NaN, i * q, (i + 1) * q);
      continue;
    }
    sums.fill(0);
    for (let k = 0, s = descending.length - 1; k < most; k++) {
      for (let c = 0; c < q; c++) sums[c] += y[nearest[k] * q + c];
      if (k + 1 < descending[s]) continue;
      for (let c = 0; c < q; c++) means[s][i * q + c] = sums[c] / (k + 1);
      s--;
    }
  }
  return means;
}

/** Puts a square and its index in their place in ascending order; the last ones drop out. */
function insert(squares: Float64Array, indices: Uint32Array, square: number, index: number): void {
  let low = 0;
  let high = squares.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (squares[middle] <= square) low = middle + 1;
    else high = middle;
  }
  squares.copyWithin(low + 1, low);
  indices.copyWithin(low + 1, low);
  squares[low] = square;
  indices[low] = index;
}
