import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Matrix, solve } from "ml-matrix";
import type { Learner, RegressionData } from "../../../estimators/nuisance/contract.ts";
import { gaussian, type Kernel, laplace } from "../../../estimators/nuisance/kernel.ts";
import { kernelRidge } from "../../../estimators/nuisance/kernel_ridge.ts";
import { ridge } from "../../../estimators/nuisance/ridge.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";
import {
  arbitraryData,
  assertRefusesMalformedData,
  gcvFromMatrix,
  leaveOneOutByRefits,
} from "./support.ts";

const N = 30;
const data = arbitraryData(N, 2, 3, Stream.of("tests", "kernel-ridge"));
const points = Stream.of("tests", "kernel points").fillNormal(new Float64Array(2 * 17));
const kernel = gaussian(0.8);

/** exp(−‖a_i − b_j‖²/(2σ²)), entry by entry. */
function plainGaussian(a: Float64Array, b: Float64Array, d: number, sigma: number): Matrix {
  const out = Matrix.zeros(a.length / d, b.length / d);
  for (let i = 0; i < out.rows; i++) {
    for (let j = 0; j < out.columns; j++) {
      let squares = 0;
      for (let k = 0; k < d; k++) {
        const difference = a[i * d + k] - b[j * d + k];
        squares += difference * difference;
      }
      out.set(i, j, Math.exp(-squares / (2 * sigma * sigma)));
    }
  }
  return out;
}

/** The kernel x·x', whose ridge regression is linear. */
const linear: Kernel = {
  name: "linear",
  gram(x, n, d) {
    const points = Matrix.from1DArray(n, d, x);
    return Float64Array.from(points.mmul(points.transpose()).to1DArray());
  },
  times(x, n, z, m, d, coefficients, q) {
    const moments = Matrix.from1DArray(m, d, z).transpose()
      .mmul(Matrix.from1DArray(m, q, coefficients));
    return Float64Array.from(Matrix.from1DArray(n, d, x).mmul(moments).to1DArray());
  },
};

/** A training set with a structure to be found. */
function wave(n: number): RegressionData {
  const { x } = arbitraryData(n, 1, 1, Stream.of("tests", "wave"));
  const noise = Stream.of("tests", "wave noise");
  const y = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    y[2 * i] = Math.sin(2 * x[i]) + 0.3 * noise.normal();
    y[2 * i + 1] = 5 + x[i] * x[i] + 0.3 * noise.normal();
  }
  return { n, d: 1, q: 2, x, y };
}

Deno.test("kernel ridge without intercept is K(x, X)(K + nλI)⁻¹y", () => {
  const lambda = 0.02;
  const k = plainGaussian(data.x, data.x, 2, 0.8);
  const alpha = solve(k.add(Matrix.eye(N, N).mul(N * lambda)), Matrix.from1DArray(N, 3, data.y));
  const expected = plainGaussian(points, data.x, 2, 0.8).mmul(alpha).to1DArray();
  const learner = kernelRidge({ kernel, lambdas: [lambda], intercept: false });
  assert(maxDifference(learner(data).predict(points, 17), expected) < 1e-12);
});

Deno.test("kernel ridge with a linear kernel is ridge regression with penalty nλ", () => {
  const lambda = 0.3;
  const a = kernelRidge({ kernel: linear, lambdas: [lambda] })(data).predict(points, 17);
  const b = ridge(N * lambda)(data).predict(points, 17);
  assert(maxDifference(a, b) < 1e-12);
});

Deno.test("kernel ridge interpolates as λ → 0 and predicts the mean as λ → ∞", () => {
  const near = kernelRidge({ kernel: gaussian(0.1), lambdas: [1e-12] })(data);
  assert(maxDifference(near.predict(data.x, N), data.y) < 1e-8);
  const far = kernelRidge({ kernel, lambdas: [1e12] })(data).predict(points, 17);
  for (let c = 0; c < 3; c++) {
    const mean = data.y.filter((_, at) => at % 3 === c).reduce((sum, y) => sum + y, 0) / N;
    assertAlmostEquals(far[c], mean, 1e-10);
  }
});

