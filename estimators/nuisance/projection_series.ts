/**
 * Least squares in a number of basis functions that is chosen by cross-validation.
 *
 * @module
 */

import { requireWholes } from "../../numerics/require.ts";
import { cholesky, gemm, gram, solveTriangular } from "../../numerics/kernels.ts";
import { identity } from "../../numerics/matrix.ts";
import type { Learner, RegressionData } from "./contract.ts";
import {
  chooseLeast,
  clearSlack,
  type Criterion,
  outputWeights,
  validationError,
} from "./cross_validation.ts";
import type { Basis } from "./penalised_series.ts";
import { requirePoints, requireRegressionData } from "./regression_data.ts";

/** Settings of `projectionSeries`. */
export interface ProjectionSeriesOptions {
  /** The basis functions in the order in which they are to be taken; the penalty is not used. */
  readonly basis: Pick<Basis, "design">;
  /** How many of the first functions to choose from; a single number is used as it is. */
  readonly sizes: readonly number[];
  /** What the choice minimises; "loo" unless said. */
  readonly criterion?: Criterion;
}

/**
 * Projection series: the least-squares fit in the first K functions of a basis.
 *
 * All K are fitted at once: with Z = WL', W'W = I, of the largest basis, the first K columns of W
 * span the first K functions, so that fits Σ_k w_k w_k'y and leverages Σ_k w_ik² are running sums. Of
 * several K the one with the least criterion is taken, the least of several. The regression's
 * `chosen` holds `size` and, if it was chosen, `leaveOneOut` or `gcv` and `atEdge` (1 if it is the
 * least or the greatest of the grid, else 0).
 *
 * @throws {RangeError} if there is no size or one is not a whole number; the learner, if its data
 * are malformed, or the functions collinear at the training points or fewer than a size.
 *
 * @example
 * ```ts
 * import { cosineBasis, projectionSeries, Stream } from "@bigrad/bigrad";
 *
 * const n = 200;
 * const random = Stream.of("my data");
 * const x = Float64Array.from({ length: n }, () => 2 * random.uniform() - 1);
 * const y = x.map((value) => Math.sin(3 * value) + 0.1 * random.normal());
 * const learner = projectionSeries({
 *   basis: cosineBasis({ frequencies: 10, low: -1, high: 1 }),
 *   sizes: [3, 5, 9],
 * });
 * const { predict } = learner({ n, d: 1, q: 1, x, y });
 * console.log(predict(Float64Array.of(0.5), 1)[0].toFixed(2), Math.sin(1.5).toFixed(2));
 * // 1.04 1.00
 * ```
 */
export function projectionSeries(options: ProjectionSeriesOptions): Learner {
  const { basis, sizes, criterion = "loo" } = options;
  requireWholes("sizes", sizes);
  const ascending = [...new Set(sizes)].sort((a, b) => a - b);
  return (data) => {
    requireRegressionData(data);
    const { d, q } = data;
    const largest = ascending.at(-1)!;
    const design = (points: Float64Array, count: number) =>
      leadingColumns(basis.design(points, count, d), count, largest);
    const { w, inverse } = orthonormalise(design(data.x, data.n), data.n, largest);
    const projections = gemm(w, data.y, largest, data.n, q, { transposeA: true });
    const chosen = ascending.length > 1
      ? choose(w, projections, ascending, data, criterion)
      : { size: largest };
    // β = L⁻ᵀ W'y without what is beyond K, which leaves the first K functions alone
    projections.fill(0, chosen.size * q);
    const beta = gemm(inverse, projections, largest, largest, q, { transposeA: true });
    return {
      predict(points, count) {
        requirePoints(points, count, d);
        return gemm(design(points, count), beta, count, largest, q);
      },
      chosen,
    };
  };
}

/** The first `size` columns of a matrix with `count` rows. */
function leadingColumns(matrix: Float64Array, count: number, size: number): Float64Array {
  const width = matrix.length / count;
  if (size > width) {
    throw new RangeError(`sizes holds ${size}, but the basis has ${width} functions: leave it out`);
  }
  if (size === width) return matrix;
  const out = new Float64Array(count * size);
  for (let i = 0; i < count; i++) {
    out.set(matrix.subarray(i * width, i * width + size), i * size);
  }
  return out;
}

/** Below this share of a function that those before it leave over, it is a combination of them. */
const COLLINEAR = 1e-12;

/** W with Z = WL' and W'W = I, n×size, and L⁻¹, size×size, by Cholesky: Z'Z = LL'. */
function orthonormalise(
  z: Float64Array,
  n: number,
  size: number,
): { w: Float64Array; inverse: Float64Array } {
  const collinear = () =>
    new RangeError(
      `the first ${size} basis functions are collinear at the ${n} training points: give smaller ` +
        `sizes, more rows or penalised least squares`,
    );
  const moments = gram(z, n, size);
  let factor: Float64Array;
  try {
    factor = cholesky(moments, size);
  } catch {
    throw collinear();
  }
  for (let k = 0; k < size; k++) {
    const at = k * size + k;
    if (!(factor[at] * factor[at] > COLLINEAR * moments[at])) throw collinear();
  }
  const inverse = solveTriangular(factor, size, identity(size), size);
  return { w: gemm(z, inverse, n, size, size, { transposeB: true }), inverse };
}

/** The number of functions with the least criterion; `projections` is W'y. */
function choose(
  w: Float64Array,
  projections: Float64Array,
  ascending: readonly number[],
  data: RegressionData,
  criterion: Criterion,
): { size: number; [name: string]: number } {
  const { n, q, y } = data;
  const largest = projections.length / q;
  const weights = outputWeights(data);
  const residuals = y.slice();
  const slack = new Float64Array(n).fill(1);
  const errors = ascending.map((size, s) => {
    for (let i = 0; i < n; i++) {
      for (let k = s === 0 ? 0 : ascending[s - 1]; k < size; k++) {
        const value = w[i * largest + k];
        slack[i] -= value * value;
        for (let c = 0; c < q; c++) residuals[i * q + c] -= value * projections[k * q + c];
      }
    }
    const rest = criterion === "gcv" ? clearSlack(1 - size / n) : slack.map(clearSlack);
    return validationError(residuals, rest, weights);
  });
  const { best, record } = chooseLeast(errors, criterion);
  return { size: ascending[best], ...record };
}
