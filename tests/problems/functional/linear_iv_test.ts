import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { linearIV } from "../../../problems/functional/linear_iv.ts";
import {
  assertColumnMeans,
  assertConditionalMeans,
  assertSamples,
  assertScoreMoments,
  trueScores,
} from "./support.ts";

Deno.test("linear-IV's gradient is 12 (w - 2)", () => {
  assertEquals([...linearIV.gradient(Float64Array.of(2))], [0]);
  assertEquals([...linearIV.gradient(linearIV.outerPoint)], [-36]);
  assertEquals([...linearIV.root], [2]);
  assertEquals([...linearIV.hessian()], [12]);
});

Deno.test("linear-IV's root has the published oracle error at every sample size", () => {
  // √(A⁻² V / n); at the root V = 12 (0.25·0.1 + 0.01)
  const bound = linearIV.rootBound()[0];
  assertAlmostEquals(bound, 0.035 / 12, 1e-17);
  const published: [number, number, number][] = [
    [100, 0.0056, 5.06e-4],
    [200, 0.0038, 3.03e-4],
    [400, 0.0029, 2.43e-4],
    [800, 0.0019, 1.47e-4],
    [1600, 0.0014, 1.25e-4],
  ];
  for (const [n, rmse, halfWidth] of published) {
    const z = (Math.sqrt(bound / n) - rmse) / (halfWidth / 1.96);
    assert(Math.abs(z) < 4, `n = ${n}: z = ${z}`);
  }
});

Deno.test("linear-IV's simulated scores have the exact mean and variance", () => {
  for (const w of [-1, 1.9, 2, 2.1]) {
    const random = Stream.of("tests", "linear-iv", w);
    assertScoreMoments(linearIV, Float64Array.of(w), 50_000, random);
  }
});

Deno.test("linear-IV's one-step root has the variance of the sandwich", () => {
  // J⁻¹ times the mean score at the root is the root's error to first order
  const replications = 2000;
  const n = 50;
  const squares = new Float64Array(replications);
  for (let r = 0; r < replications; r++) {
    const sample = linearIV.sample(n, Stream.of("tests", "linear-iv root", r));
    const scores = trueScores(linearIV, sample, linearIV.root);
    const step = scores.reduce((sum, score) => sum + score, 0) / n / linearIV.hessian()[0];
    squares[r] = n * step * step;
  }
  assertColumnMeans("n times squared error", squares, linearIV.rootBound());
});

Deno.test("linear-IV's conditional means are those of its samples", () => {
  assertConditionalMeans(linearIV, 20_000, Stream.of("tests", "linear-iv means"));
  assertSamples(linearIV);
});

Deno.test("linear-IV samples what it says", () => {
  const n = 20_000;
  const { x, t, y } = linearIV.sample(n, Stream.of("tests", "linear-iv moments"));
  const moments = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    const eta = t[i] - 2 * (x[3 * i] + x[3 * i + 1] + x[3 * i + 2]);
    const noise = y[i] - 2 * t[i] - 0.5 * eta;
    moments.set([eta * eta, noise * noise, eta * noise], 3 * i);
  }
  assertColumnMeans("second moments", moments, [0.1, 0.01, 0]);
  assertColumnMeans("x²", x.map((value) => value * value), [1]);
});

Deno.test("linear-IV rejects malformed input", () => {
  const sample = linearIV.sample(3, Stream.of("tests", "errors"));
  assertThrows(() => linearIV.sample(0.5, Stream.of("tests")), RangeError, "sample size n is 0.5");
  assertThrows(() => linearIV.gradient(new Float64Array(2)), RangeError, "w has 2");
  assertThrows(() => linearIV.efficiencyBound(new Float64Array(0)), RangeError, "w has 0");
  assertThrows(() => linearIV.conditionalMeans(new Float64Array(4)), RangeError, "rows of 3");
  assertThrows(() => linearIV.innerTarget({ ...sample, n: 4 }), RangeError, "t has 3");
});
