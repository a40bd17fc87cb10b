import type { Learner, RegressionData } from "../../../estimators/nuisance/contract.ts";
import type { Stream } from "../../../estimators/numerics/random.ts";
import { assertThrows } from "@std/assert";

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
