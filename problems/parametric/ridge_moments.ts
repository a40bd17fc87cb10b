/**
 * The exact mean squared error of stochastic gradient steps on ridge regression.
 *
 * @module
 */

import { gemm, gram } from "../../numerics/kernels.ts";
import type { TrainingData } from "./labelled_data.ts";
import { requireLength, requireWhole } from "../../numerics/require.ts";
import { ridge } from "./ridge.ts";

/** The iteration y ← y + η_i (Φ̂(y) − y), Φ̂ a gradient step over a minibatch. */
export interface RidgeIteration {
  /** α of the gradient step. */
  readonly step: number;
  /** b, independent uniform rows in a minibatch. */
  readonly batch: number;
  /** η_i, i from 0. */
  readonly size: (i: number) => number;
  /** y_0, p. */
  readonly start: Float64Array;
}

/** Mean and second moments of e = y − y*(x). */
interface Moments {
  /** E e, p. */
  readonly first: Float64Array;
  /** E ee', p×p. */
  readonly second: Float64Array;
}

/** What the gradients of single rows, a(a'e + r) + diag(e^x)(e + y*(x)), are made of. */
interface Rows {
  readonly n: number;
  readonly p: number;
  /** Rows a, n×p. */
  readonly a: Float64Array;
  /** Residuals r = a'y*(x) − b at the solution, n. */
  readonly r: Float64Array;
  /** E aa', p×p. */
  readonly A: Float64Array;
  /** E ar, p. */
  readonly c: Float64Array;
  /** E aa' + diag(e^x), p×p: the mean of the gradient is He. */
  readonly H: Float64Array;
}

/**
 * E‖y_t − y*(x)‖² for t = 0, …, `steps`, computed and not sampled. Derived here: the gradient of a
 * minibatch is affine in e, so that the mean and the second moments of e follow a linear recursion, with h = αη,
 *
 *     E e ← (I − hH) E e,
 *     E ee' ← (I − hH) E ee' (I − hH) + (h²/b) E Var(a(a'e + r) | e).
 *
 * About n p² operations a step.
 *
 * @throws {RangeError} if x or the start have the wrong length, or a number is not whole.
 */
export function ridgeErrors(
  data: TrainingData,
  x: Float64Array,
  { step, batch, size, start }: RidgeIteration,
  steps: number,
): Float64Array {
  const problem = ridge(data);
  requireLength("x", x, problem.dx);
  requireLength("start", start, problem.dy);
  requireWhole("batch", batch, 1);
  requireWhole("steps", steps, 0);
  const solution = problem.exactLower(x);
  const rows = rowsAt(data, x, solution);
  const first = start.map((value, l) => value - solution[l]);
  let moments: Moments = { first, second: outer(first, first) };
  const errors = new Float64Array(steps + 1);
  for (let t = 0;; t++) {
    errors[t] = trace(moments.second, rows.p);
    if (t === steps) return errors;
    moments = stepped(moments, rows, step * size(t), batch);
  }
}

function rowsAt({ train }: TrainingData, x: Float64Array, solution: Float64Array): Rows {
  const { n, p, features: a, labels } = train;
  const r = gemm(a, solution, n, p, 1).map((fitted, i) => fitted - labels[i]);
  const A = gram(a, n, p).map((value) => value / n);
  const H = A.slice();
  for (let l = 0; l < p; l++) H[l * p + l] += Math.exp(x[l]);
  const c = gemm(a, r, p, n, 1, { transposeA: true }).map((value) => value / n);
  return { n, p, a, r, A, c, H };
}

function stepped({ first, second }: Moments, rows: Rows, h: number, batch: number): Moments {
  const { p, H } = rows;
  const decay = H.map((value, at) => (at % (p + 1) === 0 ? 1 : 0) - h * value);
  const mean = gemm(gemm(decay, second, p, p, p), decay, p, p, p);
  const variance = gradientVariance({ first, second }, rows);
  return {
    first: gemm(decay, first, p, p, 1),
    second: mean.map((value, at) => value + h * h / batch * variance[at]),
  };
}

/** E Var(a(a'e + r) | e) = E aa'(a'e + r)² − E (Ae + c)(Ae + c)', p×p. */
function gradientVariance({ first, second }: Moments, { n, p, a, r, A, c }: Rows): Float64Array {
  const projected = gemm(a, second, n, p, p);
  const weighted = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    let square = r[i] * r[i];
    for (let l = 0; l < p; l++) {
      square += a[i * p + l] * (projected[i * p + l] + 2 * r[i] * first[l]);
    }
    for (let l = 0; l < p; l++) weighted[i * p + l] = square / n * a[i * p + l];
  }
  const single = gemm(weighted, a, p, n, p, { transposeA: true });
  const mean = gemm(gemm(A, second, p, p, p), A, p, p, p);
  const shift = outer(gemm(A, first, p, p, 1), c);
  const constant = outer(c, c);
  return single.map((value, at) =>
    value - mean[at] - shift[at] - shift[at % p * p + Math.floor(at / p)] - constant[at]
  );
}

function outer(a: Float64Array, b: Float64Array): Float64Array {
  const p = b.length;
  return Float64Array.from(
    { length: a.length * p },
    (_, at) => a[Math.floor(at / p)] * b[at % p],
  );
}

function trace(matrix: Float64Array, p: number): number {
  let sum = 0;
  for (let l = 0; l < p; l++) sum += matrix[l * p + l];
  return sum;
}
