import { assert, assertEquals, assertThrows } from "@std/assert";
import { Matrix, solve } from "ml-matrix";
import { bellmanBasis } from "../../../estimators/nuisance/bellman_basis.ts";
import type { RegressionData } from "../../../estimators/nuisance/contract.ts";
import { rowsOf } from "../../../numerics/matrix.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";
import { assertRefusesMalformedData } from "./support.ts";

const N = 150;
const data = stateAndAction(N, 2, "training");

function stateAndAction(n: number, q: number, label: string): RegressionData {
  const random = Stream.of("tests", "bellman basis", label);
  const x = new Float64Array(2 * n).map((_, at) =>
    at % 2 === 0 ? random.normal() : random.integer(2)
  );
  return { n, d: 2, q, x, y: random.fillNormal(new Float64Array(n * q)) };
}

/** The 38 functions, in the order of the published text. */
function basis(s: number, a: number): number[] {
  const row = [1, s, a, s * a, s * s, s * s * a, s * s * s, s * s * s * a];
  for (const f of [0.5, 0.75, 1, 1.5, 2]) {
    row.push(Math.sin(f * s), Math.cos(f * s), a * Math.sin(f * s), a * Math.cos(f * s));
  }
  for (const k of [-2, -1, 0, 1, 2]) {
    const bump = Math.exp(-(((s - k) / 0.8) ** 2) / 2);
    row.push(bump, bump * a);
  }
  return row;
}

function design({ n, x }: Pick<RegressionData, "n" | "x">): Matrix {
  return new Matrix(Array.from({ length: n }, (_, i) => basis(x[2 * i], x[2 * i + 1])));
}

Deno.test("the Bellman basis is plain ridge regression on its 38 functions", () => {
  const z = design(data);
  const y = Matrix.from1DArray(N, 2, data.y);
  const points = stateAndAction(30, 1, "points");
  for (const penalty of [0.05, 0.5, 1]) {
    const d = Matrix.diag([0, ...new Array(37).fill(penalty)]);
    const beta = solve(z.transpose().mmul(z).add(d), z.transpose().mmul(y));
    const expected = design(points).mmul(beta).to1DArray();
    assert(maxDifference(bellmanBasis(penalty)(data).predict(points.x, 30), expected) < 1e-9);
  }
});

Deno.test("the Bellman basis is the same far from 0, and for rows of a sample", () => {
  const far = Float64Array.of(19.9, 1, -19.9, 1, 20.1, 0, -60, 1, 0, 1);
  const rows = Uint32Array.of(4, 0, 3);
  const x = Float64Array.of(0, 1, 19.9, 1, -60, 1);
  const { predict } = bellmanBasis(1)(data);
  assertEquals(predict(x, 3, { all: far, rows }), predict(x, 3));
  const z = design(data);
  const ridged = z.transpose().mmul(z).add(Matrix.diag([0, ...new Array(37).fill(1)]));
  const beta = solve(ridged, z.transpose().mmul(Matrix.from1DArray(N, 2, data.y)));
  const expected = design({ n: 5, x: far }).mmul(beta).to1DArray();
  predict(far, 5).forEach((value, at) => {
    assert(Math.abs(value - expected[at]) < 1e-8 * (1 + Math.abs(expected[at])), `${at}: ${value}`);
  });
});

Deno.test("the Bellman basis is the same regression for any actions, few or all different", () => {
  const all = [[0, 1], [0.5], [-1, 2, 0.25], Array.from({ length: N }, (_, i) => Math.sin(i))];
  for (const actions of all) {
    const x = data.x.map((value, at) => at % 2 === 0 ? value : actions[(at >> 1) % actions.length]);
    const z = design({ n: N, x });
    const ridged = z.transpose().mmul(z).add(Matrix.diag([0, ...new Array(37).fill(0.5)]));
    const beta = solve(ridged, z.transpose().mmul(Matrix.from1DArray(N, 2, data.y)));
    const { predict } = bellmanBasis(0.5)({ ...data, x });
    assert(maxDifference(predict(x, N), z.mmul(beta).to1DArray()) < 1e-10, `${actions}`);
  }
});

Deno.test("one Bellman learner for several samples mixes nothing up", () => {
  const learner = bellmanBasis(0.5);
  const samples = ["first", "second"].map((label) => stateAndAction(N, 2, label));
  const rows = Uint32Array.from({ length: N - 10 }, (_, i) => N - 1 - i);
  const partOf = ({ x }: RegressionData) => ({ all: x, rows });
  const learned = samples.map((sample) => {
    const [x, y] = [rowsOf(sample.x, N, rows), rowsOf(sample.y, N, rows)];
    const given = { ...sample, n: rows.length, x, y };
    return { given, regression: learner({ ...given, part: partOf(sample) }), sample };
  });
  for (const { given, regression, sample } of learned) {
    const alone = bellmanBasis(0.5)(given).predict(given.x, given.n);
    assertEquals(regression.predict(given.x, given.n, partOf(sample)), alone);
  }
});

Deno.test("the Bellman basis holds each of its functions", () => {
  for (let column = 0; column < 38; column++) {
    const values = (n: number, x: Float64Array) =>
      Float64Array.from({ length: n }, (_, i) => basis(x[2 * i], x[2 * i + 1])[column]);
    const points = stateAndAction(30, 1, "points");
    const regression = bellmanBasis(1e-10)({ ...data, q: 1, y: values(N, data.x) });
    const error = maxDifference(regression.predict(points.x, 30), values(30, points.x));
    assert(error < 1e-3, `column ${column}: ${error}`);
  }
});

Deno.test("the Bellman basis with an enormous penalty predicts the training mean", () => {
  const prediction = bellmanBasis(1e15)(data).predict(data.x, N);
  const means = [0, 1].map((c) =>
    data.y.filter((_, at) => at % 2 === c).reduce((sum, value) => sum + value, 0) / N
  );
  assert(maxDifference(prediction, prediction.map((_, at) => means[at % 2])) < 1e-10);
});

Deno.test("the Bellman basis rejects malformed input", () => {
  assertThrows(() => bellmanBasis(-1), RangeError, "penalty is -1");
  assertThrows(() => bellmanBasis(NaN), RangeError, "penalty is NaN");
  assertRefusesMalformedData(bellmanBasis(1), data);
  const three = { ...data, d: 3, x: new Float64Array(3 * N) };
  assertThrows(() => bellmanBasis(1)(three), RangeError, "there are 3 covariates");
  // with a = 0 everywhere half of the columns vanish
  const idle = { ...data, x: data.x.map((value, at) => at % 2 === 0 ? value : 0) };
  assertThrows(() => bellmanBasis(0)(idle), RangeError, "raise the ridge");
});
