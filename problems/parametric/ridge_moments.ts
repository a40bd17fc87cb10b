/**
 * The exact mean squared error of stochastic gradient steps on ridge regression.
 *
 * @module
 */

import { gemm } from "../../numerics/kernels.ts";
import { matvec, sandwich } from "../../numerics/matrix.ts";
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

/** What the gradients of single rows, a(a'e + r) + diag(e^x)(e + y*(x)), are made of; r = a'y*(x) − b. */
interface Rows {
  readonly p: number;
  /** E aa', p×p. */
  readonly A: Float64Array;
  /** E ar, p. */
  readonly c: Float64Array;
  /** E aa' + diag(e^x), p×p: the mean of the gradient is He. */
  readonly H: Float64Array;
  /** E vec(aa') vec(aa')', p²×p². */
  readonly fourth: Float64Array;
  /** E vec(aa') ra', p²×p. */
  readonly third: Float64Array;
  /** E vec(aa') r², p². */
  readonly second: Float64Array;
}

/**
 * E‖y_t − y*(x)‖² for t = 0, …, `steps`, computed and not sampled. Derived here: the gradient of a
 * minibatch is affine in e, so that the mean and the second moments of e follow a linear recursion, with h = αη,
 *
 *     E e ← (I − hH) E e,
 *     E ee' ← (I − hH) E ee' (I − hH) + (h²/b) E Var(a(a'e + r) | e).
 *
 * About p⁴ operations a step, and n p⁴ before.
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
  const r = matvec(a, solution).map((fitted, i) => fitted - labels[i]);
  const squares = new Float64Array(n * p * p);
  for (let i = 0; i < n; i++) {
    const row = a.subarray(i * p, (i + 1) * p);
    squares.set(outer(row, row), i * p * p);
  }
  const mean = (left: Float64Array, right: Float64Array): Float64Array => {
    const [rows, columns] = [left.length / n, right.length / n];
    return gemm(left, right, rows, n, columns, { transposeA: true }).map((sum) => sum / n);
  };
  const A = mean(a, a);
  const H = A.slice();
  for (let l = 0; l < p; l++) H[l * p + l] += Math.exp(x[l]);
  return {
    p,
    A,
    c: mean(a, r),
    H,
    fourth: mean(squares, squares),
    third: mean(squares, a.map((value, at) => value * r[Math.floor(at / p)])),
    second: mean(squares, r.map((value) => value * value)),
  };
}

function stepped({ first, second }: Moments, rows: Rows, h: number, batch: number): Moments {
  const { p, H } = rows;
  const decay = H.map((value) => -h * value);
  for (let l = 0; l < p; l++) decay[l * p + l] += 1;
  const mean = sandwich(decay, second, p);
  const variance = gradientVariance({ first, second }, rows);
  return {
    first: matvec(decay, first),
    second: mean.map((value, at) => value + h * h / batch * variance[at]),
  };
}

/** E Var(a(a'e + r) | e) = E aa'(a'e + r)² − E (Ae + c)(Ae + c)', p×p. */
function gradientVariance(e: Moments, { p, A, c, fourth, third, second }: Rows): Float64Array {
  const quadratic = matvec(fourth, e.second);
  const linear = matvec(third, e.first);
  const mean = sandwich(A, e.second, p);
  const shift = outer(matvec(A, e.first), c);
  const constant = outer(c, c);
  return quadratic.map((value, at) =>
    value + 2 * linear[at] + second[at] - mean[at] - shift[at] -
    shift[at % p * p + Math.floor(at / p)] - constant[at]
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
