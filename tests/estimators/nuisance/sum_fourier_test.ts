import { assert, assertThrows } from "@std/assert";
import { Matrix, solve } from "ml-matrix";
import { normalEquations, sumFourier } from "../../../estimators/nuisance/sum_fourier.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";
import { arbitraryData, assertRefusesMalformedData } from "./support.ts";

const data = arbitraryData(120, 3, 2, Stream.of("tests", "sum-fourier"));

/** 1, sin θ, cos θ, sin 2θ, ... of one angle. */
function features(angle: number, harmonics: number): number[] {
  const row = [1];
  for (let k = 1; k <= harmonics; k++) row.push(Math.sin(k * angle), Math.cos(k * angle));
  return row;
}

function sums(x: Float64Array, d: number): number[] {
  const rows = Array.from({ length: x.length / d }, (_, i) => x.subarray(i * d, (i + 1) * d));
  return rows.map((row) => row.reduce((sum, value) => sum + value, 0));
}

const PUBLISHED_SUM_FOURIER = { harmonics: 8, ridge: 1e-6 };

Deno.test("the normal equations from sums of harmonics are those of the explicit features", () => {
  const angles = Stream.of("tests", "angles").fillNormal(new Float64Array(60), 3);
  const y = Stream.of("tests", "outputs").fillNormal(new Float64Array(60 * 2));
  const { gram, rhs } = normalEquations(angles, y, 2, 8);
  const z = new Matrix([...angles].map((angle) => features(angle, 8)));
  const direct = z.transpose().mmul(z);
  const outputs = Matrix.from1DArray(60, 2, y);
  assert(maxDifference(gram, direct.to1DArray()) < 1e-12);
  assert(maxDifference(rhs, z.transpose().mmul(outputs).to1DArray()) < 1e-12);
});

Deno.test("sum-Fourier is plain ridge regression on explicit, centred features", () => {
  for (const { harmonics, ridge } of [PUBLISHED_SUM_FOURIER, { harmonics: 3, ridge: 4 }]) {
    const s = sums(data.x, 3);
    const centre = s.reduce((sum, value) => sum + value, 0) / 120;
    const z = new Matrix(s.map((value) => features(value - centre, harmonics)));
    const y = Matrix.from1DArray(120, 2, data.y);
    const penalty = Matrix.diag([0, ...new Array(2 * harmonics).fill(ridge)]);
    const beta = solve(z.transpose().mmul(z).add(penalty), z.transpose().mmul(y));
    const points = Stream.of("tests", "points").fillNormal(new Float64Array(3 * 20));
    const at = new Matrix(sums(points, 3).map((value) => features(value - centre, harmonics)));
    const expected = at.mmul(beta).to1DArray();
    const regression = sumFourier({ harmonics, ridge })(data);
    assert(maxDifference(regression.predict(points, 20), expected) < 1e-10);
  }
});

Deno.test("sum-Fourier reproduces a trigonometric polynomial of the sum exactly", () => {
  const s = sums(data.x, 3);
  const f = (value: number) => 2 - Math.sin(value + 1) + 0.3 * Math.cos(8 * value);
  const y = Float64Array.from(s, f);
  const regression = sumFourier({ harmonics: 8, ridge: 0 })({ ...data, q: 1, y });
  const points = Stream.of("tests", "polynomial").fillNormal(new Float64Array(60));
  const expected = sums(points, 3).map(f);
  assert(maxDifference(regression.predict(points, 20), expected) < 1e-9);
});

Deno.test("sum-Fourier with an enormous ridge predicts the training mean", () => {
  const prediction = sumFourier({ harmonics: 8, ridge: 1e15 })(data).predict(data.x, 120);
  const means = [0, 1].map((c) =>
    data.y.filter((_, at) => at % 2 === c).reduce((sum, value) => sum + value, 0) / 120
  );
  assert(maxDifference(prediction, prediction.map((_, at) => means[at % 2])) < 1e-12);
});

Deno.test("sum-Fourier copes with fewer observations than features", () => {
  const few = arbitraryData(5, 3, 1, Stream.of("tests", "few"));
  const prediction = sumFourier(PUBLISHED_SUM_FOURIER)(few).predict(few.x, 5);
  assert(maxDifference(prediction, few.y) < 1e-4);
});

Deno.test("sum-Fourier rejects malformed input", () => {
  const message = "give a whole number, at least 1";
  assertThrows(() => sumFourier({ harmonics: 0, ridge: 1 }), RangeError, message);
  assertThrows(() => sumFourier({ harmonics: 1.5, ridge: 1 }), RangeError, message);
  assertThrows(() => sumFourier({ harmonics: 2, ridge: -1 }), RangeError, "ridge is -1");
  assertRefusesMalformedData(sumFourier(PUBLISHED_SUM_FOURIER), data);
});
