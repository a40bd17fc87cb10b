/**
 * The regression that learns the conditional means: its rows, parts of them, its predictions.
 *
 * One multi-output regression of (G, T_0, Y) on X learns j, h_0 and m with the same smoothing; a T_0
 * that is identically zero is left out. What is checked of a sample is checked here.
 *
 * @module
 */

import { requireWhole } from "../../numerics/require.ts";
import { rowsOf } from "../../numerics/matrix.ts";
import type { ConditionalMeans, InnerTarget, Sample } from "../../problems/functional/contract.ts";
import type { Learner, PartOfSample, Regression, RegressionData } from "../nuisance/contract.ts";
import { requireFinite } from "./require.ts";

/** Covariates x, n×d, and outputs y = (G, T_0 unless it is zero, Y), n×q. */
export interface RegressionTable extends RegressionData {
  /** Number of columns of G. */
  readonly p: number;
  /** Whether T_0 is among the outputs. */
  readonly hasT0: boolean;
}

/**
 * The regression table of a sample.
 *
 * @throws {RangeError} if sizes do not agree or a value is not finite.
 */
export function regressionTable({ n, x, y }: Sample, { g, t0 }: InnerTarget): RegressionTable {
  requireWhole("sample size n", n, 1);
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

/** What a regression chose in fitting; empty if nothing. */
export type Chosen = Readonly<Record<string, number>>;

/**
 * Learns from the rows that `teaches` keeps and predicts those that `asks` keeps.
 *
 * @param out Where the predictions go, n×q; other rows are left as they are.
 * @throws {RangeError} if the learner's predictions do not have the size that was asked for.
 */
export function learnAndPredict(
  table: RegressionTable,
  learner: Learner,
  teaches: (i: number) => boolean,
  asks: (i: number) => boolean,
  out: Float64Array,
): Chosen {
  const { n, d, q, x: all } = table;
  const training = selection(table, teaches);
  const regression = learner({
    n: training.length,
    d,
    q,
    x: rowsOf(all, n, training),
    y: rowsOf(table.y, n, training),
    part: { all, rows: training },
  });
  const held = selection(table, asks);
  const part = { all, rows: held };
  const values = predictions(regression, rowsOf(all, n, held), held.length, q, part);
  for (let row = 0, at = 0; row < held.length; row++) {
    const to = held[row] * q;
    for (let k = 0; k < q; k++, at++) out[to + k] = values[at];
  }
  return regression.chosen ?? {};
}

/**
 * A regression's predictions, n×q.
 *
 * @throws {RangeError} if they do not have that size.
 */
export function predictions(
  regression: Regression,
  x: Float64Array,
  n: number,
  q: number,
  part?: PartOfSample,
): Float64Array {
  const values = regression.predict(x, n, part);
  if (values.length !== n * q) {
    throw new RangeError(`the learner predicted ${values.length} values: ${n}×${q} are needed`);
  }
  return values;
}

/** ĵ, ĥ_0 and m̂ from predictions of a table's outputs at n points. */
export function conditionalMeans(
  values: Float64Array,
  n: number,
  { p, q, hasT0 }: RegressionTable,
): ConditionalMeans {
  const j = new Float64Array(n * p);
  const h0 = new Float64Array(n);
  const m = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < p; k++) j[i * p + k] = values[i * q + k];
    if (hasT0) h0[i] = values[i * q + p];
    m[i] = values[i * q + q - 1];
  }
  return { j, h0, m };
}

/** The rows that `keep` keeps, in their order. */
function selection({ n }: RegressionTable, keep: (i: number) => boolean): Uint32Array {
  const kept = new Uint32Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (keep(i)) kept[count++] = i;
  }
  return kept.slice(0, count);
}
