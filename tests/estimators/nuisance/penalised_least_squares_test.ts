import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { inverse, Matrix, solve } from "ml-matrix";
import { penalisedLeastSquares } from "../../../estimators/nuisance/penalised_least_squares.ts";
import { cosineBasis, penalisedSeries } from "../../../estimators/nuisance/penalised_series.ts";
import { projectionSeries } from "../../../estimators/nuisance/projection_series.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";
import {
  arbitraryData,
  assertRefusesMalformedData,
  gcvFromMatrix,
  leaveOneOutByRefits,
} from "./support.ts";

const N = 60;
const basis = cosineBasis({ frequencies: 10, low: -4, high: 4 });
const data = arbitraryData(N, 1, 2, Stream.of("tests", "penalised"));
data.y.forEach((noise, at) => {
  data.y[at] = (1 + 99 * (at % 2)) * (Math.sin(2 * data.x[at >> 1]) + 0.4 * noise);
});
const points = Stream.of("tests", "penalised points").fillNormal(new Float64Array(19));

Deno.test("penalised least squares solve (Z'Z + nλP) β = Z'y", () => {
  const z = Matrix.from1DArray(N, 11, basis.design(data.x, N, 1));
  const system = z.transpose().mmul(z).add(Matrix.diag([...basis.penalty]).mul(N * 0.003));
  const beta = solve(system, z.transpose().mmul(Matrix.from1DArray(N, 2, data.y)));
  const expected = Matrix.from1DArray(19, 11, basis.design(points, 19, 1)).mmul(beta).to1DArray();
  const regression = penalisedLeastSquares({ basis, lambdas: [0.003] })(data);
  assert(maxDifference(regression.predict(points, 19), expected) < 1e-11);
  assertEquals(regression.chosen, { lambda: 0.003 });
});

Deno.test("they are the quadratic risk with W = 1 and U = −y", () => {
  const functions = penalisedSeries(basis, 0.01)(data.x, N, 1);
  const beta = functions.weighted(new Float64Array(N).fill(1))(data.y.map((value) => -value), 2);
  const learned = penalisedLeastSquares({ basis, lambdas: [0.01] })(data);
  const expected = functions.evaluate(beta, 2, points, 19);
  assert(maxDifference(learned.predict(points, 19), expected) < 1e-11);
});

Deno.test("they tend to the projection as λ → 0 and to the mean as λ → ∞", () => {
  const near = penalisedLeastSquares({ basis, lambdas: [1e-15] })(data).predict(points, 19);
  const projection = projectionSeries({ basis, sizes: [11] })(data).predict(points, 19);
  assert(maxDifference(near, projection) < 1e-6);
  const far = penalisedLeastSquares({ basis, lambdas: [1e12] })(data).predict(points, 19);
  for (let c = 0; c < 2; c++) {
    const mean = data.y.filter((_, at) => at % 2 === c).reduce((sum, y) => sum + y, 0) / N;
    for (let i = 0; i < 19; i++) assertAlmostEquals(far[2 * i + c], mean, 1e-9);
  }
});

