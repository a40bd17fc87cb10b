import { assert, assertThrows } from "@std/assert";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import { kernelRidge } from "../../../estimators/nuisance/kernel_ridge.ts";
import { weightedKernelRidge } from "./weighted_kernel_ridge.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";
import { assertLearnsQuadraticRisks } from "./risk_support.ts";
import { arbitraryData } from "./support.ts";

const kernel = gaussian(0.7);

for (const intercept of [true, false]) {
  const which = intercept ? "with an intercept" : "without intercept";

  Deno.test(`weighted kernel ridge ${which} minimises quadratic risks`, () => {
    assertLearnsQuadraticRisks(weightedKernelRidge({ kernel, lambda: 0.05, intercept }));
  });

  Deno.test(`weighted kernel ridge ${which} with W = 1 and U = −y is kernel ridge`, () => {
    const data = arbitraryData(35, 2, 3, Stream.of("tests", "kernel risk"));
    const lambda = 0.03;
    const points = arbitraryData(9, 2, 1, Stream.of("tests", "points")).x;
    const functions = weightedKernelRidge({ kernel, lambda, intercept })(data.x, 35, 2);
    const coefficients = functions.weighted(new Float64Array(35).fill(1))(
      data.y.map((value) => -value),
      3,
    );
    const expected = kernelRidge({ kernel, lambdas: [lambda], intercept })(data).predict(points, 9);
    assert(maxDifference(functions.evaluate(coefficients, 3, points, 9), expected) < 1e-11);
  });

  Deno.test(`weighted kernel ridge ${which}: a weight of 2 is an observation that comes twice`, () => {
    const { x } = arbitraryData(12, 1, 1, Stream.of("tests", "twice"));
    const y = x.map((value) => Math.sin(3 * value));
    const weight = x.map((_, i) => i < 4 ? 2 : 1);
    const twice = (values: Float64Array) => Float64Array.of(...values, ...values.subarray(0, 4));
    const points = Float64Array.of(-1, 0, 0.3);
    // n λ is the same: the risk is a mean
    const once = weightedKernelRidge({ kernel, lambda: 0.04, intercept })(x, 12, 1);
    const doubled = weightedKernelRidge({ kernel, lambda: 0.03, intercept })(twice(x), 16, 1);
    const a = once.weighted(weight)(y.map((value, i) => -weight[i] * value), 1);
    const b = doubled.weighted(new Float64Array(16).fill(1))(twice(y).map((value) => -value), 1);
    const difference = maxDifference(
      once.evaluate(a, 1, points, 3),
      doubled.evaluate(b, 1, points, 3),
    );
    assert(difference < 1e-12);
  });
}

Deno.test("weighted kernel ridge rejects a penalty that is not positive", () => {
  assertThrows(() => weightedKernelRidge({ kernel, lambda: 0 }), RangeError, "lambda is 0");
});
