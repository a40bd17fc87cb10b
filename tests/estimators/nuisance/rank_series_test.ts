import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { penalisedSeries } from "../../../estimators/nuisance/penalised_series.ts";
import { plainRegression } from "./plain_regression.ts";
import { rankSeriesBasis } from "../../../estimators/nuisance/rank_series.ts";
import { Stream } from "../../../numerics/random.ts";

const random = (name: string) => Stream.of("tests", "rank series", name);

/** Columns of an n×size matrix from a given one on. */
function columnsFrom(matrix: Float64Array, size: number, first: number): Float64Array {
  return matrix.filter((_, at) => at % size >= first);
}

Deno.test("functions of ranks do not see a monotone change of the covariates", () => {
  const n = 300;
  const x = new Float64Array(2 * n).map(() => random("monotone").normal());
  const stream = random("monotone");
  for (let at = 0; at < x.length; at++) x[at] = stream.normal();
  const changed = x.map((value, at) => at % 2 === 0 ? Math.exp(3 * value) : value * value * value);
  const [basis, other] = [x, changed].map((points) => rankSeriesBasis(points, n, 2));
  const size = basis!.penalty.length;
  const ours = columnsFrom(basis!.design(x, n, 2), size, 3);
  const theirs = columnsFrom(other!.design(changed, n, 2), size, 3);
  ours.forEach((value, at) => assertAlmostEquals(value, theirs[at]!, 1e-12));
});

Deno.test("covariates whose squares overflow or vanish have the functions of others", () => {
  const x = Float64Array.of(1, 2, 4, 8, 9);
  const own = rankSeriesBasis(x, 5, 1).design(x, 5, 1);
  for (const unit of [1e300, 1e-300, -1e-160]) {
    const other = x.map((value) => value * unit);
    const size = own.length / 5;
    rankSeriesBasis(other, 5, 1).design(other, 5, 1).forEach((value, at) => {
      if (at % size === 1) assertAlmostEquals(value, Math.sign(unit) * own[at], 1e-12);
    });
  }
});

Deno.test("over the training points the functions are orthonormal, whatever the law", () => {
  const n = 4000;
  const stream = random("orthonormal");
  const x = new Float64Array(n).map(() => Math.exp(2 * stream.normal()));
  const basis = rankSeriesBasis(x, n, 1, { frequency: 6 });
  const size = basis.penalty.length;
  const phi = basis.design(x, n, 1);
  const used = [0, 2, 3, 4, 5, 6, 7];
  assertEquals(size, 8);
  for (const a of used) {
    for (const b of used) {
      let product = 0;
      for (let i = 0; i < n; i++) product += phi[i * size + a] * phi[i * size + b] / n;
      // ranks are interpolated between 512 quantiles
      assertAlmostEquals(product, a === b ? 1 : 0, 0.02, `${a}, ${b}`);
    }
  }
  // the linear term in x has mean 0 and variance 1
  const linear = phi.filter((_, at) => at % size === 1);
  assertAlmostEquals(linear.reduce((sum, value) => sum + value / n, 0), 0, 1e-9);
  assertAlmostEquals(linear.reduce((sum, value) => sum + value * value / n, 0), 1, 1e-9);
});

Deno.test("the hyperbolic cross has as many functions as fit, main effects above all", () => {
  const sizes = (d: number, functions: number) => {
    const x = new Float64Array(5 * d).map((_, at) => Math.sin(at * at));
    return rankSeriesBasis(x, 5, d, { functions }).penalty.length - 1 - d;
  };
  // Π (1 + k_j) ≤ N: N − 1 for one covariate, which has 20 at most
  assertEquals([sizes(1, 7), sizes(1, 20), sizes(1, 100)], [7, 20, 20]);
  // for two, Σ_k ⌊N / k⌋ − 1: 2, 4, 7, 9, 13, ... for N = 2, 3, 4, 5, 6
  assertEquals([sizes(2, 2), sizes(2, 6), sizes(2, 8), sizes(2, 13)], [2, 4, 7, 13]);
  // at least one function a covariate
  assertEquals([sizes(3, 1), sizes(12, 10)], [3, 12]);
});