for (const criterion of ["gcv", "loo"] as const) {
  Deno.test(`the penalty by ${criterion} is that of a second route`, () => {
    const lambdas = [1e-8, 1e-6, 1e-4, 1e-2, 1, 100];
    const errors = lambdas.map((lambda) =>
      criterion === "gcv"
        ? gcvFromMatrix(penalisedLeastSquares({ basis, lambdas: [lambda] }), data)
        // the same nλ with one row less
        : leaveOneOutByRefits(
          penalisedLeastSquares({ basis, lambdas: [lambda * N / (N - 1)] }),
          data,
        )
    );
    const best = errors.indexOf(Math.min(...errors));
    const name = criterion === "gcv" ? "gcv" : "leaveOneOut";
    for (const order of [lambdas, lambdas.toReversed(), [...lambdas, 1]]) {
      const { chosen, predict } = penalisedLeastSquares({ basis, lambdas: order, criterion })(data);
      assertEquals([chosen?.lambda, chosen?.atEdge], [lambdas[best], 0]);
      assertAlmostEquals(chosen![name], errors[best], 1e-12);
      const fixed = penalisedLeastSquares({ basis, lambdas: [lambdas[best]] })(data);
      assertEquals(predict(points, 19), fixed.predict(points, 19));
    }
    for (let k = 1; k < lambdas.length; k++) {
      const pair = [lambdas[k - 1], lambdas[k]];
      const { chosen } = penalisedLeastSquares({ basis, lambdas: pair, criterion })(data);
      assertAlmostEquals(chosen![name], Math.min(errors[k - 1], errors[k]), 1e-12);
      assertEquals(chosen?.atEdge, 1);
    }
  });
}

Deno.test("left-out errors of more rows than are worked on together", () => {
  const n = 2500;
  const small = cosineBasis({ frequencies: 3, low: -5, high: 5 });
  const many = arbitraryData(n, 1, 1, Stream.of("tests", "many rows"));
  const z = Matrix.from1DArray(n, 4, small.design(many.x, n, 1));
  const system = z.transpose().mmul(z).add(Matrix.diag([...small.penalty]).mul(n * 0.1));
  const half = z.mmul(inverse(system));
  const fitted = half.mmul(z.transpose().mmul(Matrix.columnVector(many.y))).to1DArray();
  let sum = 0;
  let squares = 0;
  const mean = many.y.reduce((total, y) => total + y / n, 0);
  for (let i = 0; i < n; i++) {
    let leverage = 0;
    for (let k = 0; k < 4; k++) leverage += half.get(i, k) * z.get(i, k);
    const error = (many.y[i] - fitted[i]) / (1 - leverage);
    sum += error * error;
    squares += (many.y[i] - mean) * (many.y[i] - mean);
  }
  const lambdas = [0.1, 0.1 * (1 + 1e-13)];
  const { chosen } = penalisedLeastSquares({ basis: small, lambdas, criterion: "loo" })(many);
  assertAlmostEquals(chosen!.leaveOneOut, sum / squares, 1e-12);
});

Deno.test("of equally good penalties the largest is taken", () => {
  const zero = { ...data, y: new Float64Array(2 * N) };
  const { chosen } = penalisedLeastSquares({ basis, lambdas: [1e-3, 1, 1e-1] })(zero);
  assertEquals(chosen, { lambda: 1, gcv: 0, atEdge: 1 });
});

Deno.test("rows that a fit passes through have no left-out error, and no such fit is chosen", () => {
  const few = { ...data, n: 11, x: data.x.slice(0, 11), y: data.y.slice(0, 22) };
  for (const criterion of ["gcv", "loo"] as const) {
    const lambdas = [1e-30, 1e-29];
    const all = penalisedLeastSquares({ basis, lambdas, criterion });
    assertThrows(() => all(few), RangeError, "give more rows, smoother settings or a single one");
    const some = penalisedLeastSquares({ basis, lambdas: [...lambdas, 1], criterion });
    assertEquals(some(few).chosen?.lambda, 1);
  }
});

Deno.test("penalised least squares reject malformed input", () => {
  for (const lambda of [0, -1, NaN, Infinity]) {
    const lambdas = [1, lambda];
    assertThrows(() => penalisedLeastSquares({ basis, lambdas }), RangeError, `is ${lambda}`);
  }
  assertThrows(() => penalisedLeastSquares({ basis, lambdas: [] }), RangeError, "lambdas is empty");
  const wide = arbitraryData(10, 2, 1, Stream.of("tests", "wide"));
  const learner = penalisedLeastSquares({ basis, lambdas: [1] });
  assertThrows(() => learner(wide), RangeError, "x has 2 covariates");
  assertRefusesMalformedData(learner, data);
});
