import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { RegressionData } from "../../../estimators/nuisance/contract.ts";
import { nadarayaWatson } from "../../../estimators/nuisance/nadaraya_watson.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";
import { arbitraryData, assertRefusesMalformedData, leaveOneOutByRefits } from "./support.ts";

const N = 41;
const data = arbitraryData(N, 2, 3, Stream.of("tests", "nadaraya-watson"));
const points = Stream.of("tests", "nadaraya points").fillNormal(new Float64Array(2 * 17));

/** A curve with noise. */
const curve: RegressionData = {
  ...arbitraryData(80, 1, 1, Stream.of("tests", "curve")),
};
curve.y.forEach((noise, i) => curve.y[i] = Math.sin(3 * curve.x[i]) + 0.2 * noise);

Deno.test("Nadaraya–Watson is the average with Gaussian weights", () => {
  const sigma = 0.6;
  const expected = new Float64Array(17 * 3);
  for (let i = 0; i < 17; i++) {
    let total = 0;
    for (let j = 0; j < N; j++) {
      const u = points[2 * i] - data.x[2 * j];
      const v = points[2 * i + 1] - data.x[2 * j + 1];
      const weight = Math.exp(-(u * u + v * v) / (2 * sigma * sigma));
      total += weight;
      for (let c = 0; c < 3; c++) expected[3 * i + c] += weight * data.y[3 * j + c];
    }
    for (let c = 0; c < 3; c++) expected[3 * i + c] /= total;
  }
  const regression = nadarayaWatson({ sigmas: [sigma] })(data);
  assert(maxDifference(regression.predict(points, 17), expected) < 1e-14);
  assertEquals(regression.chosen, { sigma });
});

Deno.test("Nadaraya–Watson tends to the mean as σ → ∞, to the nearest neighbour as σ → 0", () => {
  const wide = nadarayaWatson({ sigmas: [1e9] })(data).predict(points, 17);
  for (let c = 0; c < 3; c++) {
    const mean = data.y.filter((_, at) => at % 3 === c).reduce((sum, y) => sum + y, 0) / N;
    for (let i = 0; i < 17; i++) assertAlmostEquals(wide[3 * i + c], mean, 1e-14);
  }
  const narrow = nadarayaWatson({ sigmas: [1e-6] })(data).predict(points, 17);
  for (let i = 0; i < 17; i++) {
    let nearest = 0;
    let least = Infinity;
    for (let j = 0; j < N; j++) {
      const u = points[2 * i] - data.x[2 * j];
      const v = points[2 * i + 1] - data.x[2 * j + 1];
      if (u * u + v * v < least) [nearest, least] = [j, u * u + v * v];
    }
    assertEquals(narrow.slice(3 * i, 3 * i + 3), data.y.slice(3 * nearest, 3 * nearest + 3));
  }
});

Deno.test("far from all points Nadaraya–Watson is the nearest one, and of two the mean", () => {
  const two = { n: 2, d: 1, q: 1, x: Float64Array.of(-1, 1), y: Float64Array.of(3, 5) };
  const { predict } = nadarayaWatson({ sigmas: [0.01] })(two);
  assertEquals([...predict(Float64Array.of(-1e6, 0, 1e6), 3)], [3, 4, 5]);
});

Deno.test("the choice of σ is that of the leave-one-out errors by refits", () => {
  const sigmas = [0.02, 0.06, 0.15, 0.5, 2];
  const errors = sigmas.map((sigma) =>
    leaveOneOutByRefits(nadarayaWatson({ sigmas: [sigma] }), curve)
  );
  const best = errors.indexOf(Math.min(...errors));
  assert(best > 0 && best < 4);
  const { chosen, predict } = nadarayaWatson({ sigmas })(curve);
  assertEquals([chosen?.sigma, chosen?.atEdge], [sigmas[best], 0]);
  assertAlmostEquals(chosen!.leaveOneOut, errors[best], 1e-13);
  const fixed = nadarayaWatson({ sigmas: [sigmas[best]] })(curve);
  assertEquals(predict(curve.x, 80), fixed.predict(curve.x, 80));
  assertEquals(nadarayaWatson({ sigmas: [...sigmas.toReversed(), 2] })(curve).chosen, chosen);
  for (const edge of [[0.15, 0.5], [0.06, 0.15]]) {
    assertEquals(nadarayaWatson({ sigmas: edge })(curve).chosen?.atEdge, 1);
  }
});

Deno.test("every left-out error is reported right, whatever its bandwidth", () => {
  const several = [0.05, 0.3, 1, 20];
  for (const sigma of several) {
    const error = leaveOneOutByRefits(nadarayaWatson({ sigmas: [sigma] }), data);
    // twice nearly the same bandwidth, so that one of them is chosen
    const { chosen } = nadarayaWatson({ sigmas: [sigma, sigma * (1 + 1e-14)] })(data);
    assertAlmostEquals(chosen!.leaveOneOut, error, 1e-10);
  }
});

Deno.test("of equally good bandwidths the largest is taken", () => {
  const constant = { ...curve, y: new Float64Array(80).fill(3) };
  const { chosen } = nadarayaWatson({ sigmas: [0.3, 2, 1] })(constant);
  assertEquals(chosen, { sigma: 2, leaveOneOut: 0, atEdge: 1 });
});

Deno.test("Nadaraya–Watson rejects malformed input", () => {
  for (const sigma of [0, -1, NaN, Infinity]) {
    assertThrows(() => nadarayaWatson({ sigmas: [1, sigma] }), RangeError, `sigma is ${sigma}`);
  }
  assertThrows(() => nadarayaWatson({ sigmas: [] }), RangeError, "sigmas is empty");
  const one = { n: 1, d: 1, q: 1, x: Float64Array.of(2), y: Float64Array.of(7) };
  assertEquals([...nadarayaWatson({ sigmas: [1] })(one).predict(one.x, 1)], [7]);
  assertThrows(() => nadarayaWatson({ sigmas: [1, 2] })(one), RangeError, "one training row");
  assertRefusesMalformedData(nadarayaWatson({ sigmas: [1] }), data);
});
