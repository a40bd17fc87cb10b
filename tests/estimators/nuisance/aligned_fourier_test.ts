import { assert, assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import { seriesFamily } from "../../../estimators/nuisance/adaptive_series.ts";
import { alignedFourier } from "../../../estimators/nuisance/aligned_fourier.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";
import { explained, learned, regression, squares } from "./adaptive_support.ts";

const random = Stream.of("tests", "aligned fourier");
const maker = (label: string) =>
  alignedFourier({
    candidates: 300,
    kept: 25,
    points: 300,
    random: (d) => Stream.of("tests", "frequencies", label, d),
  });
const wave = (x: Float64Array) => Math.sin(2 * (x[0] + x[1] + x[2]));

Deno.test("sin 2(x1 + x2 + x3) is learned from 800 noisy rows", () => {
  for (const trial of [0, 1, 2]) {
    const data = regression(800, 3, wave, 0.3, random.split(trial));
    const test = regression(2000, 3, wave, 0, random.split(trial).split("test"));
    const { at } = learned(seriesFamily(maker("a"))(10), data);
    const share = explained(at(test.x), test.y);
    assertGreater(share, 0.97, `${trial}`);
  }
});

Deno.test("units of covariates and of y do not matter", () => {
  const data = regression(200, 3, wave, 0.3, random.split("units"));
  const own = learned(seriesFamily(maker("a"))(1), data).at(data.x);
  const units = [1e-9, 4, 1e9];
  const x = data.x.map((value, at) => 7 * units[at % 3] + units[at % 3] * value);
  const y = data.y.map((value) => 1e6 * value - 3);
  const other = learned(seriesFamily(maker("a"))(1), { ...data, x, y }).at(x);
  assert(maxDifference(other.map((value) => (value + 3) / 1e6), own) < 1e-6);
});

Deno.test("the same stream gives the same features, each time and for each function alike", () => {
  const { n, d, x, y } = regression(100, 2, (x) => Math.sin(2 * x[0]), 0.1, random.split("same"));
  const designs = [maker("a"), maker("a"), maker("b")].map((made) => {
    const basis = made(x, n, d);
    assert(typeof basis === "function");
    return basis(squares(y)).design(x, n, d);
  });
  assertEquals(designs[0], designs[1]);
  assert(maxDifference(designs[0], designs[2]) > 0.1);
  const shared = maker("a");
  shared(x.map((value) => -value), n, d);
  const later = shared(x, n, d);
  assert(typeof later === "function");
  later(squares(y.map((value) => value * value)));
  assertEquals(later(squares(y)).design(x, n, d), designs[0]);
});

Deno.test("features are 1 and pairs cos ω'x, sin ω'x of those that go best with the residuals", () => {
  const data = regression(300, 2, (x) => Math.cos(3 * x[0]), 0, random.split("best"));
  const { n, d, x, y } = data;
  const basis = maker("a")(x, n, d);
  assert(typeof basis === "function");
  const risk = squares(y);
  const { penalty, design } = basis(risk);
  assertEquals([...penalty], [0, ...new Array(50).fill(1)]);
  const values = design(x, n, d);
  const strength = (of: (i: number, part: 0 | 1) => number) => {
    const mean = y.reduce((sum, value) => sum + value / n, 0);
    const sums = [0, 1].map((part) =>
      y.reduce((sum, value, i) => sum + (value - mean) * of(i, part as 0 | 1), 0)
    );
    return sums[0] * sums[0] + sums[1] * sums[1];
  };
  const strengths = Array.from(
    { length: 25 },
    (_, k) => strength((i, part) => values[i * 51 + 1 + 2 * k + part]),
  );
  for (let i = 0; i < n; i++) {
    assertEquals(values[i * 51], 1);
    for (let k = 1; k < 51; k += 2) {
      const size = Math.hypot(values[i * 51 + k], values[i * 51 + k + 1]);
      assert(Math.abs(size - 1) < 1e-12);
    }
  }
  // the strongest is first, and it climbed to where the truth is
  assertEquals(strengths.indexOf(Math.max(...strengths)), 0);
  const truth = strength((i, part) => [Math.cos, Math.sin][part](3 * x[2 * i]));
  assertGreater(strengths[0], 0.98 * truth);
  assertLess(strengths[24], strengths[0]);
  assertThrows(() => design(x, n, 1), RangeError, "x has 1 covariates");
  assertThrows(() => design(x.subarray(1), n, d), RangeError, "needed to predict");
});

Deno.test("noise, a constant and a single covariate are no trouble", () => {
  const noise = regression(100, 1, () => 0, 1, random.split("noise"));
  const values = learned(seriesFamily(maker("a"))(1000), noise).at(noise.x);
  const test = regression(500, 1, () => 0, 1, random.split("noise").split("test"));
  assertGreater(explained(learned(seriesFamily(maker("a"))(1000), noise).at(test.x), test.y), -0.1);
  assert(values.every(Number.isFinite));
  const flat = { ...noise, y: new Float64Array(100).fill(5) };
  assert(maxDifference(learned(seriesFamily(maker("a"))(1), flat).at(noise.x), flat.y) < 1e-9);
  assertThrows(() => maker("a")(Float64Array.of(1, NaN), 2, 1), RangeError, "holds NaN");
});
