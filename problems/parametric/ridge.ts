/**
 * Ridge regression whose penalties are chosen on validation data.
 *
 * g(x, y) = (1/2n) ‖Ay − b‖² + ½ Σ_k e^{x_k} y_k² (or one penalty e^x for all coefficients) has the
 * closed form y*(x) = (A'A/n + diag e^x)⁻¹ A'b/n.
 *
 * @module
 */

import { normals, type RandomSource } from "../random_source.ts";
import type { ParametricProblem } from "./contract.ts";
import { drawnData, type LabelledData, type TrainingData } from "./labelled_data.ts";
import { squareLoss } from "./margin_losses.ts";
import { penalisedFit } from "./penalised_fit.ts";
import { requireBetween, requireWhole } from "../../numerics/require.ts";

/** Whether there is one penalty, or one a feature. */
export type Penalties = "one" | "per-feature";

/** Settings of `ridge`. */
export interface RidgeOptions {
  /** "per-feature" unless said. */
  readonly penalties?: Penalties;
  /** Where each x_k starts; −1 unless said. */
  readonly start?: number;
}

/**
 * The ridge problem on given data, labels any finite numbers: dy is the number of features.
 *
 * @throws {RangeError} if the data are malformed.
 *
 * @example
 * ```ts
 * import { linearData, ridge, Stream } from "@bigrad/bigrad";
 *
 * const data = linearData({ n: 100, validation: 50, p: 4 }, Stream.of("my data"));
 * const problem = ridge(data, { penalties: "per-feature" });
 * console.log(problem.dx, problem.dy); // 4 4
 * ```
 */
export function ridge(
  data: TrainingData,
  { penalties = "per-feature", start = -1 }: RidgeOptions = {},
): ParametricProblem {
  const { p } = data.train;
  const one = penalties === "one";
  return penalisedFit({
    name: "ridge",
    data,
    loss: squareLoss,
    penaltyOf: Uint32Array.from({ length: p }, (_, k) => one ? 0 : k),
    start: new Float64Array(one ? 1 : p).fill(start),
  });
}

/** Settings of `linearData`. */
export interface LinearDataOptions {
  /** Training observations; 400 unless said. */
  readonly n?: number;
  /** Validation observations; 400 unless said. */
  readonly validation?: number;
  /** Features; 10 unless said. */
  readonly p?: number;
  /** Standard deviation of the noise; 1 unless said. */
  readonly noise?: number;
  /** The share of training observations whose noise is five times as large; 0 unless said. */
  readonly contaminated?: number;
}

/**
 * Simulated regression data b_i = a_i'β + noise: features and β independent standard normal. The
 * validation data are never contaminated.
 *
 * @throws {RangeError} if a size or a share is none.
 *
 * @example
 * ```ts
 * import { linearData, Stream } from "@bigrad/bigrad";
 *
 * const sizes = { n: 100, validation: 50, p: 4 };
 * const { train, validation } = linearData(sizes, Stream.of("my data"));
 * console.log(train.features.length, validation.labels.length); // 400 50
 * ```
 */
export function linearData(options: LinearDataOptions, random: RandomSource): TrainingData {
  const { n = 400, validation = 400, p = 10, noise = 1, contaminated = 0 } = options;
  requireWhole("n", n, 1);
  requireWhole("validation", validation, 1);
  requireWhole("p", p, 1);
  requireBetween("noise", noise, 0, Number.MAX_VALUE);
  requireBetween("contaminated", contaminated, 0, 1);
  const beta = normals(p, 1, random.split("coefficients"));
  const sample = (size: number, share: number, random: RandomSource): LabelledData =>
    drawnData(size, p, (features) => {
      let mean = 0;
      for (let k = 0; k < p; k++) mean += beta[k] * (features[k] = random.normal());
      const scale = random.uniform() < share ? 5 * noise : noise;
      return mean + scale * random.normal();
    });
  return {
    train: sample(n, contaminated, random.split("train")),
    validation: sample(validation, 0, random.split("validation")),
  };
}
