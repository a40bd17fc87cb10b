import type { Learner, RegressionData } from "../../../estimators/nuisance/contract.ts";
import type { Stream } from "../../../numerics/random.ts";
import { assertThrows } from "@std/assert";
import { Matrix } from "ml-matrix";

/** Arbitrary training data. */
export function arbitraryData(n: number, d: number, q: number, random: Stream): RegressionData {
  return {
    n,
    d,
    q,
    x: random.split("x").fillNormal(new Float64Array(n * d)),
    y: random.split("y").fillNormal(new Float64Array(n * q)),
  };
}

/** The data without row i. */
export function withoutRow({ n, d, q, x, y }: RegressionData, i: number): RegressionData {
  return {
    n: n - 1,
    d,
    q,
    x: x.filter((_, at) => Math.floor(at / d) !== i),
    y: y.filter((_, at) => Math.floor(at / q) !== i),
  };
}

/** What every learner must refuse, in the same words. */
export function assertRefusesMalformedData(learner: Learner, data: RegressionData): void {
  const spoilt = (array: Float64Array) => array.map((value, at) => at === 3 ? NaN : value);
  const cases: [Partial<RegressionData>, string][] = [
    [{ x: spoilt(data.x) }, "training x holds NaN"],
    [{ y: spoilt(data.y) }, "training y holds NaN"],
    [{ x: data.x.subarray(1) }, "training x has"],
    [{ y: data.y.subarray(1) }, "training y has"],
    [{ n: 0 }, "n of the training data is 0"],
    [{ d: 0 }, "d of the training data is 0"],
    [{ q: 1.5 }, "q of the training data is 1.5"],
  ];
  for (const [change, message] of cases) {
    assertThrows(() => learner({ ...data, ...change }), RangeError, message);
  }
  const regression = learner(data);
  assertThrows(() => regression.predict(data.x, data.n + 1), RangeError, "needed to predict");
}

/** The matrix H of a learner that is linear in y, from fits of the n unit vectors: ŷ = Hy. */
export function smootherMatrix(learner: Learner, data: RegressionData): Matrix {
  const { n, x } = data;
  const units = Float64Array.from(Matrix.eye(n).to1DArray());
  return Matrix.from1DArray(n, n, learner({ ...data, q: n, y: units }).predict(x, n));
}

/** Mean over outputs of the mean squares of `errors`, n×q, each divided by the output's variance. */
export function relativeError({ n, q, y }: RegressionData, errors: ArrayLike<number>): number {
  let sum = 0;
  for (let c = 0; c < q; c++) {
    let mean = 0;
    let squares = 0;
    let variance = 0;
    for (let i = 0; i < n; i++) mean += y[i * q + c] / n;
    for (let i = 0; i < n; i++) {
      squares += errors[i * q + c] * errors[i * q + c];
      variance += (y[i * q + c] - mean) * (y[i * q + c] - mean);
    }
    sum += squares / variance / q;
  }
  return sum;
}

/** The relative error of generalised cross-validation by its formula, from H. */
export function gcvFromMatrix(learner: Learner, data: RegressionData): number {
  const { n, q, y } = data;
  const h = smootherMatrix(learner, data);
  const fitted = h.mmul(Matrix.from1DArray(n, q, y)).to1DArray();
  const slack = 1 - h.trace() / n;
  return relativeError(data, fitted.map((value, at) => (y[at] - value) / slack));
}

/** The relative leave-one-out error by n refits. */
export function leaveOneOutByRefits(learner: Learner, data: RegressionData): number {
  const { n, d, q, x, y } = data;
  const errors = new Float64Array(n * q);
  for (let i = 0; i < n; i++) {
    const point = x.slice(i * d, (i + 1) * d);
    const prediction = learner(withoutRow(data, i)).predict(point, 1);
    for (let c = 0; c < q; c++) errors[i * q + c] = y[i * q + c] - prediction[c];
  }
  return relativeError(data, errors);
}
