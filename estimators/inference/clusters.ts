/**
 * Inference from scores that depend on each other within clusters: one way (pupils of a class) or two
 * (firms and years).
 *
 * One way, the variance of a mean is G/(G − 1) Σ_g (Σ_{i∈g} (ψ_i − ψ̄))² / n², G the number of clusters:
 * K.-Y. Liang and S. L. Zeger, "Longitudinal data analysis using generalized linear models",
 * Biometrika 73 (1986) 13–22. Two ways, it is the sum of that of both ways less that of their
 * intersections: A. C. Cameron, J. B. Gelbach and D. L. Miller, "Robust inference with multiway
 * clustering", Journal of Business & Economic Statistics 29 (2011) 238–249. Where that is no variance,
 * the larger of both ways stands in: J. G. MacKinnon, M. Ø. Nielsen and M. D. Webb, "Jackknife inference
 * with two-way clustering", arXiv 2406.08880 (2024). Clusters of one observation each give what there is
 * without them.
 *
 * @module
 */

import { gemm } from "../../numerics/kernels.ts";
import { symmetricEigen } from "../../numerics/symmetric_eigen.ts";
import type { GradientEstimate } from "../functional/contract.ts";
import {
  multiplierDraws,
  type MultiplierOptions,
  type MultiplierSource,
  type StudentizedDraws,
} from "./multiplier_bootstrap.ts";
import { scoreCovariance, scoreMean, waldEstimate } from "./wald.ts";

/** The cluster of each of n observations, 0, …, G − 1: no array, one, or two for two ways. */
export type Clustering = readonly Uint32Array[];

/** The number of clusters. */
export function clusterCount(cluster: Uint32Array): number {
  return cluster.reduce((most, label) => Math.max(most, label + 1), 0);
}

/**
 * Degrees of freedom of Student's distribution by which estimates are judged: the number of clusters
 * less one, two ways the lesser; Infinity without clusters.
 */
export function clusterDegrees(clusters: Clustering): number {
  return Math.min(...clusters.map((cluster) => clusterCount(cluster) - 1));
}

/**
 * One score a cluster, ψ̄ + (G/n) Σ_{i∈g} (ψ_i − ψ̄), G×p: their mean is that of the scores, and its
 * standard error that by clusters.
 *
 * @param scores n×p.
 * @param cluster n labels 0, …, G − 1.
 * @throws {RangeError} if sizes do not agree, or a cluster is empty.
 */
export function clusterScores(
  scores: Float64Array,
  n: number,
  p: number,
  cluster: Uint32Array,
): Float64Array {
  if (cluster.length !== n) {
    throw new RangeError(`cluster has ${cluster.length} labels: n = ${n} are needed`);
  }
  const mean = scoreMean(scores, n, p);
  const count = clusterCount(cluster);
  requireLabels(cluster, count);
  const out = new Float64Array(count * p);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < p; k++) {
      out[cluster[i] * p + k] += (scores[i * p + k] - mean[k]) * count / n;
    }
  }
  return out.map((value, at) => value + mean[at % p]);
}

/** Checks that no cluster is empty, which would count for the variance and the degrees of freedom. */
function requireLabels(cluster: Uint32Array, count: number): void {
  const labels = new Set(cluster);
  if (labels.size === count) return;
  let empty = 0;
  while (labels.has(empty)) empty++;
  throw new RangeError(
    `cluster ${empty} of ${count} is empty: number the ${labels.size} clusters from 0 to ` +
      `${labels.size - 1}`,
  );
}

/**
 * The estimated covariance of the mean of scores, p×p, by clusters. Two ways, what is not positive
 * semidefinite is made so by leaving out negative eigenvalues, as Cameron, Gelbach and Miller do; a
 * coordinate whose variance is then none has the larger of both ways. NaN if a way has one cluster.
 *
 * @param scores n×p.
 * @throws {RangeError} if sizes do not agree, a cluster is empty or there are more than two ways.
 *
 * @example
 * ```ts
 * import { clusteredCovariance } from "@bigrad/bigrad";
 *
 * const scores = Float64Array.of(1, 3, 2, 6);
 * const [variance] = clusteredCovariance(scores, 4, 1, [Uint32Array.of(0, 0, 1, 1)]);
 * console.log(variance); // 1
 * ```
 */
