import { assert, assertEquals, assertThrows } from "@std/assert";
import { Matrix, solve } from "ml-matrix";
import type { KernelBilevelData } from "../../../estimators/functional/kernel_bilevel_data.ts";
import { featureBilevel } from "../../../estimators/functional/kernel_bilevel_features.ts";
import { sampleSplit } from "../../../estimators/functional/cross_fit.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import { published } from "../../../estimators/functional/plug_in.ts";
import {
  drawFourierFeatures,
  fourierFeatures,
  randomFourier,
} from "../../../estimators/nuisance/random_fourier.ts";
import { gemm } from "../../../numerics/kernels.ts";
import { Stream } from "../../../numerics/random.ts";
import { kernelBilevel } from "./kernel_support.ts";
import { maxDifference, normals } from "./support.ts";

const D = 2;
const P = 3;
const N = 40;
const M = 25;
const lambdas = [1e-4, 1e-2, 1];
const random = Stream.of("tests", "feature bilevel");
const draw = (name: string, size: number) => normals(size, random.split(name));
const data: KernelBilevelData = {
  inner: { n: N, x: draw("x", N * D) },
  target: { g: draw("g", N * P), t0: draw("t0", N) },
  outer: { n: M, x: draw("outer x", M * D), y: draw("y", M) },
};
const w = Float64Array.of(0.7, -1.1, 0.4);
const features = drawFourierFeatures(D, 60, 0.35, random.split("features"));
const options = { features, lambdas };

Deno.test("feature bilevel is Ĉ'(ĥ − Ỹ)/m by a dense solver, ridge nλ on every column", () => {
  const matrix = (x: Float64Array, n: number) =>
    Matrix.from1DArray(n, 60, fourierFeatures(features, x, n));
  const z = matrix(data.inner.x, N);
  const outputs = Matrix.zeros(N, P + 1);
  for (let i = 0; i < N; i++) {
    outputs.setRow(i, [...data.target.g.subarray(i * P, (i + 1) * P), data.target.t0[i]]);
  }
  const estimates = featureBilevel(data, w, options);
  assertEquals(estimates.length, 3);
  lambdas.forEach((lambda, l) => {
    const system = z.transpose().mmul(z).add(Matrix.eye(60).mul(N * lambda));
    const columns = matrix(data.outer.x, M).mmul(solve(system, z.transpose().mmul(outputs)));
    const residual = columns.mmul(Matrix.columnVector([...w, 1]))
      .sub(Matrix.columnVector(data.outer.y));
    const expected = columns.transpose().mmul(residual).div(M).to1DArray().slice(0, P);
    assert(maxDifference(estimates[l].gradient, expected) < 1e-10);
    assert(estimates[l].standardError.length === P);
    assert(estimates[l].standardError.every(Number.isNaN));
  });
});

Deno.test("feature bilevel is kernel bilevel with the features' own kernel", () => {
  const product = (x: Float64Array, n: number, z: Float64Array, m: number) =>
    gemm(fourierFeatures(features, x, n), fourierFeatures(features, z, m), n, 60, m, {
      transposeB: true,
    });
  const kernel = {
    name: "own",
    gram: (x: Float64Array, n: number) => product(x, n, x, n),
    times: (
      x: Float64Array,
      n: number,
      z: Float64Array,
      m: number,
      _d: number,
      c: Float64Array,
      q: number,
    ) => gemm(product(x, n, z, m), c, n, m, q),
  };
  const dual = kernelBilevel(data, w, { kernel, lambdas });
  featureBilevel(data, w, options).forEach(({ gradient }, l) => {
    assert(maxDifference(gradient, dual[l].gradient) < 1e-9);
  });
});

Deno.test("feature bilevel is the published plug-in with random Fourier nuisances", () => {
  const inner = { ...data.inner, t: new Float64Array(0), y: new Float64Array(N) };
  const unused = { g: new Float64Array(M * P), t0: new Float64Array(M) };
  const evaluation = outerEvaluation(unused, data.outer.y, w);
  featureBilevel(data, w, options).forEach(({ gradient }, l) => {
    const learner = randomFourier({ features, lambdas: [lambdas[l]] });
    const { means } = sampleSplit(inner, data.target, data.outer, learner);
    const plugIn = published(evaluation, nuisanceValues(means, w));
    assert(maxDifference(gradient, plugIn.gradient) < 1e-10);
  });
});

Deno.test("feature bilevel leaves no gradient as λ → ∞", () => {
  const [{ gradient }] = featureBilevel(data, w, { features, lambdas: [1e12] });
  assert(gradient.every((value) => Math.abs(value) < 1e-10));
});

Deno.test("feature bilevel rejects malformed input", () => {
  const attempt = (change: Partial<KernelBilevelData>, more = {}, at = w) => () =>
    featureBilevel({ ...data, ...change }, at, { ...options, ...more });
  assertThrows(attempt({}, { lambdas: [0] }), RangeError, "lambda is 0");
  assertThrows(attempt({}, { lambdas: [] }), RangeError, "lambdas is empty");
  assertThrows(attempt({}, {}, w.subarray(1)), RangeError, "G has 120 values");
  const other = drawFourierFeatures(3, 60, 0.35, random);
  assertThrows(attempt({}, { features: other }), RangeError, "the features were drawn for 3");
  const y = data.outer.y.map((value, i) => i === 3 ? NaN : value);
  assertThrows(attempt({ outer: { ...data.outer, y } }), RangeError, "outer y holds NaN");
});
