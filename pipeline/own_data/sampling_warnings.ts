/**
 * What gives cause for doubt in clusters and weights, a sentence each.
 *
 * @module
 */

import type { OwnSample, Sampling } from "./sample.ts";

/** With fewer clusters standard errors by cluster are too small. */
const FEW_CLUSTERS = 30;
/** With less than so many rows of equal weight normal intervals are not to be trusted. */
const FEW_ROWS = 30;
/** So many rows that were copied, and this share of all that differ, are no chance. */
const COPIED = 5;
const COPIED_SHARE = 0.01;
/** A column with values of its own in this share of rows is continuous. */
const CONTINUOUS = 0.9;

/** The sentences, none if all is well. */
export function samplingWarnings(
  sample: OwnSample,
  { cluster = [], weights }: Sampling = {},
  shown: string,
): string[] {
  const { n, clusterCounts, weight, tableRows, observationOf } = sample;
  const out = cluster.flatMap((name, way) =>
    clusterCounts[way]! >= FEW_CLUSTERS ? [] : [
      `"${name}" has ${
        clusterCounts[way]
      } clusters: with fewer than ${FEW_CLUSTERS} the standard ` +
      `errors by cluster are uncertain, and too small rather than too large.`,
    ]
  );
  const without = observationOf.reduce((sum, at) => at === n ? sum + 1 : sum, 0);
  if (without > 0) {
    out.push(
      `${without} of ${tableRows} rows of "${shown}" have the weight 0 in "${weights}" and are left out.`,
    );
  }
  if (n < FEW_ROWS && cluster.length === 0) {
    out.push(
      `${n} rows are few: with fewer than ${FEW_ROWS} the intervals are not to be trusted.`,
    );
  }
  if (weight !== undefined) {
    const effective = n / weight.reduce((sum, one) => sum + one * one / n, 0);
    if (effective < FEW_ROWS) {
      out.push(
        `The weights leave no more than ${effective.toFixed(1)} rows of equal weight would: the ` +
          `intervals are not to be trusted.`,
      );
    }
  }
  const copies = copiesIn(sample);
  if (copies > 0) {
    out.push(
      `${copies} of ${n} rows are copies of others in all that is read, and are taken for independent: ` +
        `the standard errors are too small; keep each row once, or name what copies share with ` +
        `--cluster.`,
    );
  }
  return out;
}

/**
 * How many rows are copies, as far as it can be told: equal rows are, where a column is continuous, both
 * among all rows and among those that there are several of. Equal rows stand together.
 */
function copiesIn({ n, x, z }: OwnSample): number {
  const parts = [x, z].map((values) => ({ values, width: values.length / n }));
  const equal = (i: number): boolean =>
    parts.every(({ values, width }) => {
      for (let k = 0; k < width; k++) {
        if (values[i * width + k] !== values[(i - 1) * width + k]) return false;
      }
      return true;
    });
  const different: number[] = [];
  const copied: number[] = [];
  for (let i = 0; i < n; i++) {
    if (i === 0 || !equal(i)) different.push(i);
    else if (copied.at(-1) !== different.at(-1)) copied.push(different.at(-1)!);
  }
  if (copied.length < Math.max(COPIED, COPIED_SHARE * different.length)) return 0;
  const continuous = parts.some(({ values, width }) =>
    Array.from({ length: width }, (_, k) => k).some((k) =>
      [different, copied].every((rows) =>
        new Set(rows.map((i) => values[i * width + k])).size >= CONTINUOUS * rows.length
      )
    )
  );
  return continuous ? n - different.length : 0;
}
