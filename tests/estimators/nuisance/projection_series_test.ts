import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Matrix, solve } from "ml-matrix";
import { cosineBasis } from "../../../estimators/nuisance/penalised_series.ts";
import { projectionSeries } from "../../../estimators/nuisance/projection_series.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";
import {
  arbitraryData,
  assertRefusesMalformedData,
  gcvFromMatrix,
  leaveOneOutByRefits,
} from "./support.ts";

const N = 70;
const basis = cosineBasis({ frequencies: 8, low: 0, high: 1, covariates: 2 });
const data = {
  ...arbitraryData(N, 2, 3, Stream.of("tests", "projection")),
  x: Stream.of("tests", "projection x").fillUniform(new Float64Array(2 * N)),
};
const points = Stream.of("tests", "projection points").fillUniform(new Float64Array(2 * 19));

/** cos 2πx_1 + cos 3πx_2 with noise, which 7 functions span; the outputs have unequal units. */
function wave(noise: number): typeof data {
  const y = data.y.map((value, at) => {
    const [a, b] = data.x.subarray(2 * Math.floor(at / 3));
    return (1 + 99 * (at % 3)) *
      (Math.cos(2 * Math.PI * a) + Math.cos(3 * Math.PI * b) + noise * value);
  });
  return { ...data, y };
}

Deno.test("projection series are least squares in the first functions", () => {
  const phi = Matrix.from1DArray(N, 17, basis.design(data.x, N, 2));
  const at = Matrix.from1DArray(19, 17, basis.design(points, 19, 2));
  const y = Matrix.from1DArray(N, 3, data.y);
  for (const size of [1, 2, 5, 16, 17]) {
    const columns = Array.from({ length: size }, (_, k) => k);
    const z = phi.subMatrixColumn(columns);
    const beta = solve(z.transpose().mmul(z), z.transpose().mmul(y));
    const expected = at.subMatrixColumn(columns).mmul(beta).to1DArray();
    const regression = projectionSeries({ basis, sizes: [size] })(data);
    assert(maxDifference(regression.predict(points, 19), expected) < 1e-12);
    assertEquals(regression.chosen, { size });
  }
});

Deno.test("projection series reproduce what their functions span, and the mean with one", () => {
  const exact = projectionSeries({ basis, sizes: [7] })(wave(0)).predict(points, 19);
  for (let i = 0; i < 19; i++) {
    const value = Math.cos(2 * Math.PI * points[2 * i]) + Math.cos(3 * Math.PI * points[2 * i + 1]);
    assertAlmostEquals(exact[3 * i], value, 1e-13);
    assertAlmostEquals(exact[3 * i + 2] / 199, value, 1e-13);
  }
  const short = projectionSeries({ basis, sizes: [6] })(wave(0)).predict(points, 19);
  assert(maxDifference(short, exact) > 0.1);
  const one = projectionSeries({ basis, sizes: [1] })(data).predict(points, 19);
  const mean = data.y.filter((_, at) => at % 3 === 0).reduce((sum, y) => sum + y, 0) / N;
  for (let i = 0; i < 19; i++) assertAlmostEquals(one[3 * i], mean, 1e-14);
});

for (const criterion of ["loo", "gcv"] as const) {
  const name = criterion === "loo" ? "leaveOneOut" : "gcv";
  const route = criterion === "loo" ? leaveOneOutByRefits : gcvFromMatrix;
  Deno.test(`the number of functions by ${criterion} is that of a second route`, () => {
    const train = wave(0.3);
    const sizes = [1, 3, 5, 7, 9, 13, 17];
    const errors = sizes.map((size) => route(projectionSeries({ basis, sizes: [size] }), train));
    const best = errors.indexOf(Math.min(...errors));
    for (const order of [sizes, sizes.toReversed(), [...sizes, 7]]) {
      const { chosen, predict } = projectionSeries({ basis, sizes: order, criterion })(train);
      assertEquals([chosen?.size, chosen?.atEdge], [sizes[best], 0]);
      assertAlmostEquals(chosen![name], errors[best], 1e-12);
      const fixed = projectionSeries({ basis, sizes: [sizes[best]] })(train);
      assert(maxDifference(predict(points, 19), fixed.predict(points, 19)) < 1e-10);
    }
    for (let k = 1; k < sizes.length; k++) {
      const pair = [sizes[k - 1], sizes[k]];
      const { chosen } = projectionSeries({ basis, sizes: pair, criterion })(train);
      assertAlmostEquals(chosen![name], Math.min(errors[k - 1], errors[k]), 1e-12);
      assertEquals(chosen?.atEdge, 1);
    }
  });

  Deno.test(`as many functions as rows are never chosen by ${criterion}`, () => {
    const few = { ...data, n: 17, x: data.x.slice(0, 34), y: data.y.slice(0, 51) };
    const { chosen } = projectionSeries({ basis, sizes: [1, 17], criterion })(few);
    assertEquals(chosen?.size, 1);
    const interpolating = projectionSeries({ basis, sizes: [17] })(few);
    assert(maxDifference(interpolating.predict(few.x, 17), few.y) < 1e-6);
    const one = { n: 1, d: 2, q: 1, x: few.x.slice(0, 2), y: Float64Array.of(5) };
    assertEquals([...projectionSeries({ basis, sizes: [1] })(one).predict(one.x, 1)], [5]);
  });
}

Deno.test("of equally good numbers the smallest is taken", () => {
  const constant = { ...data, y: new Float64Array(3 * N) };
  const { chosen } = projectionSeries({ basis, sizes: [7, 3, 5] })(constant);
  assertEquals(chosen, { size: 3, leaveOneOut: 0, atEdge: 1 });
});

Deno.test("projection series reject malformed input", () => {
  for (const size of [0, -1, 1.5, NaN]) {
    assertThrows(() => projectionSeries({ basis, sizes: [1, size] }), RangeError, `holds ${size}`);
  }
  assertThrows(() => projectionSeries({ basis, sizes: [] }), RangeError, "sizes is empty");
  const long = projectionSeries({ basis, sizes: [1, 18] });
  assertThrows(() => long(data), RangeError, "sizes holds 18, but the basis has 17 functions");
  const all = projectionSeries({ basis, sizes: [17] });
  const few = { ...data, n: 16, x: data.x.slice(0, 32), y: data.y.slice(0, 48) };
  assertThrows(() => all(few), RangeError, "17 basis functions are collinear at the 16 training");
  const twice = { ...data, x: data.x.map((value, at) => at % 2 === 0 ? value : data.x[at - 1]) };
  assertThrows(() => all(twice), RangeError, "collinear at the 70 training points");
  // so nearly collinear that a Cholesky factor exists, but is no use
  const near = {
    design: (points: Float64Array, n: number) =>
      Float64Array.from({ length: 2 * n }, (_, at) => {
        const a = points[at - at % 2];
        return at % 2 === 0 ? a : a + 1e-7 * points[at];
      }),
  };
  const pair = projectionSeries({ basis: near, sizes: [2] });
  assertThrows(() => pair(data), RangeError, "first 2 basis functions are collinear");
  assertRefusesMalformedData(projectionSeries({ basis, sizes: [3] }), data);
});
