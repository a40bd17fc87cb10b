/**
 * Regression data with correlated features of low effective rank, of which few are informative.
 *
 * @module
 */

import { norm, squaredNorm } from "../../numerics/vectors.ts";
import { gemm } from "../../numerics/kernels.ts";
import type { RandomSource } from "../random_source.ts";
import type { LabelledData, TrainingData } from "./labelled_data.ts";
import { requireBetween, requireWhole } from "../../numerics/require.ts";

/** Settings of `lowRankData`. */
export interface LowRankDataOptions {
  /** Training observations; 500 unless said. */
  readonly n?: number;
  /** Validation observations; as many as for training unless said. */
  readonly validation?: number;
  /** Features; 100 unless said. */
  readonly p?: number;
  /** Features that the labels depend on; 30 unless said, or p if that is less. */
  readonly informative?: number;
  /** About how many directions most of the variation is in; 30 unless said, or p if that is less. */
  readonly rank?: number;
  /** Standard deviation of the noise; 0.1 unless said. */
  readonly noise?: number;
}

/**
 * Labels b = a'β + noise with features a = Cz: z independent normal with standard deviations
 * ½ e^{−(k/rank)²} + ½ e^{−0.1 k/rank}, k = 0, …, p − 1, up to a factor that makes the features' mean variance one, and C
 * the orthonormal discrete cosine transform. β is normal, of norm 1, on a random choice of informative
 * features. The profile is that of scikit-learn's `make_low_rank_matrix`; the rest is derived here.
 *
 * @throws {RangeError} if a size or the noise is none.
 */
export function lowRankData(options: LowRankDataOptions, random: RandomSource): TrainingData {
  const { n = 500, p = 100, noise = 0.1 } = options;
  const { validation = n, informative = Math.min(30, p), rank = Math.min(30, p) } = options;
  requireWhole("n", n, 1);
  requireWhole("validation", validation, 1);
  requireWhole("p", p, 1);
  requireWhole("informative", informative, 1);
  requireBetween("informative", informative, 1, p);
  requireBetween("rank", rank, Number.MIN_VALUE, p);
  requireBetween("noise", noise, 0, Number.MAX_VALUE);
  const scales = Float64Array.from({ length: p }, (_, k) => {
    const r = k / rank;
    return 0.5 * Math.exp(-r * r) + 0.5 * Math.exp(-0.1 * r);
  });
  const unit = Math.sqrt(p / squaredNorm(scales));
  const rotation = Float64Array.from({ length: p * p }, (_, at) => {
    const [j, k] = [Math.floor(at / p), at % p];
    const length = Math.sqrt((k === 0 ? 1 : 2) / p);
    return scales[k] * unit * length * Math.cos(Math.PI * (j + 0.5) * k / p);
  });
  const source = random.split("coefficients");
  const order = Array.from({ length: p }, (_, l) => l);
  const beta = new Float64Array(p);
  for (let i = 0; i < informative; i++) {
    const j = i + Math.floor(source.uniform() * (p - i));
    [order[i], order[j]] = [order[j], order[i]];
    beta[order[i]] = source.normal();
  }
  const size = norm(beta);
  for (let l = 0; l < p; l++) beta[l] /= size;
  const sample = (size: number, from: RandomSource): LabelledData => {
    const z = new Float64Array(size * p);
    for (let at = 0; at < z.length; at++) z[at] = from.normal();
    const features = gemm(z, rotation, size, p, p, { transposeB: true });
    const errors = from.split("noise");
    const labels = gemm(beta, features, 1, p, size, { transposeB: true });
    return { n: size, p, features, labels: labels.map((value) => value + noise * errors.normal()) };
  };
  return {
    train: sample(n, random.split("train")),
    validation: sample(validation, random.split("validation")),
  };
}
