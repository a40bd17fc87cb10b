/**
 * Penalised series: functions Σ_k β_k φ_k of few basis functions.
 *
 * @module
 */

import {
  requireFinite,
  requireInterval,
  requirePositive,
  requireWhole,
} from "../../numerics/require.ts";
import { cholesky, gemm, gram, solveTriangular } from "../../numerics/kernels.ts";
import { matvec, transposedMatvec } from "../../numerics/matrix.ts";
import { unlessRefused } from "../../numerics/unless_refused.ts";
import { type FunctionClass, type QuadraticRiskLearner, requireWeights } from "./quadratic_risk.ts";
import { requireCovariates, requirePoints } from "./regression_data.ts";
import { type Design, type SharedDesign, sharedDesign } from "./shared_design.ts";
import { areToldApart } from "./told_apart.ts";

/** Basis functions of d covariates with the diagonal of a penalty. */
export interface Basis {
  /** The diagonal P of the penalty, one entry ≥ 0 a basis function. */
  readonly penalty: Float64Array;
  /** The basis functions at n rows of x (n×d), n×size. */
  readonly design: Design;
}

/**
 * Minimises quadratic risks plus ½λ Σ_k P_k β_k² over the span of a basis: with Φ the n×size matrix
 * of its values, (Φ'WΦ + nλP) β = −Φ'U, factorised once for all U.
 *
 * @param lambda λ ≥ 0; with 0 the fit is the projection on the basis.
 * @throws {RangeError} if λ is negative or not finite; the learner, if its points are malformed; the
 * solver, if the basis functions are collinear at the points and λ does not help.
 *
 * @example
 * ```ts
 * import { generalGradient, hyperCleaning, naturalSplineBasis } from "@bigrad/bigrad";
 * import { penalisedSeries, ratePenalty, Stream } from "@bigrad/bigrad";
 * import { weightedLogisticLosses } from "@bigrad/bigrad";
 *
 * const sample = hyperCleaning.sample(500, Stream.of("my data"));
 * const basis = naturalSplineBasis({ modes: 10, low: -1, high: 1 });
 * const { gradient, standardError } = generalGradient(
 *   sample,
 *   weightedLogisticLosses(2),
 *   hyperCleaning.outerPoint,
 *   penalisedSeries(basis, ratePenalty(sample.n)),
 *   { random: Stream.of("my folds") },
 * );
 * console.log(gradient[0].toFixed(3), standardError[0].toFixed(3)); // -0.010 0.008
 * console.log(hyperCleaning.gradient(hyperCleaning.outerPoint)[0].toFixed(3)); // -0.012
 * ```
 */
export function penalisedSeries(basis: Basis, lambda: number): QuadraticRiskLearner {
  requireFinite("lambda", lambda, 0);
  const { penalty } = basis;
  const design = sharedDesign(basis.design);
  let room = new Float64Array(0);
  const scratch = (size: number) => {
    if (room.length < size) room = new Float64Array(size);
    return room.subarray(0, size);
  };
  return (x, n, d, part) => {
    requireCovariates(x, n, d);
    return series({ penalty, design, scratch }, lambda, design(x, n, d, part), n, d);
  };
}

/** A basis as a class of functions uses it. */
interface SharedBasis {
  readonly penalty: Float64Array;
  readonly design: SharedDesign;
  /** Room for so many numbers, for the next few operations. */
  readonly scratch: (size: number) => Float64Array;
}

function series(
  { penalty, design, scratch }: SharedBasis,
  lambda: number,
  phi: Float64Array,
  n: number,
  d: number,
): FunctionClass {
  const size = penalty.length;
  return {
    n,
    size,
    weighted(weight) {
      requireWeights(weight, n);
      const scaled = scratch(n * size);
      for (let i = 0; i < n; i++) {
        const root = Math.sqrt(weight[i]);
        for (let at = i * size; at < (i + 1) * size; at++) scaled[at] = root * phi[at];
      }
      const system = gram(scaled, n, size);
      for (let k = 0; k < size; k++) system[k * size + k] += n * lambda * penalty[k];
      const factor = unlessRefused(() => cholesky(system, size));
      const diagonal = (k: number) => system[k * size + k];
      const isFree = (k: number) => lambda * penalty[k] === 0;
      if (factor === undefined || !areToldApart(diagonal, factor, size, isFree, n)) {
        throw unsolvable(system, phi, n, size, lambda);
      }
      return (linear, q) => {
        const rhs = q === 1
          ? transposedMatvec(phi, linear).map((value) => -value)
          : gemm(phi, linear, size, n, q, { transposeA: true, alpha: -1 });
        const half = solveTriangular(factor, size, rhs, q);
        return solveTriangular(factor, size, half, q, { transposed: true });
      };
    },
    fitted: (beta, q) => q === 1 ? matvec(phi, beta) : gemm(phi, beta, n, size, q),
    evaluate(beta, q, points, m, part) {
      requirePoints(points, m, d);
      return gemm(design(points, m, d, part), beta, m, size, q);
    },
    penalty(beta) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += penalty[k] * beta[k] * beta[k];
      return lambda * sum / 2;
    },
  };
}

