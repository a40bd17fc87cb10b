/**
 * Learning the conditional means without using an observation twice.
 *
 * One multi-output regression of (G, T_0, Y) on X learns j, h_0 and m with the same smoothing. It
 * does not depend on the outer point: h_w = h_0 + w'j, so one fit serves every w.
 *
 * @module
 */

import type { ConditionalMeans, InnerTarget, Sample } from "../../problems/functional/contract.ts";
import type { Learner } from "../nuisance/contract.ts";

/** Learned conditional means at some points, and how they were learned. */
export interface LearnedMeans {
  /** ĵ, ĥ_0 and m̂ at the points asked for. */
  readonly means: ConditionalMeans;
  /** What each regression chose in fitting, one record a regression; empty if nothing. */
  readonly chosen: readonly Readonly<Record<string, number>>[];
}

/**
 * Assigns n observations to k folds at random: a random order is cut into k parts, of which the
 * first n mod k are one longer.
 *
 * @param random A source of random permutations of 0, …, n − 1.
 * @returns The fold (0, …, k − 1) of each observation, n.
 * @throws {RangeError} if k is not a whole number from 2 to n.
 */
export function randomFolds(
  n: number,
  k: number,
  random: { permutation(n: number): Uint32Array },
): Uint32Array {
  if (!(Number.isInteger(k) && k >= 2 && k <= n)) {
    throw new RangeError(`folds is ${k}: give a whole number from 2 to the sample size, ${n}`);
  }
  const order = random.permutation(n);
  const fold = new Uint32Array(n);
  const shorter = Math.floor(n / k);
  const longerParts = n % k;
  const inLonger = longerParts * (shorter + 1);
  for (let i = 0; i < n; i++) {
    fold[order[i]] = i < inLonger
      ? Math.floor(i / (shorter + 1))
      : longerParts + Math.floor((i - inLonger) / shorter);
  }
  return fold;
}

/**
 * Out-of-fold conditional means: each observation's are learned from the other folds.
 *
 * @param inner T_0 and G of the sample.
 * @param fold The fold of each observation, n: 0, …, K − 1 with K ≥ 2 and no fold empty.
 * @returns The means at the n observations; one record of what was chosen for each fold.
 * @throws {RangeError} if sizes do not agree, a value is not finite or the folds are not as said.
 */
export function crossFit(
  sample: Sample,
  inner: InnerTarget,
  fold: Uint32Array,
  learner: Learner,
): LearnedMeans {
  const { n } = sample;
  const table = regressionTable(sample, inner);
  const sizes = foldSizes(fold, n);
  const predictions = new Float64Array(n * table.q);
  const chosen = sizes.map((size, k) => {
    const training = select(table, n - size, (i) => fold[i] !== k);
    const held = select(table, size, (i) => fold[i] === k);
    const regression = learner({ ...training, d: table.d, q: table.q });
    scatter(predicted(regression.predict(held.x, size), size, table.q), held.rows, predictions);
    return regression.chosen ?? {};
  });
  return { means: unpack(predictions, n, table), chosen };
}

/**
 * Conditional means learned on one sample and evaluated at another's covariates.
 *
 * @param training The sample to learn from.
 * @param inner T_0 and G of the training sample.
 * @param points Where to evaluate: n rows of x.
 * @returns The means at the points; one record of what was chosen.
 * @throws {RangeError} if sizes do not agree or a value is not finite.
 */
export function sampleSplit(
  training: Sample,
  inner: InnerTarget,
  points: Pick<Sample, "n" | "x">,
  learner: Learner,
): LearnedMeans {
  const table = regressionTable(training, inner);
  if (points.x.length !== points.n * table.d) {
    throw new RangeError(
      `the points' x has ${points.x.length} values: ${points.n} rows of ${table.d} are needed`,
    );
  }
  requireFinite("the points' x", points.x);
  const regression = learner({ n: training.n, d: table.d, q: table.q, x: table.x, y: table.y });
  const predictions = predicted(regression.predict(points.x, points.n), points.n, table.q);
  return { means: unpack(predictions, points.n, table), chosen: [regression.chosen ?? {}] };
}

