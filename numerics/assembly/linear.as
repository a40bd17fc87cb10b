// Losses of linear models: margins, losses, slopes, curvatures and sums of rows, block of rows by block
// of rows, so that the data are gone through once.

import { exp, log, sigmoid, sigmoidSlope, softplus } from "./elementary";
import { blockOf, products, rowAt } from "./products";
import { sums } from "./sums";

const SQUARE = 0;
const LOGISTIC = 1; // 2 is the softmax

/** Two labels: those of margins i and i + 1, if there are so many. */
@inline
function labelsAt(labels: usize, rows: usize, i: i32, last: i32): v128 {
  const one = v128.load64_splat(rowAt(labels, 8, rows, i));
  return v128.load64_lane(rowAt(labels, 8, rows, min(i + 1, last)), one, 1);
}

/** Two factors: scale, or scale times weight. */
@inline
function factorsAt(weights: usize, scale: f64, i: i32): v128 {
  const even = f64x2.splat(scale);
  return weights == 0 ? even : f64x2.mul(even, v128.load(weights + (<usize> i << 3)));
}

@inline
function factorAt(weights: usize, scale: f64, i: i32): f64 {
  return weights == 0 ? scale : scale * load<f64>(weights + (<usize> i << 3));
}

/** v, whose lanes are the margins c and c + 1 of a row of q ≥ 2, less the greatest one. */
@inline
function below(row: usize, c: i32, q: i32, top: v128): v128 {
  const at = row + (<usize> c << 3);
  return f64x2.sub(c + 1 < q ? v128.load(at) : v128.load64_splat(at), top);
}

@inline
function greatest(row: usize, q: i32): v128 {
  let top = load<f64>(row);
  for (let c = 1; c < q; c++) {
    const value = load<f64>(row + (<usize> c << 3));
    if (value > top) top = value;
  }
  return f64x2.splat(top);
}

/** Σ_c e^{v_c − top}; the exponentials overwrite the margins if they are to. */
@inline
function exponentials(row: usize, q: i32, top: v128, keep: bool): f64 {
  let sum = f64x2.splat(0);
  let c = 0;
  for (; c + 2 <= q; c += 2) {
    const e = exp(below(row, c, q, top));
    sum = f64x2.add(sum, e);
    if (keep) v128.store(row + (<usize> c << 3), e);
  }
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  if (c < q) {
    const e = f64x2.extract_lane(exp(below(row, c, q, top)), 0);
    total += e;
    if (keep) store<f64>(row + (<usize> c << 3), e);
  }
  return total;
}

@inline
function scaleRow(row: usize, q: i32, factor: f64): void {
  for (let c = 0; c < q; c++) {
    const at = row + (<usize> c << 3);
    store<f64>(at, factor * load<f64>(at));
  }
}

/**
 * Overwrites n×q margins, of rows from the first-th on, by the slopes of the losses in them, times the
 * factors of the rows.
 */
export function slopes(
  loss: i32,
  margins: usize,
  labels: usize,
  rows: usize,
  weights: usize,
  scale: f64,
  first: i32,
  n: i32,
  q: i32,
): void {
  const last = first + n - 1;
  if (loss == SQUARE || loss == LOGISTIC) {
    for (let i = 0; i < n; i += 2) {
      const at = margins + (<usize> i << 3);
      const label = labelsAt(labels, rows, first + i, last);
      const factor = factorsAt(weights, scale, first + i);
      let slope = v128.load(at);
      if (loss == SQUARE) slope = f64x2.sub(slope, label);
      else slope = f64x2.neg(f64x2.mul(label, sigmoid(f64x2.neg(f64x2.mul(label, slope)))));
      v128.store(at, f64x2.mul(factor, slope));
    }
    return;
  }
  for (let i = 0; i < n; i++) {
    const row = margins + (<usize> (i * q) << 3);
    const factor = factorAt(weights, scale, first + i);
    const sum = exponentials(row, q, greatest(row, q), true);
    scaleRow(row, q, factor / sum);
    const own = row + (<usize> load<f64>(rowAt(labels, 8, rows, first + i)) << 3);
    store<f64>(own, load<f64>(own) - factor);
  }
}

/** Writes the losses of n×q margins to out, n padded to an even number. */
export function losses(
  loss: i32,
  margins: usize,
  labels: usize,
  rows: usize,
  n: i32,
  q: i32,
  out: usize,
): void {
  if (loss == SQUARE || loss == LOGISTIC) {
    for (let i = 0; i < n; i += 2) {
      const label = labelsAt(labels, rows, i, n - 1);
      let value = v128.load(margins + (<usize> i << 3));
      if (loss == SQUARE) {
        value = f64x2.sub(value, label);
        value = f64x2.mul(f64x2.splat(0.5), f64x2.mul(value, value));
      } else value = softplus(f64x2.neg(f64x2.mul(label, value)));
      v128.store(out + (<usize> i << 3), value);
    }
    return;
  }
  for (let i = 0; i < n; i++) {
    const row = margins + (<usize> (i * q) << 3);
    const top = greatest(row, q);
    const sum = f64x2.splat(exponentials(row, q, top, false));
    const own = load<f64>(row + (<usize> load<f64>(rowAt(labels, 8, rows, i)) << 3));
    const value = f64x2.add(log(sum), f64x2.sub(top, f64x2.splat(own)));
    v128.store64_lane(out + (<usize> i << 3), value, 0);
  }
}

