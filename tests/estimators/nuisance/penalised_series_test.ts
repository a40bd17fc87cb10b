import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { naturalSplineBasis } from "../../../estimators/nuisance/natural_spline.ts";
import { penalisedLeastSquares } from "../../../estimators/nuisance/penalised_least_squares.ts";
import {
  type Basis,
  cosineBasis,
  penalisedSeries,
  ratePenalty,
} from "../../../estimators/nuisance/penalised_series.ts";
import { ridge } from "../../../estimators/nuisance/ridge.ts";
import { gaussLegendre } from "../../../numerics/quadrature.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";
import { assertLearnsQuadraticRisks } from "./risk_support.ts";
import { arbitraryData } from "./support.ts";

const basis = cosineBasis({ frequencies: 6, low: -1, high: 1 });

Deno.test("penalised series minimise quadratic risks, with a penalty and without", () => {
  assertLearnsQuadraticRisks(penalisedSeries(basis, 0.02));
  assertLearnsQuadraticRisks(penalisedSeries(basis, 0));
});

Deno.test("a penalised series in (1, x) with W = 1 and U = −y is ridge regression", () => {
  const n = 40;
  const d = 3;
  const data = arbitraryData(n, d, 2, Stream.of("tests", "series"));
  const mean = [0, 1, 2].map((k) =>
    data.x.filter((_, at) => at % d === k).reduce((sum, value) => sum + value, 0) / n
  );
  const affine: Basis = {
    penalty: Float64Array.of(0, 1, 1, 1),
    design: (x, m) =>
      Float64Array.from({ length: m * 4 }, (_, at) => {
        const k = at % 4;
        return k === 0 ? 1 : x[(at >> 2) * d + k - 1] - mean[k - 1];
      }),
  };
  const functions = penalisedSeries(affine, 2.5 / n)(data.x, n, d);
  const solve = functions.weighted(new Float64Array(n).fill(1));
  const points = arbitraryData(7, d, 1, Stream.of("tests", "points")).x;
  const got = functions.evaluate(solve(data.y.map((value) => -value), 2), 2, points, 7);
  assert(maxDifference(got, ridge(2.5)(data).predict(points, 7)) < 1e-12);
});

Deno.test("the basis is computed once for all parts of a sample, with the same values", () => {
  const all = Float64Array.of(-0.8, 0.1, 0.5, 0.9, -0.3);
  let computed = 0;
  const counting = {
    ...basis,
    design: (...of: Parameters<Basis["design"]>) => (computed++, basis.design(...of)),
  };
  const learner = penalisedSeries(counting, 0.1);
  const pick = (...which: number[]) => ({
    x: Float64Array.from(which, (i) => all[i]),
    part: { all, rows: Uint32Array.from(which) },
  });
  for (const [train, held] of [[[0, 2, 3], [1, 4]], [[4, 0], [3]]]) {
    const [from, to] = [pick(...train), pick(...held)];
    const [shared, own] = [from.part, undefined].map((part) => {
      const functions = learner(from.x, train.length, 1, part);
      const beta = functions.weighted(from.x.map(Math.exp))(from.x, 1);
      const values = functions.evaluate(beta, 1, to.x, held.length, part && to.part);
      return [...functions.fitted(beta, 1), ...values];
    });
    assertEquals(shared, own);
  }
  assertEquals(computed, 1 + 4);
});

Deno.test("an array that is filled with other points has the values of the basis there", () => {
  const [all, rows] = [Float64Array.of(-0.5, 0, 0.5), Uint32Array.of(0, 2)];
  const learner = penalisedSeries(basis, 0.02);
  const values = () => {
    const x = Float64Array.from(rows, (row) => all[row]);
    return learner(x, 2, 1, { all, rows }).fitted(
      new Float64Array(basis.penalty.length).fill(1),
      1,
    );
  };
  const before = values();
  all.set([0.1, 0.2, 0.3]);
  const wanted = penalisedSeries(basis, 0.02)(Float64Array.of(0.1, 0.3), 2, 1)
    .fitted(new Float64Array(basis.penalty.length).fill(1), 1);
  assertEquals(values(), wanted);
  assert(maxDifference(before, wanted) > 0.1);
});

Deno.test("an infinite penalty leaves the constant −ΣU/ΣW", () => {
  const x = Float64Array.of(-0.8, 0.1, 0.5, 0.9);
  const functions = penalisedSeries(basis, 1e14)(x, 4, 1);
  const beta = functions.weighted(Float64Array.of(1, 2, 3, 4))(Float64Array.of(1, 0, -3, 7), 1);
  assert(maxDifference(functions.fitted(beta, 1), new Float64Array(4).fill(-0.5)) < 1e-10);
});