Deno.test("kernel ridge's intercept is free: a shifted output shifts the prediction", () => {
  const learner = kernelRidge({ kernel, lambdas: [0.5] });
  const a = learner(data).predict(points, 17);
  const b = learner({ ...data, y: data.y.map((y) => y + 1000) }).predict(points, 17);
  assert(maxDifference(a, b.map((value) => value - 1000)) < 1e-10);
});

Deno.test("kernel ridge smooths all outputs alike", () => {
  const options = { kernel, lambdas: [0.07] };
  const together = kernelRidge(options)(data).predict(points, 17);
  for (let c = 0; c < 3; c++) {
    const y = data.y.filter((_, at) => at % 3 === c);
    const alone = kernelRidge(options)({ ...data, q: 1, y }).predict(points, 17);
    assert(maxDifference(alone, together.filter((_, at) => at % 3 === c)) < 1e-13);
  }
});

for (const intercept of [true, false]) {
  const named = intercept ? "with" : "without";
  const lambdas = [1e-3, 1e-2, 1e-1, 1];
  Deno.test(`the leave-one-out error is that of ${N} refits, ${named} intercept`, () => {
    // the same nλ with one row less
    const errors = lambdas.map((lambda) =>
      leaveOneOutByRefits(
        kernelRidge({ kernel, lambdas: [lambda * N / (N - 1)], intercept }),
        data,
      )
    );
    for (let k = 0; k < lambdas.length; k++) {
      // a second penalty that is sure to lose, so that the first one's error is reported
      const grid = [lambdas[k], 1e-9];
      const { chosen } = kernelRidge({ kernel, lambdas: grid, intercept })(data);
      assertEquals(chosen?.lambda, lambdas[k]);
      assertAlmostEquals(chosen!.leaveOneOut, errors[k], 1e-10);
    }
    const { chosen } = kernelRidge({ kernel, lambdas, intercept })(data);
    assertEquals(chosen?.lambda, lambdas[errors.indexOf(Math.min(...errors))]);
  });

  Deno.test(`generalised cross-validation is that of the smoother's matrix, ${named} intercept`, () => {
    const criterion = "gcv";
    const errors = lambdas.map((lambda) =>
      gcvFromMatrix(kernelRidge({ kernel, lambdas: [lambda], intercept }), data)
    );
    for (let k = 0; k < lambdas.length; k++) {
      const grid = [lambdas[k], 1e-9];
      const { chosen } = kernelRidge({ kernel, lambdas: grid, intercept, criterion })(data);
      assertEquals(chosen?.lambda, lambdas[k]);
      assertAlmostEquals(chosen!.gcv, errors[k], 1e-10);
      assert(!("leaveOneOut" in chosen!));
    }
    const { chosen } = kernelRidge({ kernel, lambdas, intercept, criterion })(data);
    assertEquals(chosen?.lambda, lambdas[errors.indexOf(Math.min(...errors))]);
  });
}