Deno.test("the penalty grows with the level, for interactions faster", () => {
  const x = new Float64Array(200).map((_, at) => Math.sin(at * at));
  const { penalty } = rankSeriesBasis(x, 100, 2, { functions: 7 });
  assertEquals([...penalty.slice(0, 3)], [0, 1e-6, 1e-6]);
  const rest = [...penalty.slice(3)].sort((a, b) => a - b);
  // two linear ranks, then the modes, whose levels are 2k/π with tan k = ∓tanh k
  assertEquals(rest.slice(0, 2), [1, 1]);
  const level = (wave: number) => 2 * wave / Math.PI;
  const modes = [level(2.365020372431352), level(3.926602312047919)].map((l) => l * l * l * l);
  assertAlmostEquals(rest[2]!, modes[0]!, 1e-9);
  assertAlmostEquals(rest[4]!, modes[1]!, 1e-9);
  // (1, 1): (2 · 2 − 1)⁴
  assertEquals(rest[6], 81);
});

Deno.test("beyond the training points functions go on as constants", () => {
  const x = Float64Array.from({ length: 50 }, (_, i) => i / 10);
  const basis = rankSeriesBasis(x, 50, 1);
  const rows = basis.design(Float64Array.of(-100, 0, 4.9, 1e9), 4, 1);
  const size = basis.penalty.length;
  assertEquals(rows.slice(0, size), rows.slice(size, 2 * size));
  assertEquals(rows.slice(2 * size, 3 * size), rows.slice(3 * size));
});

Deno.test("covariates that are constant, binary or collinear are no trouble", () => {
  const n = 400;
  const stream = random("trouble");
  const x = new Float64Array(4 * n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const binary = stream.integer(2);
    const normal = stream.normal();
    x.set([7, binary, normal, 2 * normal - 1], 4 * i);
    y[i] = 3 * binary - 1 + normal;
  }
  const learner = plainRegression((x, n, d) =>
    penalisedSeries(rankSeriesBasis(x, n, d), 1e-6)(x, n, d)
  );
  const predicted = learner({ n, d: 4, q: 1, x, y }).predict(x, n);
  predicted.forEach((value, i) => assertAlmostEquals(value, y[i]!, 1e-3));
});

Deno.test("a smooth function with an interaction is learned, with heavy tails, too", () => {
  const n = 2000;
  const truth = (a: number, b: number) => Math.sin(2 * a) + a * b;
  for (const tails of [false, true]) {
    const stream = random(`learned ${tails}`);
    const x = new Float64Array(2 * n);
    const y = new Float64Array(n);
    const clean = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const [a, b] = [2 * stream.uniform() - 1, 2 * stream.uniform() - 1];
      clean[i] = truth(a, b);
      y[i] = clean[i] + 0.3 * stream.normal();
      x.set(tails ? [a / (1.001 - Math.abs(a)), b] : [a, b], 2 * i);
    }
    const learner = plainRegression((x, n, d) =>
      penalisedSeries(rankSeriesBasis(x, n, d), 1e-6)(x, n, d)
    );
    const predicted = learner({ n, d: 2, q: 1, x, y }).predict(x, n);
    let square = 0;
    for (let i = 0; i < n; i++) square += (predicted[i] - clean[i]) * (predicted[i] - clean[i]) / n;
    // 40 functions of 2000 rows: 0.3² · 40 / 2000 is the noise alone
    assertLess(square, 3 * 0.09 * 40 / 2000);
  }
});

Deno.test("malformed settings and points are refused", () => {
  const x = Float64Array.of(1, 2, 3, 4);
  for (const name of ["functions", "frequency"]) {
    for (const value of [0, 1.5, NaN]) {
      const options = { [name]: value };
      assertThrows(() => rankSeriesBasis(x, 4, 1, options), RangeError, `${name} is ${value}`);
    }
  }
  assertThrows(() => rankSeriesBasis(x, 3, 1), RangeError, "training x has 4 values");
  assertThrows(() => rankSeriesBasis(Float64Array.of(NaN), 1, 1), RangeError, "NaN");
  const basis = rankSeriesBasis(x, 2, 2);
  assertThrows(() => basis.design(x, 4, 1), RangeError, "made for 2");
  assert(basis.design(x, 2, 2).every(Number.isFinite));
});
