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

/** The sentences, none if all is well. */
export function samplingWarnings(
  { n, clusterCounts, weight, tableRows, observationOf }: OwnSample,
  { cluster = [], weights }: Sampling = {},
  shown: string,
): string[] {
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
  if (weight !== undefined) {
    const effective = n / weight.reduce((sum, one) => sum + one * one / n, 0);
    if (effective < FEW_ROWS) {
      out.push(
        `The weights leave no more than ${effective.toFixed(1)} rows of equal weight would: the ` +
          `intervals are not to be trusted.`,
      );
    }
  }
  return out;
}
