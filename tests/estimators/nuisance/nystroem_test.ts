import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { gaussian, type Kernel, laplace, matern32 } from "../../../estimators/nuisance/kernel.ts";
import { kernelRidge } from "../../../estimators/nuisance/kernel_ridge.ts";
import { nystroem, nystroemBasis } from "../../../estimators/nuisance/nystroem.ts";
import { penalisedSeries } from "../../../estimators/nuisance/penalised_series.ts";
import { weightedKernelRidge } from "./weighted_kernel_ridge.ts";
import { Stream } from "../../../numerics/random.ts";
import { kernels } from "../../../numerics/wasm.ts";
import { maxDifference } from "../functional/support.ts";
import {
  arbitraryData,
  assertRefusesMalformedData,
  gcvFromMatrix,
  leaveOneOutByRefits,
} from "./support.ts";

const N = 60;
const data = arbitraryData(N, 2, 3, Stream.of("tests", "nystroem"));
const points = Stream.of("tests", "nystroem points").fillNormal(new Float64Array(2 * 17));

/** Bytes of all arrays of doubles that are made while something runs. */
function bytesMade(run: () => void): number {
  const real = globalThis.Float64Array;
  let bytes = 0;
  const counting = new Proxy(real, {
    construct(target, parameters, newTarget) {
      const array = Reflect.construct(target, parameters, newTarget) as Float64Array;
      // a view of a buffer makes nothing
      if (!(parameters[0] instanceof ArrayBuffer)) bytes += array.byteLength;
      return array;
    },
  });
  const { constructor } = real.prototype;
  globalThis.Float64Array = counting;
  real.prototype.constructor = counting; // slice and map ask it
  try {
    run();
  } finally {
    globalThis.Float64Array = real;
    real.prototype.constructor = constructor;
  }
  return bytes;
}

// First in its file, so that the WebAssembly memory, which never shrinks, starts out empty.
Deno.test("20 000 rows take memory in proportion to rows times landmarks, and no more", () => {
  const rank = 50;
  const fit = (n: number) => {
    const train = arbitraryData(n, 2, 2, Stream.of("tests", "many"));
    const learner = nystroem({ kernel: gaussian(0.4), rank, lambdas: [1e-3, 1e-4, 1e-5] });
    return bytesMade(() => learner(train).predict(train.x, n));
  };
  const [once, twice] = [fit(10_000), fit(20_000)];
  const matrix = 8 * 20_000 * (rank + 1);
  assertLess(twice / once, 2.05);
  assert(twice > 3 * matrix, `${twice / matrix}: the arrays are counted`);
  assertLess(twice, 8 * matrix);
  assertLess(kernels().memory.buffer.byteLength, 4 * matrix);
});

Deno.test("20 000 rows at 100 places are exactly kernel ridge on the places' means", () => {
  const places = arbitraryData(100, 2, 2, Stream.of("tests", "places"));
  const n = 20_000;
  const x = Float64Array.from({ length: 2 * n }, (_, at) => places.x[at % 200]);
  const noise = Stream.of("tests", "places noise").fillNormal(new Float64Array(2 * n));
  const y = noise.map((value, at) => places.y[at % 200] + value);
  const mean = new Float64Array(200);
  for (let at = 0; at < 2 * n; at++) mean[at % 200] += y[at] / 200;
  for (const intercept of [true, false]) {
    const options = { kernel: laplace(1), lambdas: [0.01], intercept };
    const small = kernelRidge(options)({ ...places, y: mean });
    const large = nystroem({ ...options, rank: 500 })({ n, d: 2, q: 2, x, y });
    assertEquals(large.chosen?.rank, 100);
    assert(maxDifference(large.predict(points, 17), small.predict(points, 17)) < 1e-10);
  }
});