Deno.test("of bandwidths and penalties the pair with the least criterion is taken", () => {
  const train = wave(60);
  const sigmas = [0.05, 0.4, 1.2, 30];
  const lambdas = [1e-6, 1e-4, 1e-2, 1];
  const errors = {
    loo: (learner: Learner) => leaveOneOutByRefits(learner, train),
    gcv: (learner: Learner) => gcvFromMatrix(learner, train),
  };
  for (const criterion of ["loo", "gcv"] as const) {
    let best = { sigma: NaN, lambda: NaN, error: Infinity };
    for (const sigma of sigmas) {
      for (const lambda of lambdas) {
        const scaled = criterion === "loo" ? lambda * 60 / 59 : lambda;
        const learner = kernelRidge({ kernel: gaussian(sigma), lambdas: [scaled] });
        const error = errors[criterion](learner);
        if (error < best.error) best = { sigma, lambda, error };
      }
    }
    for (const order of [sigmas, sigmas.toReversed(), [...sigmas, 0.4]]) {
      const options = { kernel: order.map(gaussian), lambdas, criterion };
      const { chosen, predict } = kernelRidge(options)(train);
      assertEquals([chosen?.sigma, chosen?.lambda], [best.sigma, best.lambda]);
      const name = criterion === "loo" ? "leaveOneOut" : "gcv";
      assertAlmostEquals(chosen![name], best.error, 1e-9);
      assertEquals(chosen?.atEdge, 0);
      const fixed = kernelRidge({ kernel: gaussian(best.sigma), lambdas: [best.lambda] })(train);
      const here = train.x.subarray(0, 9);
      assert(maxDifference(predict(here, 9), fixed.predict(here, 9)) < 1e-9);
    }
  }
});

Deno.test("a bandwidth at an edge is told, and a single one is not at an edge", () => {
  const train = wave(60);
  const lambdas = [1e-7, 1e-5, 1e-4, 1e-3, 1e-2, 1];
  const edge = kernelRidge({ kernel: [gaussian(30), gaussian(1)], lambdas })(train);
  assertEquals([edge.chosen?.sigma, edge.chosen?.atEdge], [1, 1]);
  const single = kernelRidge({ kernel: [gaussian(1)], lambdas })(train);
  assertEquals([single.chosen?.sigma, single.chosen?.atEdge], [1, 0]);
  const several = [gaussian(30), gaussian(1), gaussian(0.01)];
  const one = kernelRidge({ kernel: several, lambdas: [1e-3] })(train);
  assertEquals([one.chosen?.sigma, one.chosen?.lambda, one.chosen?.atEdge], [1, 1e-3, 0]);
});

Deno.test("kernels of several kinds can be compared, and one without a bandwidth has none", () => {
  const line = { ...data, q: 1, y: data.x.filter((_, at) => at % 2 === 0) };
  const lambdas = [1e-8, 1e-6];
  const { chosen } = kernelRidge({ kernel: [laplace(0.1), linear], lambdas })(line);
  assertEquals(Object.keys(chosen!), ["lambda", "leaveOneOut", "atEdge"]);
  assertEquals(kernelRidge({ kernel: linear, lambdas: [1] })(line).chosen, { lambda: 1 });
});

Deno.test("the choice of λ finds a structure, says so at an edge, and predicts with it", () => {
  const train = wave(120);
  const grid = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];
  const inside = kernelRidge({ kernel: gaussian(1), lambdas: grid })(train);
  assertEquals(inside.chosen?.atEdge, 0);
  assert(inside.chosen!.lambda > 1e-6 && inside.chosen!.lambda < 1);
  assert(inside.chosen!.leaveOneOut < 0.5);
  const fixed = kernelRidge({ kernel: gaussian(1), lambdas: [inside.chosen!.lambda] })(train);
  assert(maxDifference(fixed.predict(train.x, 120), inside.predict(train.x, 120)) < 1e-9);
  assertEquals(fixed.chosen, { lambda: inside.chosen!.lambda, sigma: 1 });
  for (const edge of [[0.1, 1], [1e-6, 1e-5]]) {
    assertEquals(kernelRidge({ kernel: gaussian(1), lambdas: edge })(train).chosen?.atEdge, 1);
  }
});

Deno.test("the choice of λ does not depend on an output's unit or on the grid's order", () => {
  const train = wave(60);
  const lambdas = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1];
  const rescaled = { ...train, y: train.y.map((y, at) => at % 2 === 0 ? 1000 * y : y) };
  const usual = kernelRidge({ kernel: gaussian(1), lambdas })(train).chosen!;
  const scaled = kernelRidge({ kernel: gaussian(1), lambdas })(rescaled).chosen!;
  const reversed = kernelRidge({ kernel: gaussian(1), lambdas: lambdas.toReversed() })(train);
  assertEquals(scaled.lambda, usual.lambda);
  assertAlmostEquals(scaled.leaveOneOut, usual.leaveOneOut, 1e-10);
  assertEquals(reversed.chosen, usual);
  const first = [usual.lambda, 1e-5, 1e-1, usual.lambda];
  assertEquals(kernelRidge({ kernel: gaussian(1), lambdas: first })(train).chosen, usual);
});