export function clusteredCovariance(
  scores: Float64Array,
  n: number,
  p: number,
  clusters: Clustering,
): Float64Array {
  const by = (cluster: Uint32Array) => {
    const count = clusterCount(cluster);
    return scoreCovariance(clusterScores(scores, n, p, cluster), count, p)
      .map((value) => value / count);
  };
  if (clusters.length === 0) return scoreCovariance(scores, n, p).map((value) => value / n);
  if (clusters.length === 1) return by(clusters[0]);
  if (clusters.length > 2) {
    throw new RangeError(`there are ${clusters.length} ways of clustering: give two at most`);
  }
  const [first, second, both] = [clusters[0], clusters[1], intersection(clusters[0], clusters[1])]
    .map(by);
  const difference = first.map((value, at) => value + second[at] - both[at]);
  if (!difference.every(Number.isFinite)) return difference;
  const covariance = positivePart(difference, p);
  for (let at = 0; at < covariance.length; at += p + 1) {
    if (difference[at] > ROUNDING * (first[at] + second[at])) continue;
    covariance[at] = Math.max(first[at], second[at]);
  }
  return covariance;
}

/** A difference of variances that is a smaller share of them is rounding. */
const ROUNDING = 1e-12;

/**
 * The mean of scores with standard errors by clusters.
 *
 * @param scores n×p.
 * @throws {RangeError} as `clusteredCovariance` does.
 *
 * @example
 * ```ts
 * import { clusteredEstimate } from "@bigrad/bigrad";
 *
 * const scores = Float64Array.of(1, 3, 2, 6);
 * const classes = Uint32Array.of(0, 0, 1, 1);
 * const { gradient, standardError } = clusteredEstimate(scores, 4, 1, [classes]);
 * console.log(gradient[0], standardError[0]); // 3 1
 * ```
 */
export function clusteredEstimate(
  scores: Float64Array,
  n: number,
  p: number,
  clusters: Clustering,
): GradientEstimate {
  if (clusters.length === 0) return waldEstimate(scores, n, p);
  const covariance = clusteredCovariance(scores, n, p, clusters);
  return {
    gradient: scoreMean(scores, n, p),
    standardError: Float64Array.from({ length: p }, (_, k) => Math.sqrt(covariance[k * p + k])),
  };
}

/**
 * Joint draws of studentized errors, one multiplier a cluster. Two ways, normal draws with the
 * correlations of `clusteredCovariance`, which is what Gaussian multipliers give one way.
 *
 * @param scores n×q.
 * @throws {RangeError} as `multiplierDraws` and `clusteredCovariance` do.
 */
export function clusteredDraws(
  scores: Float64Array,
  n: number,
  q: number,
  clusters: Clustering,
  random: MultiplierSource,
  options: MultiplierOptions = {},
): StudentizedDraws {
  if (clusters.length === 0) return multiplierDraws(scores, n, q, random, options);
  if (clusters.length === 1) {
    const [cluster] = clusters;
    const count = clusterCount(cluster);
    return multiplierDraws(clusterScores(scores, n, q, cluster), count, q, random, options);
  }
  const { draws = 999 } = options;
  const covariance = clusteredCovariance(scores, n, q, clusters);
  const root = new Float64Array(q * q);
  const { values, vectors } = symmetricEigen(correlation(covariance, q), q);
  for (let s = 0; s < q; s++) {
    const length = Math.sqrt(Math.max(0, values[s]));
    for (let k = 0; k < q; k++) root[s * q + k] = length * vectors[s * q + k];
  }
  const normals = random.fillNormal(new Float64Array(draws * q));
  return { draws, q, values: gemm(normals, root, draws, q, q) };
}

/** The clusters of observations that are together in both ways, in order of appearance. */
export function intersection(first: Uint32Array, second: Uint32Array): Uint32Array {
  const labels = new Map<number, number>();
  const count = clusterCount(second);
  return first.map((label, i) => {
    const key = label * count + second[i];
    const known = labels.get(key) ?? labels.size;
    labels.set(key, known);
    return known;
  });
}

/** A covariance as correlations; a coordinate without variance has none. */
function correlation(covariance: Float64Array, q: number): Float64Array {
  const scale = Float64Array.from({ length: q }, (_, k) => {
    const variance = covariance[k * q + k];
    return variance > 0 ? 1 / Math.sqrt(variance) : 0;
  });
  return covariance.map((value, at) => value * scale[Math.floor(at / q)] * scale[at % q]);
}

/** A symmetric matrix without its negative eigenvalues; itself if there is none. */
function positivePart(matrix: Float64Array, p: number): Float64Array {
  const { values, vectors } = symmetricEigen(matrix, p);
  if (values.every((value) => value >= 0)) return matrix;
  return matrix.map((_, at) => {
    const [k, l] = [Math.floor(at / p), at % p];
    let sum = 0;
    values.forEach((value, s) => {
      if (value > 0) sum += value * vectors[s * p + k] * vectors[s * p + l];
    });
    return sum;
  });
}