Deno.test("with every point a landmark it is kernel ridge regression", () => {
  for (const kernel of [laplace(0.7), matern32(0.5), gaussian(0.2)]) {
    for (const intercept of [true, false]) {
      const options = { kernel, lambdas: [0.01], intercept };
      const exact = kernelRidge(options)(data).predict(points, 17);
      const learned = nystroem({ ...options, rank: N, tolerance: 0 })(data);
      assert(maxDifference(learned.predict(points, 17), exact) < 1e-10, kernel.name);
      assertEquals([learned.chosen?.rank, learned.chosen?.sigma], [N, kernel.sigma]);
    }
  }
});

Deno.test("it is kernel ridge regression with K_nr K_rr⁻¹ K_rn, on the points explained least", () => {
  // on a line: the greedy landmarks are the first point, then the one farthest from it, ...
  const x = Float64Array.of(0, 0.1, 3, 1, 2.9);
  const y = Float64Array.of(1, -2, 0.5, 3, 2);
  const kernel = laplace(1);
  const learned = nystroem({ kernel, rank: 2, lambdas: [0.05], intercept: false })({
    n: 5,
    d: 1,
    q: 1,
    x,
    y,
  });
  const k = (a: number, b: number) => Math.exp(-Math.abs(a - b));
  // by hand, with landmarks 0 and 3: features (k(x,0), (k(x,3) − k(x,0) e⁻³)/√(1 − e⁻⁶))
  const root = Math.sqrt(1 - Math.exp(-6));
  const features = (a: number) => [k(a, 0), (k(a, 3) - k(a, 0) * Math.exp(-3)) / root];
  const f = Array.from(x, features);
  const [[a, b], [, d]] = [0, 1].map((i) =>
    [0, 1].map((j) => f.reduce((sum, row) => sum + row[i] * row[j], i === j ? 5 * 0.05 : 0))
  );
  const [u, v] = [0, 1].map((i) => f.reduce((sum, row, at) => sum + row[i] * y[at], 0));
  const beta = [(d * u - b * v) / (a * d - b * b), (a * v - b * u) / (a * d - b * b)];
  for (const at of [-1, 0.5, 7]) {
    const [g, h] = features(at);
    const prediction = learned.predict(Float64Array.of(at), 1)[0];
    assertAlmostEquals(prediction, beta[0] * g + beta[1] * h, 1e-13);
  }
  const left = f.reduce((sum, [g, h]) => sum + 1 - g * g - h * h, 0) / 5;
  assertAlmostEquals(learned.chosen!.left, left, 1e-14);
});

Deno.test("more landmarks come closer to kernel ridge regression", () => {
  const train = arbitraryData(300, 1, 1, Stream.of("tests", "closer"));
  const exact = kernelRidge({ kernel: laplace(1), lambdas: [1e-2] })(train).predict(points, 34);
  const off = [10, 40, 160, 300].map((rank) =>
    maxDifference(
      nystroem({ kernel: laplace(1), rank, lambdas: [1e-2] })(train).predict(points, 34),
      exact,
    )
  );
  for (let k = 1; k < 4; k++) assertLess(off[k], off[k - 1] / 2);
  assertLess(off[3], 1e-11);
});

Deno.test("a smooth kernel needs few landmarks, and the tolerance says how few", () => {
  const train = arbitraryData(300, 1, 1, Stream.of("tests", "few"));
  const ranks = [1e-2, 1e-6, 1e-10].map((tolerance) => {
    const options = { kernel: gaussian(1), rank: 300, lambdas: [1e-3], tolerance };
    const { chosen } = nystroem(options)(train);
    assert(chosen!.left <= tolerance && chosen!.left >= 0);
    const fewer = nystroem({ ...options, rank: chosen!.rank - 1, tolerance: 0 })(train);
    assert(fewer.chosen!.left > tolerance);
    return chosen!.rank;
  });
  assert(ranks[0] < ranks[1] && ranks[1] < ranks[2] && ranks[2] < 30, `${ranks}`);
});

