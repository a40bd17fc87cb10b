import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import { Matrix, solve } from "ml-matrix";
import { solveRidge } from "../../../estimators/nuisance/normal_equations.ts";
import { ridge } from "../../../estimators/nuisance/ridge.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";
import { arbitraryData, assertRefusesMalformedData } from "./support.ts";

const data = arbitraryData(40, 3, 2, Stream.of("tests", "ridge"));

Deno.test("ridge solves its normal equations, intercept free, penalty not scaled by n", () => {
  const z = new Matrix(40, 4);
  const y = new Matrix(40, 2);
  for (let i = 0; i < 40; i++) {
    z.setRow(i, [1, ...data.x.subarray(3 * i, 3 * i + 3)]);
    y.setRow(i, [...data.y.subarray(2 * i, 2 * i + 2)]);
  }
  const penalty = Matrix.diag([0, 2.5, 2.5, 2.5]);
  const beta = solve(z.transpose().mmul(z).add(penalty), z.transpose().mmul(y));
  const expected = z.mmul(beta).to1DArray();
  assert(maxDifference(ridge(2.5)(data).predict(data.x, 40), expected) < 1e-13);
});

Deno.test("ridge reproduces a line exactly without penalty, the mean with an infinite one", () => {
  const y = new Float64Array(40);
  for (let i = 0; i < 40; i++) {
    y[i] = 3 - data.x[3 * i] + 2 * data.x[3 * i + 1] + 0.5 * data.x[3 * i + 2];
  }
  const line = { ...data, q: 1, y };
  assert(maxDifference(ridge(0)(line).predict(data.x, 40), y) < 1e-13);
  const mean = y.reduce((sum, value) => sum + value, 0) / 40;
  for (const value of ridge(1e15)(line).predict(data.x, 40)) assertAlmostEquals(value, mean, 1e-12);
});

Deno.test("ridge does not mind where the covariates' origin is", () => {
  const far = { ...data, x: data.x.map((value) => value + 1e5) };
  const a = ridge(1)(data).predict(data.x, 40);
  const b = ridge(1)(far).predict(far.x, 40);
  assert(maxDifference(a, b) < 1e-9);
});

Deno.test("ridge rejects malformed input", () => {
  assertThrows(() => ridge(-1), RangeError, "penalty is -1");
  assertThrows(() => ridge(NaN), RangeError, "penalty is NaN");
  assertRefusesMalformedData(ridge(1), data);
  const twice = { n: 40, d: 2, q: 1, x: new Float64Array(80), y: data.y.slice(0, 40) };
  for (let i = 0; i < 40; i++) twice.x[2 * i] = twice.x[2 * i + 1] = data.x[i];
  assertThrows(() => ridge(0)(twice), RangeError, "raise the ridge");
  assert(ridge(1e-6)(twice).predict(twice.x, 40).every(Number.isFinite));
});

Deno.test("solveRidge solves a small system by hand", () => {
  // (4 2; 2 3 + 1) β = (8, 10) has β = (1, 2)
  const beta = solveRidge(Float64Array.of(4, 2, 2, 3), Float64Array.of(8, 10), 2, 1, 1);
  assert(maxDifference(beta, [1, 2]) < 1e-15);
  assertThrows(
    () => solveRidge(Float64Array.of(4, 2, 2, 3), Float64Array.of(8, 10), 2, 1, -1),
    RangeError,
    "ridge is -1",
  );
});