/** What is regressed on what: covariates n×d, outputs (G, T_0 unless it is zero, Y) n×q. */
interface RegressionTable {
  readonly n: number;
  readonly d: number;
  readonly p: number;
  readonly q: number;
  readonly hasT0: boolean;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

function regressionTable({ n, x, y }: Sample, { g, t0 }: InnerTarget): RegressionTable {
  if (!(Number.isInteger(n) && n >= 1)) {
    throw new RangeError(`sample size n is ${n}: give a whole number, at least 1`);
  }
  for (const [name, array] of [["x", x], ["G", g]] as const) {
    if (array.length === 0 || array.length % n !== 0) {
      throw new RangeError(`${name} has ${array.length} values: a multiple of n = ${n} is needed`);
    }
  }
  for (const [name, array] of [["T_0", t0], ["y", y]] as const) {
    if (array.length !== n) {
      throw new RangeError(`${name} has ${array.length} values: n = ${n} are needed`);
    }
  }
  for (const [name, array] of [["x", x], ["G", g], ["T_0", t0], ["y", y]] as const) {
    requireFinite(name, array);
  }
  const p = g.length / n;
  const hasT0 = t0.some((value) => value !== 0);
  const q = p + (hasT0 ? 2 : 1);
  const outputs = new Float64Array(n * q);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < p; k++) outputs[i * q + k] = g[i * p + k];
    if (hasT0) outputs[i * q + p] = t0[i];
    outputs[i * q + q - 1] = y[i];
  }
  return { n, d: x.length / n, p, q, hasT0, x, y: outputs };
}

function requireFinite(name: string, array: Float64Array): void {
  for (let i = 0; i < array.length; i++) {
    if (!Number.isFinite(array[i])) {
      throw new RangeError(`${name} holds ${array[i]} at position ${i}: remove such observations`);
    }
  }
}

/** Numbers of observations of the folds, whose labels must be 0, …, K − 1. */
function foldSizes(fold: Uint32Array, n: number): number[] {
  if (fold.length !== n) {
    throw new RangeError(`fold has ${fold.length} labels: n = ${n} are needed`);
  }
  let folds = 0;
  for (let i = 0; i < n; i++) folds = Math.max(folds, fold[i] + 1);
  if (folds < 2 || folds > n) {
    throw new RangeError(
      `the largest fold label is ${folds - 1}: give 2 to n = ${n} folds, from 0`,
    );
  }
  const sizes = new Array<number>(folds).fill(0);
  for (let i = 0; i < n; i++) sizes[fold[i]]++;
  const empty = sizes.indexOf(0);
  if (empty >= 0) throw new RangeError(`fold ${empty} of ${folds} is empty: relabel the folds`);
  return sizes;
}

interface Selection {
  readonly n: number;
  readonly rows: Uint32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** The `size` rows of a table that `keep` keeps, in their order. */
function select(
  { n, d, q, x, y }: RegressionTable,
  size: number,
  keep: (i: number) => boolean,
): Selection {
  const selection = {
    n: size,
    rows: new Uint32Array(size),
    x: new Float64Array(size * d),
    y: new Float64Array(size * q),
  };
  for (let i = 0, row = 0; i < n; i++) {
    if (!keep(i)) continue;
    selection.rows[row] = i;
    for (let k = 0; k < d; k++) selection.x[row * d + k] = x[i * d + k];
    for (let k = 0; k < q; k++) selection.y[row * q + k] = y[i * q + k];
    row++;
  }
  return selection;
}

function predicted(values: Float64Array, n: number, q: number): Float64Array {
  if (values.length !== n * q) {
    throw new RangeError(`the learner predicted ${values.length} values: ${n}×${q} are needed`);
  }
  return values;
}

function scatter(values: Float64Array, rows: Uint32Array, out: Float64Array): void {
  const q = values.length / rows.length;
  for (let row = 0; row < rows.length; row++) {
    for (let k = 0; k < q; k++) out[rows[row] * q + k] = values[row * q + k];
  }
}

function unpack(
  predictions: Float64Array,
  n: number,
  { p, q, hasT0 }: RegressionTable,
): ConditionalMeans {
  const j = new Float64Array(n * p);
  const h0 = new Float64Array(n);
  const m = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < p; k++) j[i * p + k] = predictions[i * q + k];
    if (hasT0) h0[i] = predictions[i * q + p];
    m[i] = predictions[i * q + q - 1];
  }
  return { j, h0, m };
}
