/**
 * Folds that never split a cluster.
 *
 * One way, the clusters are dealt into folds as observations are otherwise. Two ways, where all
 * observations hang together (every firm in every year), both ways are dealt into K folds, and what is
 * held out of block (k, l) is learned from observations that are in neither fold k of the first way nor
 * fold l of the second: H. D. Chiang, K. Kato, Y. Ma and Y. Sasaki, "Multiway cluster robust
 * double/debiased machine learning", Journal of Business & Economic Statistics 40 (2022) 1046–1056.
 *
 * @module
 */

import { clusterCount, type Clustering, intersection } from "../inference/clusters.ts";
import { randomFolds } from "./cross_fit.ts";

/** A split of n observations into folds or blocks. */
export interface Split {
  /** The fold of each observation, n: 0, 1, …, none empty. */
  readonly fold: Uint32Array;
  /**
   * Whether observations of one fold may teach about those held out in another; those of all other
   * folds unless said.
   */
  readonly teaches?: (fold: number, held: number) => boolean;
}

/**
 * A random split into K folds; two ways into K² blocks where there are fewer than 2K components of
 * observations that are linked by clusters, or one holds more than a K-th of them.
 *
 * @param clusters Labels 0, …, G − 1 of n observations, in no way, one or two.
 * @throws {RangeError} if there are fewer clusters than folds.
 */
export function clusterFolds(
  n: number,
  folds: number,
  clusters: Clustering,
  random: { permutation(n: number): Uint32Array },
): Split {
  if (clusters.length === 0) return { fold: randomFolds(n, folds, random) };
  const dealt = (cluster: Uint32Array): Uint32Array => {
    const count = clusterCount(cluster);
    const own = randomFolds(count, folds, random);
    return cluster.map((label) => own[label]);
  };
  if (clusters.length === 1) return { fold: dealt(clusters[0]) };
  const linked = components(clusters[0], clusters[1]);
  if (isFine(linked, folds)) return { fold: dealt(linked) };
  const [first, second] = clusters.map(dealt);
  const fold = intersection(first, second);
  const blocks = clusterCount(fold);
  const [row, column] = [new Uint32Array(blocks), new Uint32Array(blocks)];
  fold.forEach((label, i) => [row[label], column[label]] = [first[i], second[i]]);
  return { fold, teaches: (a, b) => row[a] !== row[b] && column[a] !== column[b] };
}

/** Whether there are so many parts, and none so large, that folds of whole parts are nearly even. */
function isFine(parts: Uint32Array, folds: number): boolean {
  const sizes = new Uint32Array(clusterCount(parts));
  for (const label of parts) sizes[label]++;
  return sizes.length >= 2 * folds && Math.max(...sizes) * folds <= parts.length;
}

/** The parts of observations that are linked, over any number of steps, by a cluster of either way. */
export function components(first: Uint32Array, second: Uint32Array): Uint32Array {
  const offset = clusterCount(first);
  const parent = Uint32Array.from({ length: offset + clusterCount(second) }, (_, k) => k);
  const top = (k: number): number => {
    while (parent[k] !== k) k = parent[k] = parent[parent[k]];
    return k;
  };
  first.forEach((label, i) => parent[top(label)] = top(offset + second[i]));
  const labels = new Map<number, number>();
  return first.map((label) => {
    const key = top(label);
    const known = labels.get(key) ?? labels.size;
    labels.set(key, known);
    return known;
  });
}