Deno.test("the cosine basis is orthonormal, and its penalty is of the m-th derivative", () => {
  const { nodes, weights } = gaussLegendre(60);
  const phi = cosineBasis({ frequencies: 5, low: -1, high: 1 }).design(nodes, 60, 1);
  for (let k = 0; k <= 5; k++) {
    for (let l = 0; l <= 5; l++) {
      let product = 0;
      for (let i = 0; i < 60; i++) product += weights[i] / 2 * phi[6 * i + k] * phi[6 * i + l];
      assertAlmostEquals(product, k === l ? 1 : 0, 1e-14);
    }
    for (let i = 0; i < 60; i++) {
      const value = (k === 0 ? 1 : Math.SQRT2) * Math.cos(Math.PI * k * (nodes[i] + 1) / 2);
      assertAlmostEquals(phi[6 * i + k], value, 1e-13);
    }
  }
  for (const [order, expected] of [[1, [0, 1, 4, 9]], [2, [0, 1, 16, 81]]] as const) {
    const { penalty } = cosineBasis({ frequencies: 3, low: 0, high: 1, order });
    assertEquals([...penalty], [...expected]);
  }
});

Deno.test("of several covariates the cosines are additive, in ascending frequency", () => {
  const single = cosineBasis({ frequencies: 3, low: -1, high: 1 });
  const { design, penalty } = cosineBasis({ frequencies: 3, low: -1, high: 1, covariates: 2 });
  const x = Float64Array.of(-0.3, 0.8, 0.1, -1, 0.6, 0.2);
  const phi = design(x, 3, 2);
  const [a, b] = [0, 1].map((j) => single.design(x.filter((_, at) => at % 2 === j), 3, 1));
  assertEquals([...penalty], [0, 1, 1, 16, 16, 81, 81]);
  for (let i = 0; i < 3; i++) {
    const of = (values: Float64Array, k: number) => values[4 * i + k];
    const expected = [1, of(a, 1), of(b, 1), of(a, 2), of(b, 2), of(a, 3), of(b, 3)];
    assertEquals([...phi.subarray(7 * i, 7 * i + 7)], expected);
  }
});

Deno.test("the rate penalty is 0.3 n^(−4/5) unless said, n^(−2/3) for a first derivative", () => {
  assertAlmostEquals(ratePenalty(32), 0.3 / 16, 1e-15);
  assertAlmostEquals(ratePenalty(1000, 1, 2), 0.02, 1e-15);
});

Deno.test("penalised series reject malformed settings", () => {
  assertThrows(() => penalisedSeries(basis, -1), RangeError, "lambda is -1");
  assertThrows(() => penalisedSeries(basis, NaN), RangeError, "lambda is NaN");
  const settings = { frequencies: 3, low: 0, high: 1 };
  const cases = [
    [{ frequencies: 0 }, "frequencies is 0"],
    [{ low: 1 }, "the interval is [1, 1]"],
    [{ high: Infinity }, "the interval is [0, Infinity]"],
    [{ order: 0.5 }, "order is 0.5"],
    [{ covariates: 0 }, "covariates is 0"],
  ] as const;
  for (const [change, message] of cases) {
    assertThrows(() => cosineBasis({ ...settings, ...change }), RangeError, message);
  }
  assertThrows(() => penalisedSeries(basis, 1)(new Float64Array(4), 2, 2), RangeError, "x has 2");
  assertThrows(() => ratePenalty(0), RangeError, "n is 0");
  assertThrows(() => ratePenalty(10, 0), RangeError, "order is 0");
  assertThrows(() => ratePenalty(10, 1, -1), RangeError, "scale is -1");
  // three points cannot tell seven functions apart
  const few = penalisedSeries(basis, 0)(Float64Array.of(-0.5, 0, 0.5), 3, 1);
  assertThrows(() => few.weighted(new Float64Array(3).fill(1)), RangeError, "cannot be told");
  const equal = penalisedSeries(basis, 1)(new Float64Array(9).fill(0.25), 9, 1);
  equal.weighted(new Float64Array(9).fill(1));
  const none = penalisedSeries(basis, 0)(new Float64Array(9).fill(0.25), 9, 1);
  const unit = new Float64Array(9).fill(1);
  assertThrows(() => none.weighted(unit), RangeError, "9 training points, 1 distinct");
});

Deno.test("functions without a penalty that are the same at the points are refused, rounding or not", () => {
  // 1 and x cannot be told apart where x is a constant: pivots are rounding, of either sign
  const splines = naturalSplineBasis({ modes: 3, low: -1, high: 1 });
  const random = Stream.of("tests", "constant covariates");
  for (let draw = 0; draw < 30; draw++) {
    const x = new Float64Array(40).fill(2 * random.uniform() - 1);
    const unit = new Float64Array(40).fill(1);
    const series = penalisedSeries(splines, 0.01)(x, 40, 1);
    assertThrows(() => series.weighted(unit), RangeError, "cannot be told apart");
    const squares = penalisedLeastSquares({ basis: splines, lambdas: [0.01] });
    assertThrows(() => squares({ n: 40, d: 1, q: 1, x, y: x }), RangeError, "cannot be told apart");
  }
});
