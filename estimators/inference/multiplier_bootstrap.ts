/**
 * The multiplier bootstrap: how far all of many means may be from their expectations at once.
 *
 * The estimates are not computed again. Their scores are multiplied by independent weights of mean 0
 * and variance 1, which imitates the joint distribution of the studentized errors: V. Chernozhukov,
 * D. Chetverikov and K. Kato, "Gaussian approximations and multiplier bootstrap for maxima of sums of
 * high-dimensional random vectors", The Annals of Statistics 41 (2013) 2786–2819.
 *
 * @module
 */

import { requireWhole } from "../../numerics/require.ts";
import { gemm } from "../../numerics/kernels.ts";
import { dot, squarable } from "../../numerics/vectors.ts";

/**
 * The law of the weights, all of mean 0 and variance 1 (DoubleML's names in brackets):
 *
 * - `"gaussian"` ["normal"]: N(0, 1);
 * - `"mammen"` ["wild"]: U/√2 + (V² − 1)/2 with U, V independent N(0, 1), so that the third moment is 1
 *   too: E. Mammen, "Bootstrap and wild bootstrap for high dimensional linear models", The Annals of
 *   Statistics 21 (1993) 255–285;
 * - `"exponential"` ["Bayes"]: a standard exponential number minus 1.
 */
export type MultiplierLaw = "gaussian" | "mammen" | "exponential";

/** Where weights come from; a `Stream` will do. */
export interface MultiplierSource {
  /** Fills an array with standard normal numbers, and returns it. */
  fillNormal(out: Float64Array): Float64Array;
  /** Fills an array with uniform numbers in the open interval (0, 1), and returns it. */
  fillUniform(out: Float64Array): Float64Array;
}

/** Settings of the bootstrap. */
export interface MultiplierOptions {
  /** Number of draws B; 999 unless said. */
  readonly draws?: number;
  /** The weights' law; Gaussian unless said. */
  readonly law?: MultiplierLaw;
}

/** Joint draws of studentized errors. */
export interface StudentizedDraws {
  /** Number of draws B. */
  readonly draws: number;
  /** Number of columns q. */
  readonly q: number;
  /** T*, B×q. */
  readonly values: Float64Array;
}

/** Weights that are drawn at once: 4 MiB of them. */
const BLOCK = 524288;
/** A column that spreads less than this share of its size is constant but for rounding. */
const ROUNDING = 1e-14;
/** A column of norm 1 of which no more is left is a combination of those before it. */
const DEPENDENT = 1e-10;

/**
 * Draws of T*_k = Σ_i ξ_i (ψ_ik − ψ̄_k) / √Σ_i (ψ_ik − ψ̄_k)², with one vector ξ of weights a draw for
 * all columns. Given the scores they have mean 0, variance 1 and the columns' sample correlations. A
 * column of equal scores gives zeros.
 *
 * With Gaussian weights they are normal, exactly. So as many normal numbers a draw will do as there
 * are linearly independent columns, instead of n: with the standardised scores S = QR, Q'Q = I, the law
 * of ξ'S is that of ζ'R.
 *
 * The columns may be anything that is a mean of scores: coordinates × outer points, or for a root
 * ŵ − A⁻¹ψ_i(ŵ), whose mean is ŵ.
 *
 * @param scores n×q.
 * @param random More draws continue fewer: the first ones are the same.
 * @throws {RangeError} if n < 2, scores is not n×q, a score is not finite, or draws is not a positive
 * whole number.
 *
 * @example
 * ```ts
 * import { multiplierDraws, Stream } from "@bigrad/bigrad";
 *
 * const scores = Stream.of("my scores").fillNormal(new Float64Array(200), 1);
 * const { draws, q } = multiplierDraws(scores, 100, 2, Stream.of("multipliers"), { draws: 500 });
 * console.log(draws, q); // 500 2
 * ```
 */
