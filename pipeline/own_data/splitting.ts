/**
 * How a user's observations are split: at random, by clusters, or as a column of the table says.
 *
 * @module
 */

import { clusterFolds, type Split } from "../../estimators/functional/cluster_folds.ts";
import { clusterCount, type Clustering } from "../../estimators/inference/clusters.ts";
import type { Stream } from "../../numerics/random.ts";
import { UsageError } from "../engine/stage.ts";
import { counted } from "../wording.ts";
import { requireRows } from "./checks.ts";
import type { OwnSample, Sampling } from "./sample.ts";
import { indicesWhere } from "./sample.ts";

/** Two ways there are so many blocks that fewer folds a way will do to compare learners. */
const TUNING_FOLDS_A_WAY = 3;

/**
 * The splits over which medians are taken.
 *
 * @param shown How messages call the data.
 * @throws {UsageError} if there are too few rows or clusters, or a column of folds will not do.
 */
export function splitsOf(
  sample: OwnSample,
  { folds, repetitions, sampling, shown, random }: {
    readonly folds: number;
    readonly repetitions: number;
    readonly sampling: Sampling;
    readonly shown: string;
    readonly random: Stream;
  },
): Split[] {
  if (sample.fold !== undefined) return [ownSplit(sample, sample.fold, sampling, shown)];
  requireRows(sample.n, folds, shown);
  sample.clusterCounts.forEach((count, way) => {
    if (count >= folds) return;
    const column = `Column "${sampling.cluster![way]}" of "${shown}" has ${
      counted(count, "cluster")
    }`;
    throw new UsageError(
      count < 2
        ? `${column}, of which nothing is independent; name another column with --cluster.`
        : `${column} and ${folds} folds need ${folds}; give fewer folds with --folds.`,
    );
  });
  return Array.from(
    { length: repetitions },
    (_, r) => clusterFolds(sample.n, folds, sample.clusters, random.split("folds").split(r)),
  );
}

function ownSplit(
  { clusters, clusterNames, n }: OwnSample,
  fold: Uint32Array,
  { foldsColumn }: Sampling,
  shown: string,
): Split {
  const folds = clusterCount(fold);
  if (folds < 2 || folds > n / 2) {
    throw new UsageError(
      `Column "${foldsColumn}" of "${shown}" has ${counted(folds, "fold")} in ${
        counted(n, "row")
      }; give at least 2, of several rows each.`,
    );
  }
  // a row without weight may have been the only one of its fold
  const sizes = new Uint32Array(folds);
  for (const label of fold) sizes[label]!++;
  const places = sizes.map((_, label) => sizes.slice(0, label).filter((size) => size > 0).length);
  const own = fold.map((label) => places[label]!);
  clusters.forEach((labels, way) => {
    const of = new Map<number, number>();
    labels.forEach((label, i) => {
      if ((of.get(label) ?? own[i]) !== own[i]) {
        throw new UsageError(
          `Column "${foldsColumn}" of "${shown}" splits a cluster of "${
            clusterNames[way]
          }"; keep rows of a ` +
            `cluster in one fold, or leave out --folds-column.`,
        );
      }
      of.set(label, own[i]!);
    });
  });
  return { fold: own };
}

/** Rows on which learners are compared, ascending: all, or at most so many, of whole clusters. */
export function tuningRows(
  n: number,
  most: number,
  clusters: Clustering,
  random: Stream,
): number[] | undefined {
  const [cluster] = clusters;
  if (cluster === undefined) {
    const rows = random.permutation(n).subarray(0, most);
    return n > most ? [...rows].sort((i, j) => i - j) : undefined;
  }
  if (n <= most) return undefined;
  const sizes = new Uint32Array(clusterCount(cluster));
  for (const label of cluster) sizes[label]!++;
  const kept = new Set<number>();
  let rows = 0;
  for (const label of random.permutation(sizes.length)) {
    // so few clusters that each is large are all looked at
    if (rows + sizes[label]! > most && kept.size >= 10) break;
    kept.add(label);
    rows += sizes[label]!;
  }
  return indicesWhere(cluster, (label) => kept.has(label));
}

/** The split by which learners are compared: the user's own, or another that splits no cluster. */
export function tuningSplit(
  n: number,
  folds: number,
  clusters: Clustering,
  own: Uint32Array | undefined,
  random: Stream,
): Split {
  if (own !== undefined) return { fold: dense(own) };
  const fewest = Math.min(folds, ...clusters.map(clusterCount));
  const split = clusterFolds(n, fewest, clusters, random);
  return split.teaches === undefined
    ? split
    : clusterFolds(n, Math.min(TUNING_FOLDS_A_WAY, fewest), clusters, random);
}

/** Labels 0, …, G − 1 for some of the rows. */
export function dense(labels: Uint32Array): Uint32Array {
  const names = [...new Set(labels)].sort((a, b) => a - b);
  const place = new Map(names.map((name, at) => [name, at]));
  return labels.map((label) => place.get(label)!);
}

/** The number of rows that teach, over all folds. */
export function teachingRows({ fold, teaches = () => true }: Split): number {
  const sizes = new Float64Array(clusterCount(fold));
  for (const label of fold) sizes[label]!++;
  let total = 0;
  sizes.forEach((_, held) =>
    sizes.forEach((size, label) => {
      if (label !== held && teaches(label, held)) total += size;
    })
  );
  return total;
}