/**
 * Overwrites n×q margins by what curvatures are made of: the second derivative times the factor of the
 * row where q = 1, and the probabilities of the classes for the softmax.
 */
export function curvatures(
  loss: i32,
  margins: usize,
  weights: usize,
  scale: f64,
  n: i32,
  q: i32,
): void {
  if (loss == SQUARE || loss == LOGISTIC) {
    for (let i = 0; i < n; i += 2) {
      const at = margins + (<usize> i << 3);
      const factor = factorsAt(weights, scale, i);
      const slope = loss == SQUARE ? factor : f64x2.mul(factor, sigmoidSlope(v128.load(at)));
      v128.store(at, slope);
    }
    return;
  }
  for (let i = 0; i < n; i++) {
    const row = margins + (<usize> (i * q) << 3);
    scaleRow(row, q, 1 / exponentials(row, q, greatest(row, q), true));
  }
}

/** Overwrites the directions of a block, n×k×q, by the Hessians' products with them. */
@inline
function curve(
  loss: i32,
  directions: usize,
  curved: usize,
  weights: usize,
  scale: f64,
  first: i32,
  n: i32,
  q: i32,
  k: i32,
): void {
  if (loss == SQUARE || loss == LOGISTIC) {
    curved += <usize> first << 3;
    if (k == 1) {
      for (let i = 0; i < n; i += 2) {
        const at = <usize> i << 3;
        const product = f64x2.mul(v128.load(directions + at), v128.load(curved + at));
        v128.store(directions + at, product);
      }
      return;
    }
    for (let i = 0; i < n; i++) {
      scaleRow(directions, k, load<f64>(curved + (<usize> i << 3)));
      directions += <usize> k << 3;
    }
    return;
  }
  for (let i = 0; i < n; i++) {
    const pi = curved + (<usize> ((first + i) * q) << 3);
    const factor = factorAt(weights, scale, first + i);
    for (let j = 0; j < k; j++) {
      let mean: f64 = 0;
      for (let c = 0; c < q; c++) {
        const at = <usize> c << 3;
        mean += load<f64>(pi + at) * load<f64>(directions + at);
      }
      for (let c = 0; c < q; c++) {
        const at = <usize> c << 3;
        const off = load<f64>(directions + at) - mean;
        store<f64>(directions + at, factor * load<f64>(pi + at) * off);
      }
      directions += <usize> q << 3;
    }
  }
}

/**
 * OUT += Σ_i factor_i ∇ℓ_i(Y a_i) a_i' over n rows. `work` takes 64·q numbers and one more. The n×q margins
 * are written to `margins`, or read from there if they are known, unless it is 0.
 */
export function gradient(
  loss: i32,
  a: usize,
  stride: usize,
  labels: usize,
  rows: usize,
  weights: usize,
  scale: f64,
  n: i32,
  y: usize,
  q: i32,
  margins: usize,
  known: bool,
  out: usize,
  work: usize,
): void {
  const block = blockOf(stride);
  for (let first = 0; first < n; first += block) {
    const count = min(block, n - first);
    const at = margins == 0 ? work : margins + (<usize> (first * q) << 3);
    if (!known) products(a, stride, rows, first, count, y, q, at);
    if (margins != 0) memory.copy(work, at, <usize> (count * q) << 3);
    slopes(loss, work, labels, rows, weights, scale, first, count, q);
    sums(a, stride, rows, first, count, work, q, out);
  }
}

/**
 * OUT += the Hessian's products with k vectors, k×q×p, given what `curvatures` wrote. `work` takes
 * 64·k·q numbers.
 */
export function hessianTimes(
  loss: i32,
  a: usize,
  stride: usize,
  rows: usize,
  curved: usize,
  weights: usize,
  scale: f64,
  n: i32,
  v: usize,
  q: i32,
  k: i32,
  out: usize,
  work: usize,
): void {
  const block = blockOf(stride);
  for (let first = 0; first < n; first += block) {
    const count = min(block, n - first);
    products(a, stride, rows, first, count, v, k * q, work);
    curve(loss, work, curved, weights, scale, first, count, q, k);
    sums(a, stride, rows, first, count, work, k * q, out);
  }
}