export function multiplierDraws(
  scores: Float64Array,
  n: number,
  q: number,
  random: MultiplierSource,
  { draws = 999, law = "gaussian" }: MultiplierOptions = {},
): StudentizedDraws {
  requireWhole("draws", draws, 1);
  const standardized = standardizedScores(scores, n, q);
  const matrix = law === "gaussian" ? triangularFactor(standardized, n, q) : standardized;
  const depth = matrix.length / q;
  const values = new Float64Array(draws * q);
  const rows = Math.min(draws, Math.max(1, Math.floor(BLOCK / Math.max(depth, 1))));
  for (let first = 0; first < draws; first += rows) {
    const count = Math.min(rows, draws - first);
    const weights = fillMultipliers(new Float64Array(count * depth), law, random);
    values.set(gemm(weights, matrix, count, depth, q), first * q);
  }
  return { draws, q, values };
}

/** Fills an array with independent weights, and returns it. */
export function fillMultipliers(
  out: Float64Array,
  law: MultiplierLaw,
  random: MultiplierSource,
): Float64Array {
  if (law === "gaussian") return random.fillNormal(out);
  if (law === "exponential") {
    random.fillUniform(out);
    for (let i = 0; i < out.length; i++) out[i] = -Math.log(out[i]) - 1;
    return out;
  }
  const pairs = random.fillNormal(new Float64Array(2 * out.length));
  for (let i = 0; i < out.length; i++) {
    const v = pairs[2 * i + 1];
    out[i] = pairs[2 * i] * Math.SQRT1_2 + (v * v - 1) / 2;
  }
  return out;
}

/** (ψ_ik − ψ̄_k) / √Σ_i (ψ_ik − ψ̄_k)², n×q. */
function standardizedScores(scores: Float64Array, n: number, q: number): Float64Array {
  if (!(Number.isInteger(n) && n >= 2 && Number.isInteger(q) && q >= 1)) {
    throw new RangeError(`there are ${n}×${q} scores: at least 2×1 are needed`);
  }
  if (scores.length !== n * q) {
    throw new RangeError(`scores has ${scores.length} values: ${n}×${q} need ${n * q}`);
  }
  const wrong = scores.findIndex((score) => !Number.isFinite(score));
  if (wrong >= 0) {
    throw new RangeError(
      `score ${wrong % q} of observation ${Math.floor(wrong / q)} is ${scores[wrong]}: ` +
        `scores must be finite`,
    );
  }
  const out = new Float64Array(n * q);
  for (let k = 0; k < q; k++) {
    let mean = 0;
    for (let i = 0; i < n; i++) mean += scores[i * q + k] / n;
    let largest = 0;
    for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(scores[i * q + k]));
    const scale = squarable(largest);
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const deviation = out[i * q + k] = (scores[i * q + k] - mean) * scale;
      squares += deviation * deviation;
    }
    const size = Math.sqrt(squares);
    const isConstant = size <= ROUNDING * Math.sqrt(n) * largest * scale;
    for (let i = 0; i < n; i++) out[i * q + k] = isConstant ? 0 : out[i * q + k] / size;
  }
  return out;
}

/**
 * R of S = QR with R'R = S'S, rank×q, by the modified Gram–Schmidt process.
 *
 * @param s S, n×q, columns of norm 1 or 0.
 */
function triangularFactor(s: Float64Array, n: number, q: number): Float64Array {
  const columns = Array.from(
    { length: q },
    (_, k) => Float64Array.from({ length: n }, (_, i) => s[i * q + k]),
  );
  const r = new Float64Array(q * q);
  let rank = 0;
  columns.forEach((column, k) => {
    const norm = Math.sqrt(dot(column, column));
    if (norm <= DEPENDENT) return;
    r[rank * q + k] = norm;
    for (let i = 0; i < n; i++) column[i] /= norm;
    for (let l = k + 1; l < q; l++) {
      const along = r[rank * q + l] = dot(column, columns[l]);
      for (let i = 0; i < n; i++) columns[l][i] -= along * column[i];
    }
    rank++;
  });
  return r.slice(0, rank * q);
}