/** Why a system of equations for a series was not solved. */
function unsolvable(
  system: Float64Array,
  phi: Float64Array,
  n: number,
  size: number,
  lambda: number,
): RangeError {
  if (!system.every(Number.isFinite)) {
    return new RangeError(
      `penalisedSeries: squares of the ${size} basis functions at the ${n} training points, times their ` +
        `weights, are infinite: give covariates or weights in other units`,
    );
  }
  const rows = new Set(
    Array.from({ length: n }, (_, i) => phi.subarray(i * size, (i + 1) * size).join()),
  );
  return new RangeError(
    `penalisedSeries: the ${size} basis functions cannot be told apart with lambda = ${lambda} at the ` +
      `${n} training points, ${rows.size} distinct: give covariates with more values, fewer functions ` +
      `or a larger penalty`,
  );
}

/** Settings of `cosineBasis`. */
export interface CosineBasisOptions {
  /** Number of cosines K ≥ 1 of each covariate. */
  readonly frequencies: number;
  /** Lower end of the interval in which every covariate lies. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** Number of covariates d; 1 unless said. */
  readonly covariates?: number;
  /** Order m ≥ 1 of the derivative that is penalised; 2 unless said. */
  readonly order?: number;
}

/**
 * The additive basis 1, √2 cos(πk u_j), k = 1..K, j = 1..d, with u_j = (x_j − low)/(high − low), in
 * ascending frequency: the first 1 + κd functions are those up to frequency κ. P is 0 for the
 * constant and k^2m: for f = Σ_j f_j the penalty is π^-2m Σ_j ∫ (d^m f_j/du^m)² du. The functions are
 * orthonormal if the covariates are independent and uniform on [low, high].
 *
 * @throws {RangeError} if a setting is out of range; `design`, if there are not d covariates.
 *
 * @example
 * ```ts
 * import { cosineBasis } from "@bigrad/bigrad";
 *
 * const basis = cosineBasis({ frequencies: 2, low: 0, high: 1 });
 * const values = basis.design(Float64Array.of(0), 1, 1);
 * console.log(values.length, values[1].toFixed(4)); // 3 1.4142
 * ```
 */
export function cosineBasis(options: CosineBasisOptions): Basis {
  const { frequencies, low, high, covariates = 1, order = DEFAULT_ORDER } = options;
  for (const [name, value] of Object.entries({ frequencies, covariates })) {
    requireWhole(name, value, 1);
  }
  requireInterval(low, high);
  requireWhole("order", order, 1);
  const size = 1 + frequencies * covariates;
  return {
    penalty: Float64Array.from({ length: size }, (_, at) => {
      const k = Math.ceil(at / covariates);
      let power = 1;
      for (let m = 0; m < order; m++) power *= k * k;
      return power;
    }),
    design(x, n, d) {
      if (d !== covariates) {
        throw new RangeError(`x has ${d} covariates: the cosine basis is made for ${covariates}`);
      }
      const out = new Float64Array(n * size);
      for (let i = 0; i < n; i++) {
        out[i * size] = 1;
        for (let j = 0; j < d; j++) {
          // cos (k + 1)θ = 2 cos θ cos kθ − cos (k − 1)θ
          const first = Math.cos(Math.PI * (x[i * d + j] - low) / (high - low));
          let before = 1;
          let cosine = first;
          for (let at = i * size + 1 + j; at < (i + 1) * size; at += d) {
            out[at] = Math.SQRT2 * cosine;
            const next = 2 * first * cosine - before;
            before = cosine;
            cosine = next;
          }
        }
      }
      return out;
    },
  };
}

const DEFAULT_ORDER = 2;
/** Chosen by trial on hyper-cleaning: a third and three times of it do not differ by much. */
const DEFAULT_SCALE = 0.3;

/**
 * The penalty λ = scale · n^(−2m/(2m+1)), the rate at which a penalty on the m-th derivative balances
 * bias and variance.
 *
 * @param n Sample size.
 * @param order m ≥ 1, as that of the basis.
 * @throws {RangeError} if an argument is out of range.
 *
 * @example
 * ```ts
 * import { ratePenalty } from "@bigrad/bigrad";
 *
 * console.log(ratePenalty(1000) < ratePenalty(100)); // true
 * ```
 */
export function ratePenalty(n: number, order = DEFAULT_ORDER, scale = DEFAULT_SCALE): number {
  if (!(n >= 1 && n < Infinity)) {
    throw new RangeError(`n is ${n}: give a sample size, at least 1`);
  }
  requireWhole("order", order, 1);
  requirePositive("scale", scale);
  return scale * Math.exp(-2 * order / (2 * order + 1) * Math.log(n));
}