for (const criterion of ["gcv", "loo"] as const) {
  Deno.test(`the penalty by ${criterion} is that of a second route`, () => {
    // leave-one-out keeps the landmarks; with all points for landmarks, refits do so too
    const kernel = laplace(2);
    const lambdas = [1e-5, 1e-3, 1e-1, 10];
    const smooth = { ...data, y: data.y.map((y, at) => y * 0.5 + data.x[2 * Math.floor(at / 3)]) };
    const errors = lambdas.map((lambda) =>
      criterion === "gcv"
        ? gcvFromMatrix(nystroem({ kernel, rank: 20, lambdas: [lambda] }), smooth)
        : leaveOneOutByRefits(
          nystroem({ kernel, rank: N, lambdas: [lambda * N / (N - 1)], tolerance: 0 }),
          smooth,
        )
    );
    const options = { kernel, rank: criterion === "gcv" ? 20 : N, lambdas, criterion };
    const { chosen } = nystroem(options)(smooth);
    const best = errors.indexOf(Math.min(...errors));
    assertEquals([chosen?.lambda, chosen?.atEdge], [lambdas[best], 0]);
    const name = criterion === "gcv" ? "gcv" : "leaveOneOut";
    assertAlmostEquals(chosen![name], errors[best], 1e-9);
  });
}

Deno.test("nystroem rejects malformed input", () => {
  const kernel = gaussian(1);
  const settings = { kernel, rank: 5, lambdas: [1] };
  for (const rank of [0, -1, 1.5, NaN]) {
    assertThrows(() => nystroem({ ...settings, rank }), RangeError, `rank is ${rank}`);
  }
  for (const tolerance of [-1, 1, NaN]) {
    assertThrows(
      () => nystroem({ ...settings, tolerance }),
      RangeError,
      `tolerance is ${tolerance}`,
    );
  }
  assertThrows(() => nystroem({ ...settings, lambdas: [0] }), RangeError, "lambda is 0");
  assertThrows(() => nystroem({ ...settings, lambdas: [] }), RangeError, "lambdas is empty");
  const indefinite: Kernel = {
    ...kernel,
    times: (x, n, z, m, d, c, q) => kernel.times(x, n, z, m, d, c, q).map((k) => k < 1 ? 2 : k),
  };
  assertThrows(() => nystroem({ ...settings, kernel: indefinite })(data), RangeError, "positive");
  assertRefusesMalformedData(nystroem(settings), data);
});

Deno.test("as a basis with every point a landmark it is weighted kernel ridge, for any weights", () => {
  const { n, d, q, x } = arbitraryData(40, 2, 3, Stream.of("tests", "nystroem basis"));
  const random = Stream.of("tests", "nystroem basis", "risk");
  const linear = random.fillNormal(new Float64Array(n * q));
  const weight = new Float64Array(n).map(() => 0.1 + random.uniform());
  for (const kernel of [matern32(0.7), laplace(1)]) {
    for (const lambda of [1e-3, 1]) {
      const basis = nystroemBasis(kernel, x, n, d, n);
      const [one, other] = [
        penalisedSeries(basis, lambda)(x, n, d),
        weightedKernelRidge({ kernel, lambda })(x, n, d),
      ].map((functions) =>
        functions.evaluate(functions.weighted(weight)(linear, q), q, points, points.length / d)
      );
      assertLess(maxDifference(one, other), 1e-8);
    }
  }
});

Deno.test("a basis on few landmarks spans 1 and the kernel at them, and its penalty is the norm", () => {
  const { n, d, x } = arbitraryData(40, 2, 1, Stream.of("tests", "nystroem basis"));
  const { penalty, design } = nystroemBasis(gaussian(1), x, n, d, 7);
  assertEquals([...penalty], [0, 1, 1, 1, 1, 1, 1, 1]);
  // Σ_k φ_k(x) φ_k(x') is the kernel where one of them is a landmark: 7 rows reproduce it exactly
  const values = design(x, n, d);
  const exact = Array.from({ length: n }, (_, i) => {
    let square = 0;
    for (let k = 1; k < 8; k++) square += values[8 * i + k] * values[8 * i + k];
    return square;
  });
  assert(exact.every((square) => square < 1 + 1e-12));
  assertEquals(exact.filter((square) => square > 1 - 1e-9).length, 7);
});
