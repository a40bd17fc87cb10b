import { assert, assertEquals, assertThrows } from "@std/assert";
import { sampleSplit } from "../../../estimators/functional/cross_fit.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import {
  kernelBilevelMeans,
  kernelBilevelScore,
} from "../../../estimators/functional/kernel_bilevel_means.ts";
import { orthogonal } from "../../../estimators/functional/orthogonal.ts";
import { adjoint, forward, full, published } from "../../../estimators/functional/plug_in.ts";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import { kernelRidge } from "../../../estimators/nuisance/kernel_ridge.ts";
import { Stream } from "../../../numerics/random.ts";
import { projectedBellmanB1 } from "../../../problems/functional/projected_bellman.ts";
import { sineIVEndogenous } from "../../../problems/functional/sine_iv.ts";
import { kernelBilevel } from "./kernel_support.ts";
import { maxDifference } from "./support.ts";

const lambdas = [1e-4, 1e-2];
const kernel = gaussian(0.8);

// T_0 is zero in one of the problems and not in the other
for (const problem of [sineIVEndogenous, projectedBellmanB1]) {
  const random = Stream.of("tests", "kernel means", problem.name);
  const inner = problem.sample(60, random.split("inner"));
  const outer = problem.sample(45, random.split("outer"));
  const data = { inner, target: problem.innerTarget(inner), outer };
  const w = problem.outerPoint;
  const evaluation = outerEvaluation(problem.innerTarget(outer), outer.y, w);

  Deno.test(`the means of kernel bilevel are kernel ridge regressions: ${problem.name}`, () => {
    const means = kernelBilevelMeans(data, { kernel, lambdas });
    assertEquals(means.length, 2);
    lambdas.forEach((lambda, l) => {
      const learner = kernelRidge({ kernel, lambdas: [lambda], intercept: false });
      const expected = sampleSplit(inner, data.target, outer, learner).means;
      for (const name of ["j", "h0", "m"] as const) {
        assert(maxDifference(means[l][name], expected[name]) < 1e-12);
      }
    });
  });

  Deno.test(`the published plug-in of these means is kernel bilevel: ${problem.name}`, () => {
    const estimates = kernelBilevel(data, w, { kernel, lambdas });
    kernelBilevelMeans(data, { kernel, lambdas }).forEach((means, l) => {
      const values = nuisanceValues(means, w);
      assertEquals(
        kernelBilevelScore(evaluation, values).gradient,
        published(evaluation, values).gradient,
      );
      const { gradient, standardError } = kernelBilevelScore(evaluation, values);
      assert(maxDifference(gradient, estimates[l].gradient) < 1e-13);
      assert(standardError.length === problem.p && standardError.every(Number.isNaN));
      // one set of means serves all: adjoint + forward − full is the orthogonal gradient
      const parts = [adjoint, forward, full].map((one) => one(evaluation, values).gradient);
      const sum = parts[0].map((value, k) => value + parts[1][k] - parts[2][k]);
      assert(maxDifference(orthogonal(evaluation, values).gradient, sum) < 1e-13);
    });
  });
}

Deno.test("the means of kernel bilevel reject malformed input", () => {
  const random = Stream.of("tests", "kernel means errors");
  const inner = sineIVEndogenous.sample(10, random.split("inner"));
  const outer = sineIVEndogenous.sample(5, random.split("outer"));
  const data = { inner, target: sineIVEndogenous.innerTarget(inner), outer };
  const options = { kernel, lambdas };
  assertThrows(
    () => kernelBilevelMeans(data, { kernel, lambdas: [-1] }),
    RangeError,
    "lambda is -1",
  );
  const short = { ...inner, y: inner.y.subarray(1) };
  assertThrows(
    () => kernelBilevelMeans({ ...data, inner: short }, options),
    RangeError,
    "y has 9 values",
  );
  const broken = { ...inner, y: inner.y.map((value, i) => i === 2 ? NaN : value) };
  assertThrows(
    () => kernelBilevelMeans({ ...data, inner: broken }, options),
    RangeError,
    "y holds NaN at position 2",
  );
});
