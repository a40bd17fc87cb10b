/**
 * Observations with features and a label, and what is done to them before a problem is made of them.
 *
 * @module
 */

import type { RandomSource } from "../random_source.ts";
import {
  requireBetween,
  requireLength,
  requireRows,
  requireWhole,
} from "../../numerics/require.ts";

/** Observations with features and one label each. */
export interface LabelledData {
  /** Number of observations. */
  readonly n: number;
  /** Number of features. */
  readonly p: number;
  /** Features, n×p row-major. */
  readonly features: Float64Array;
  /** A response, or −1 and 1 for two classes, or classes 0, 1, …; n. */
  readonly labels: Float64Array;
}

/** The two data sets of a bilevel problem. */
export interface TrainingData {
  /** What the model is fitted to. */
  readonly train: LabelledData;
  /** What the fit is judged by. */
  readonly validation: LabelledData;
}

/**
 * Checks that the arrays have the sizes that n and p say, and the features are finite.
 *
 * @throws {RangeError} if they have not, or there is no observation or no feature.
 */
export function requireData(name: string, { n, p, features, labels }: LabelledData): void {
  requireWhole(`${name}: n`, n, 1);
  requireWhole(`${name}: p`, p, 1);
  requireLength(`${name}: features`, features, n * p);
  requireLength(`${name}: labels`, labels, n);
  for (let bad = 0; bad < features.length; bad++) {
    if (Number.isFinite(features[bad])) continue;
    throw new RangeError(
      `${name}: feature ${bad % p} of observation ${Math.floor(bad / p)} is ${features[bad]}: ` +
        `give finite numbers`,
    );
  }
}

/**
 * n simulated observations, one after another.
 *
 * @param draw Writes the features of an observation, p, and gives its label.
 */
export function drawnData(
  n: number,
  p: number,
  draw: (features: Float64Array) => number,
): LabelledData {
  const features = new Float64Array(n * p);
  const labels = new Float64Array(n);
  for (let i = 0; i < n; i++) labels[i] = draw(features.subarray(i * p, (i + 1) * p));
  return { n, p, features, labels };
}

/** The given rows, in their order, with repetition if they repeat. */
export function selectRows(data: LabelledData, rows: Uint32Array): LabelledData {
  requireRows(rows, data.n);
  const { p } = data;
  const features = new Float64Array(rows.length * p);
  const labels = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    features.set(data.features.subarray(rows[i] * p, (rows[i] + 1) * p), i * p);
    labels[i] = data.labels[rows[i]];
  }
  return { n: rows.length, p, features, labels };
}

/**
 * Disjoint random parts of the given sizes.
 *
 * @throws {RangeError} if the data do not hold so many observations.
 */
export function splitData(
  data: LabelledData,
  sizes: readonly number[],
  random: RandomSource,
): LabelledData[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > data.n) {
    throw new RangeError(`the parts add up to ${total} observations: there are ${data.n}`);
  }
  const order = Uint32Array.from({ length: data.n }, (_, i) => i);
  for (let i = data.n - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  let end = 0;
  return sizes.map((size) => selectRows(data, order.slice(end, end += size)));
}

/**
 * All data sets centred and scaled as gives each feature mean 0 and variance 1 in the first; a
 * feature that does not vary there is only centred.
 */
export function standardise(
  train: LabelledData,
  ...others: readonly LabelledData[]
): LabelledData[] {
  const { n, p } = train;
  const mean = new Float64Array(p);
  const scale = new Float64Array(p);
  for (let at = 0; at < n * p; at++) mean[at % p] += train.features[at] / n;
  for (let at = 0; at < n * p; at++) {
    const centred = train.features[at] - mean[at % p];
    scale[at % p] += centred * centred / n;
  }
  for (let k = 0; k < p; k++) {
    // The rounding errors of a constant feature's mean are no variance.
    scale[k] = scale[k] > 1e-24 * mean[k] * mean[k] ? 1 / Math.sqrt(scale[k]) : 1;
  }
  return [train, ...others].map((data) => ({
    ...data,
    features: data.features.map((value, at) => (value - mean[at % p]) * scale[at % p]),
  }));
}

/** Labels of which some are wrong. */
export interface CorruptedLabels {
  /** The labels, n. */
  readonly labels: Float64Array;
  /** 1 where the label was drawn anew, 0 elsewhere, n. */
  readonly redrawn: Uint8Array;
}

/**
 * Labels each of which is replaced, with the given probability, by a class drawn from all classes:
 * so a share (classes − 1)/classes of the redrawn ones is wrong. The way of `benchmark_bilevel`
 * (Dagréou, Ablin, Vaiter, Moreau).
 *
 * @throws {RangeError} if the probability is not between 0 and 1.
 */
export function corruptLabels(
  labels: Float64Array,
  classes: number,
  probability: number,
  random: RandomSource,
): CorruptedLabels {
  requireWhole("classes", classes, 2);
  requireBetween("probability", probability, 0, 1);
  const redrawn = new Uint8Array(labels.length);
  const corrupted = labels.map((label, i) => {
    redrawn[i] = random.uniform() < probability ? 1 : 0;
    const other = Math.floor(random.uniform() * classes);
    return redrawn[i] === 1 ? other : label;
  });
  return { labels: corrupted, redrawn };
}

/**
 * Labels renamed 0, 1, …, in increasing order of what they were.
 *
 * @returns The renamed labels, n, and the old label of each class.
 */
export function numberClasses(
  labels: Float64Array,
): { readonly labels: Float64Array; readonly classes: Float64Array } {
  const classes = Float64Array.from(new Set(labels)).sort();
  const number = new Map(Array.from(classes, (label, c) => [label, c]));
  return { labels: labels.map((label) => number.get(label)!), classes };
}
