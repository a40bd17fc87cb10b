/**
 * Scores of a functional bilevel gradient under quadratic losses, whose means estimate it.
 *
 * @module
 */

import type { NuisanceValues, OuterEvaluation } from "./contract.ts";

/**
 * The scores ψ_i = j_i R_i + r_i (G_i − j_i), n×p, with R = T_w − Y and r = h − m.
 *
 * E ψ is the gradient if either j or (h, m) is right, and ψ minus its mean is then the efficient
 * influence function. Score of El Khoury, Zenati, Kallus, Arbel, Bibaut, *Semiparametric Efficient
 * Bilevel Gradient Estimation*, arXiv 2605.21341 (2026).
 *
 * @throws {RangeError} if an array does not have the size that n and p ask for.
 */
export function doublyRobustScores(
  evaluation: OuterEvaluation,
  nuisances: NuisanceValues,
): Float64Array {
  requireShapes(evaluation, nuisances);
  const { n, p, target, jacobian, outcome } = evaluation;
  const { j, h, m } = nuisances;
  const scores = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    const residual = target[i] - outcome[i];
    const r = h[i] - m[i];
    for (let at = i * p; at < (i + 1) * p; at++) {
      scores[at] = j[at] * residual + r * (jacobian[at] - j[at]);
    }
  }
  return scores;
}

/**
 * The scores ĵ_i (ĥ_i − Y_i) of the published plug-in, n×p.
 *
 * @throws {RangeError} if an array does not have the size that n and p ask for.
 */
export function publishedPlugInScores(
  evaluation: OuterEvaluation,
  nuisances: NuisanceValues,
): Float64Array {
  return productScores(evaluation, nuisances, nuisances.j, nuisances.h, evaluation.outcome);
}

/**
 * The scores direction_i (a_i − b_i), n×p.
 *
 * @param direction n×p.
 * @param a n.
 * @param b n.
 * @throws {RangeError} if an array does not have the size that n and p ask for.
 */
export function productScores(
  evaluation: OuterEvaluation,
  nuisances: NuisanceValues,
  direction: Float64Array,
  a: Float64Array,
  b: Float64Array,
): Float64Array {
  requireShapes(evaluation, nuisances);
  const { n, p } = evaluation;
  const scores = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    const difference = a[i] - b[i];
    for (let at = i * p; at < (i + 1) * p; at++) scores[at] = direction[at] * difference;
  }
  return scores;
}

/**
 * Checks that a sample and the values of the nuisances belong together.
 *
 * @throws {RangeError} if an array does not have the size that n and p ask for.
 */
export function requireShapes(
  { n, p, target, jacobian, outcome }: OuterEvaluation,
  { j, h, m }: NuisanceValues,
): void {
  const sizes: [string, Float64Array, number][] = [
    ["target", target, n],
    ["jacobian", jacobian, n * p],
    ["outcome", outcome, n],
    ["j", j, n * p],
    ["h", h, n],
    ["m", m, n],
  ];
  for (const [name, array, size] of sizes) {
    if (array.length !== size) {
      throw new RangeError(
        `${name} has ${array.length} values: ${size} are needed for n = ${n} and p = ${p}`,
      );
    }
  }
}
