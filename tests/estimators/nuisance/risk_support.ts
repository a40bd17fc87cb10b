import { assert, assertThrows } from "@std/assert";
import type {
  FunctionClass,
  QuadraticRiskLearner,
} from "../../../estimators/nuisance/quadratic_risk.ts";
import { Stream } from "../../../numerics/random.ts";

/** E_n[½ W f² + U f] + penalty(f). */
export function quadraticRisk(
  functions: FunctionClass,
  coefficients: Float64Array,
  weight: Float64Array,
  linear: Float64Array,
): number {
  const f = functions.fitted(coefficients, 1);
  let sum = 0;
  for (let i = 0; i < f.length; i++) sum += weight[i] * f[i] * f[i] / 2 + linear[i] * f[i];
  return sum / f.length + functions.penalty(coefficients);
}

/** Checks all that a learner of quadratic risks promises, on covariates in (−1, 1). */
export function assertLearnsQuadraticRisks(learner: QuadraticRiskLearner): void {
  const random = Stream.of("tests", "quadratic risks");
  const n = 30;
  const q = 3;
  const x = random.split("x").fillUniform(new Float64Array(n)).map((u) => 2 * u - 1);
  const weight = random.split("weight").fillUniform(new Float64Array(n)).map((u) => 0.2 + u);
  const linear = random.split("linear").fillNormal(new Float64Array(n * q));
  const functions = learner(x, n, 1);
  const solve = functions.weighted(weight);
  const all = solve(linear, q);
  const values = functions.evaluate(all, q, x, n);
  const near = (a: number, b: number) => assert(Math.abs(a - b) < 1e-10, `${a} is not ${b}`);
  functions.fitted(all, q).forEach((value, at) => near(value, values[at]));
  for (let c = 0; c < q; c++) {
    const column = (a: Float64Array) => a.filter((_, at) => at % q === c);
    const u = column(linear);
    const one = solve(u, 1);
    functions.fitted(one, 1).forEach((value, i) => near(value, values[i * q + c]));
    // the risk is quadratic, so that its minimum is where every central difference vanishes
    const risk = (coefficients: Float64Array) => quadraticRisk(functions, coefficients, weight, u);
    for (let trial = 0; trial < 20; trial++) {
      const direction = random.split(trial).fillNormal(new Float64Array(functions.size));
      const at = (t: number) => risk(one.map((value, k) => value + t * direction[k]));
      near(at(0.5), at(-0.5));
      assert(at(0.5) > at(0) && functions.penalty(direction) >= 0);
    }
  }

  assertThrows(() => functions.weighted(weight.subarray(1)), RangeError, "weight has 29 values");
  for (const value of [0, -1, NaN, Infinity]) {
    const spoilt = weight.map((w, i) => i === 4 ? value : w);
    assertThrows(() => functions.weighted(spoilt), RangeError, `weight 4 is ${value}`);
  }
  assertThrows(() => solve(linear.subarray(1), q), RangeError, "");
  assertThrows(() => functions.evaluate(all, q, x, n + 1), RangeError, "needed to predict");
  assertThrows(() => learner(x, 0, 1), RangeError, "n of the training data is 0");
  assertThrows(() => learner(x, n, 1.5), RangeError, "d of the training data is 1.5");
  assertThrows(() => learner(x, n - 1, 1), RangeError, "training x has 30 values");
  const nan = x.map((value, i) => i === 7 ? NaN : value);
  assertThrows(() => learner(nan, n, 1), RangeError, "training x holds NaN in row 7");
}
