/**
 * A sample and its conditional means, seen at one outer point.
 *
 * @module
 */

import type { ConditionalMeans, InnerTarget } from "../../problems/functional/contract.ts";
import type { NuisanceValues, OuterEvaluation } from "./contract.ts";

/**
 * T_w = T_0 + w'G of every observation, with its Jacobian G and the outcomes.
 *
 * @param inner T_0 and G of n observations.
 * @param outcome Y, n.
 * @param w Outer point, p.
 * @throws {RangeError} if the arrays' sizes do not agree.
 *
 * @example
 * ```ts
 * import { linearIV, outerEvaluation, Stream } from "@bigrad/bigrad";
 *
 * const sample = linearIV.sample(100, Stream.of("my data"));
 * const evaluation = outerEvaluation(linearIV.innerTarget(sample), sample.y, Float64Array.of(1));
 * console.log(evaluation.n, evaluation.target[0] === sample.t[0]); // 100 true
 * ```
 */
export function outerEvaluation(
  inner: InnerTarget,
  outcome: Float64Array,
  w: Float64Array,
): OuterEvaluation {
  const n = outcome.length;
  if (n === 0) throw new RangeError("outcome is empty: at least one observation is needed");
  const target = affine("G", inner.g, inner.t0, n, w);
  return { n, p: w.length, target, jacobian: inner.g, outcome };
}

/**
 * j, h_w = h_0 + w'j and m at n points.
 *
 * @param w Outer point, p.
 * @throws {RangeError} if the arrays' sizes do not agree.
 *
 * @example
 * ```ts
 * import { linearIV, nuisanceValues } from "@bigrad/bigrad";
 *
 * const x = Float64Array.of(1, 0, 0);
 * const { h, m } = nuisanceValues(linearIV.conditionalMeans(x), Float64Array.of(1));
 * console.log(h[0], m[0]); // 2 4
 * ```
 */
export function nuisanceValues(means: ConditionalMeans, w: Float64Array): NuisanceValues {
  return { j: means.j, h: affine("j", means.j, means.h0, means.m.length, w), m: means.m };
}

/** constant + matrix · w, n. */
function affine(
  name: string,
  matrix: Float64Array,
  constant: Float64Array,
  n: number,
  w: Float64Array,
): Float64Array {
  const p = w.length;
  if (matrix.length !== n * p || constant.length !== n) {
    throw new RangeError(
      `${name} has ${matrix.length} values and its constant part ${constant.length}: ` +
        `${n * p} and ${n} are needed for n = ${n} and p = ${p}`,
    );
  }
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = constant[i];
    for (let k = 0; k < p; k++) sum += matrix[i * p + k] * w[k];
    out[i] = sum;
  }
  return out;
}