Deno.test("of equally good settings the largest bandwidth and then penalty are taken", () => {
  const constant = { ...wave(20), y: new Float64Array(40).fill(3) };
  const options = { kernel: [gaussian(1), gaussian(2)], lambdas: [1e-3, 1, 1e-1] };
  const { chosen } = kernelRidge(options)(constant);
  assertEquals(chosen, { lambda: 1, sigma: 2, leaveOneOut: 0, atEdge: 1 });
});

Deno.test("an output that does not vary is predicted exactly and does not disturb the choice", () => {
  const train = wave(40);
  const y = new Float64Array(3 * 40);
  for (let i = 0; i < 40; i++) y.set([train.y[2 * i], train.y[2 * i + 1], 7], 3 * i);
  const lambdas = [1e-4, 1e-3, 1e-2, 1e-1];
  const regression = kernelRidge({ kernel: gaussian(1), lambdas })({ ...train, q: 3, y });
  assertEquals(
    regression.chosen?.lambda,
    kernelRidge({ kernel: gaussian(1), lambdas })(train).chosen?.lambda,
  );
  const prediction = regression.predict(Float64Array.of(0.2, 9), 2);
  assertAlmostEquals(prediction[2], 7, 1e-12);
  assertAlmostEquals(prediction[5], 7, 1e-12);
});

Deno.test("an output that varies by rounding alone does not make the choice for the others", () => {
  const n = 80;
  const random = Stream.of("tests", "rounded output");
  const x = random.fillUniform(new Float64Array(n));
  const wave = x.map((value) => Math.sin(12 * value) + 0.1 * random.normal());
  const chosen = (constant: (i: number) => number) => {
    const y = new Float64Array(2 * n).map((_, at) => at % 2 ? constant(at >> 1) : wave[at >> 1]);
    const lambdas = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1];
    return kernelRidge({ kernel: gaussian(0.15), lambdas })({ n, d: 1, q: 2, x, y }).chosen;
  };
  assertEquals(chosen((i) => wave[i] + 1 / 3 - wave[i]), chosen(() => 1 / 3));
});

Deno.test("a single observation is predicted everywhere, whatever there is to choose", () => {
  const one = { n: 1, d: 1, q: 1, x: Float64Array.of(2), y: Float64Array.of(7) };
  for (const lambdas of [[1], [1, 2]]) {
    const [near, far] = kernelRidge({ kernel, lambdas })(one).predict(Float64Array.of(2, 9), 2);
    assertAlmostEquals(near, 7, 1e-14);
    assertAlmostEquals(far, 7, 1e-14);
  }
});

Deno.test("kernel ridge rejects malformed input", () => {
  for (const lambda of [0, -1, NaN, Infinity]) {
    assertThrows(() => kernelRidge({ kernel, lambdas: [1, lambda] }), RangeError, `is ${lambda}`);
  }
  assertThrows(() => kernelRidge({ kernel, lambdas: [] }), RangeError, "lambdas is empty");
  assertThrows(() => kernelRidge({ kernel: [], lambdas: [1] }), RangeError, "kernel is an empty");
  for (const scale of [1e-200, 1e200]) {
    const [x, y] = [Float64Array.of(0, 1, 2), Float64Array.of(0, scale, 0)];
    const choose = () => kernelRidge({ kernel, lambdas: [1, 2] })({ n: 3, d: 1, q: 1, x, y });
    assertThrows(choose, RangeError, "output 0 varies by 6.6");
  }
  assertRefusesMalformedData(kernelRidge({ kernel, lambdas: [1] }), data);
});
