import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { bellmanMap } from "../../../problems/parametric/bellman_map.ts";
import { counted, countedFixedPoint } from "../../../problems/parametric/counted.ts";
import { elasticNet } from "../../../problems/parametric/elastic_net.ts";
import { iterate } from "../../../problems/parametric/fixed_point_solution.ts";
import { gradientMap } from "../../../problems/parametric/gradient_map.ts";
import { logistic, logisticData } from "../../../problems/parametric/logistic.ts";
import { lowRankData } from "../../../problems/parametric/low_rank_data.ts";
import { quadratic } from "../../../problems/parametric/quadratic.ts";
import { recurrentLayer } from "../../../problems/parametric/recurrent_layer.ts";
import { linearData, ridge } from "../../../problems/parametric/ridge.ts";
import { samplingVariance } from "../../../problems/parametric/sampling_variance.ts";
import { weightedRidge } from "../../../problems/parametric/weighted_fit.ts";
import { fixedPointBattery } from "./fixed_point_battery.ts";
import { assertSame, dot } from "./finite_differences.ts";

const stream = Stream.of("fixed points");
const data = linearData({ n: 40, validation: 30, p: 6 }, stream);
const classes = logisticData({ n: 60, validation: 50, p: 4, smallestScale: 0.5 }, stream);
const sparse = lowRankData({ n: 80, p: 20, informative: 5, rank: 8 }, stream);

const layer = recurrentLayer({}, stream);
const bellman = bellmanMap({}, stream);
const net = elasticNet(sparse, { start: [Math.log(0.02), Math.log(0.05)] });

fixedPointBattery("gradient map of ridge", gradientMap(ridge(data)));
fixedPointBattery("gradient map of ridge, short steps", gradientMap(ridge(data), { step: 0.2 }));
fixedPointBattery("gradient map of weighted ridge", gradientMap(weightedRidge(data)));
fixedPointBattery("gradient map of logistic regression", gradientMap(logistic(classes)));
fixedPointBattery("recurrent layer", layer);
fixedPointBattery("recurrent layer with dropout", recurrentLayer({ units: 4, noise: 1 }, stream));
fixedPointBattery("Bellman map", bellman);
fixedPointBattery("elastic net", net, { scale: 0.1, h: 1e-5 });

const normals = (n: number, label: string): Float64Array =>
  stream.split(label).fillNormal(new Float64Array(n));
const size = (a: Float64Array): number => Math.sqrt(dot(a, a));

Deno.test("the gradient map's step is the best one, and q that of its curvature", () => {
  const problem = ridge(data);
  const { x } = gradientMap(problem).start;
  const { mu, L } = problem.curvature(x);
  const kappa = L / mu;
  assertAlmostEquals(gradientMap(problem).contraction(x), (kappa - 1) / (kappa + 1), 1e-14);
  const slow = gradientMap(problem, { step: 1 / L });
  assertAlmostEquals(slow.contraction(x), 1 - 1 / kappa, 1e-14);
  const moved = slow.map.phi(x, slow.start.y);
  assertSame("Φ(0)", moved, problem.lower.gradient(x, slow.start.y).map((g) => -g / L), 2);
});

Deno.test("the gradient is the same for any step, and the adjoint inversely proportional to it", () => {
  const problem = weightedRidge(data);
  const x = problem.start.x;
  const [one, other] = [0.3, 0.6].map((step) => gradientMap(problem, { step }));
  const y = problem.exactLower(x);
  const b = one.outer.gradientY(x, y);
  const [v, half] = [one, other].map(({ map }) =>
    iterate((v) => map.vjp(x, y, v).map((value, l) => value + b[l]), b)
  );
  assertSame("v", v, half.map((value) => 2 * value), 1e4);
  assertSame("∂_xΦᵀv", one.map.vjpX(x, y, v), other.map.vjpX(x, y, half), 1e4);
  assertSame("∇F", one.map.vjpX(x, y, v), problem.exactGradient(x), 1e4);
});

Deno.test("a gradient map of a counted problem counts in the oracles of that problem", () => {
  const { problem, counts } = counted(ridge(data));
  const { map, mapSum, outer, start } = gradientMap(problem);
  const batch = mapSum.batch(Uint32Array.of(1, 2, 2));
  map.phi(start.x, start.y);
  batch.phi(start.x, start.y);
  batch.vjp(start.x, start.y, start.y);
  batch.vjpX(start.x, start.y, start.y);
  outer.gradientY(start.x, start.y);
  assertEquals(counts.samples.lowerGradient, 40 + 3);
  assertEquals([counts.samples.hessian, counts.samples.hessianVector, counts.samples.cross], [
    3,
    3,
    3,
  ]);
  assertEquals(counts.samples.outerGradientY, 30);
});

Deno.test("the outer objective of a gradient map is the mean of its samples, which are counted", () => {
  const { problem, counts } = countedFixedPoint(gradientMap(ridge(data)));
  const { outer, outerSum, start } = problem;
  const y = normals(problem.dy, "y");
  const { size } = outerSum!;
  assertEquals(size, 30);
  const rows = Array.from({ length: size }, (_, i) => outerSum!.batch(Uint32Array.of(i)));
  const mean = (of: (one: typeof outer) => number): number =>
    rows.reduce((sum, one) => sum + of(one) / size, 0);
  const gradient = Float64Array.from(y, (_, l) => mean((one) => one.gradientY(start.x, y)[l]));
  assertEquals(counts.samples.outerGradientY, size * y.length);
  assertSame("∇_y f", gradient, outer.gradientY(start.x, y), 10);
  assertAlmostEquals(
    mean((one) => one.value(start.x, y)),
    outer.value(start.x, y),
    1e-12,
  );
  const values = rows.map((one) => one.value(start.x, y));
  assert(Math.max(...values) > 2 * Math.min(...values));
  const two = outerSum!.batch(Uint32Array.of(3, 3));
  assertSame("a row twice", two.gradientY(start.x, y), rows[3].gradientY(start.x, y), 2);
  assertEquals(counts.samples.outerValue, 3 * size);
  const whole = gradientMap({ ...ridge(data), outerSum: undefined } as never);
  assertEquals(whole.outerSum, undefined);
});

Deno.test("masks come in pairs whose mean is the layer itself, to the bit", () => {
  const { y, x } = layer.start;
  const v = normals(layer.dy, "v");
  const pair = layer.mapSum.batch(Uint32Array.of(6, 7));
  assertEquals(pair.phi(x, y), layer.map.phi(x, y));
  assertEquals(pair.vjp(x, y, v), layer.map.vjp(x, y, v));
  const one = layer.mapSum.batch(Uint32Array.of(6)).phi(x, y);
  const exact = layer.map.phi(x, y);
  one.forEach((value, l) => assertAlmostEquals(Math.abs(value / exact[l] - 1), 0.5, 1e-15));
});

Deno.test("a sampled layer need not contract", () => {
  const wild = recurrentLayer({ units: 1, inputs: 1, noise: 1, contraction: 0.9 }, stream);
  const slopes = [0, 1].map((r) =>
    wild.mapSum.batch(Uint32Array.of(r)).vjp(
      Float64Array.of(0),
      Float64Array.of(0),
      Float64Array.of(1),
    )[0]
  );
  assertEquals(Math.min(...slopes.map(Math.abs)), 0);
  const mean = wild.map.vjp(Float64Array.of(0), Float64Array.of(0), Float64Array.of(1))[0];
  assertAlmostEquals(Math.max(...slopes.map(Math.abs)), 2 * Math.abs(mean), 1e-15);
});

Deno.test("the sampling variance of masks is δ² Σ w² and δ²‖·‖² of the products", () => {
  const { x } = layer.start;
  const y = layer.exactLower(x);
  const variance = samplingVariance(layer, x, y, normals(layer.dy, "v"));
  assertAlmostEquals(variance.phi, 0.25 * dot(y, y), 1e-14);
  assert(variance.vjp > 0 && variance.vjpX > 0);
});

Deno.test("with α = 1 the Bellman map is the projection of rewards and next values", () => {
  // Whitened: Φ(y) − Φ(0) = γ P y, and 0 for γ = 0 whatever y
  const still = bellmanMap({ discount: 0 }, stream);
  const { x, y: zero } = still.start;
  const y = normals(still.dy, "y");
  const off = still.map.phi(x, y).map((value, l) => value - still.map.phi(x, zero)[l]);
  assert(size(off) < 1e-12);
  assert(still.contraction(x) < 1e-12);
  // A constant reward of 1 has the value 1/(1 − γ): the direct rewards of x add up to no constant, so
  // the constants' direction is seen in y ↦ Φ(y) − Φ(0), which maps constants to γ times themselves
  const constant = constantFunction(bellman);
  const image = bellman.map.phi(x, constant).map((value, l) => value - bellman.map.phi(x, zero)[l]);
  assertSame("γ·1", image, constant.map((value) => 0.8 * value), 1e4);
  const q = bellman.contraction(x);
  assert(q >= 0.8 - 1e-12 && q < 0.9, `${q}`);
});

/** The eigenvector of ∂_yΦ with the eigenvalue γ, by power iteration on (∂_yΦ/γ)^k. */
function constantFunction(problem: typeof bellman): Float64Array {
  const { x, y } = problem.start;
  let v = normals(problem.dy, "start");
  for (let i = 0; i < 300; i++) {
    v = problem.map.jvp(x, y, v);
    const length = size(v);
    v = v.map((value) => value / length);
  }
  return v;
}

Deno.test("the elastic net's solution satisfies the optimality conditions, and is sparse", () => {
  const x = net.start.x;
  const y = net.coefficients(x, net.exactLower(x));
  const smooth = ridge(sparse, { penalties: "one" });
  const gradient = smooth.lower.gradient(x.slice(1), y);
  const l1 = Math.exp(x[0]);
  y.forEach((value, l) => {
    if (value === 0) assert(Math.abs(gradient[l]) <= l1);
    else assertAlmostEquals(gradient[l], -l1 * Math.sign(value), 1e-13);
  });
  const active = y.filter((value) => value !== 0).length;
  assert(active >= 3 && active < 20, `${active}`);
});

Deno.test("the elastic net without ℓ1 is ridge, with a great one nothing", () => {
  const at = (l1: number): Float64Array => Float64Array.of(l1, Math.log(0.05));
  const smooth = ridge(sparse, { penalties: "one" });
  const y = net.coefficients(at(-60), net.exactLower(at(-60)));
  assertSame("y", y, smooth.exactLower(at(0).slice(1)), 1e5);
  const gradient = net.exactGradient(at(-60));
  assertAlmostEquals(gradient[1], smooth.exactGradient(at(0).slice(1))[0], 1e-12);
  assertAlmostEquals(gradient[0], 0, 1e-12);
  assert(net.coefficients(at(3), net.exactLower(at(3))).every((value) => value === 0));
  assert(net.exactGradient(at(3)).every((value) => Math.abs(value) === 0));
});

Deno.test("low-rank data have the variance, rank and informative features asked for", () => {
  const { train } = lowRankData({ n: 4000, p: 30, rank: 5, informative: 4, noise: 0 }, stream);
  let square = 0;
  train.features.forEach((value) => square += value * value / (4000 * 30));
  assert(Math.abs(square - 1) < 0.05, `${square}`);
  const fewer = lowRankData({ n: 3, validation: 2, p: 30, rank: 5 }, stream);
  assertEquals(fewer.train.features, train.features.slice(0, 90));
  assertEquals(fewer.validation.n, 2);
  // Labels without noise are a combination of the features
  const problem = ridge({ train, validation: train }, { penalties: "one" });
  const beta = problem.exactLower(Float64Array.of(-40));
  assertEquals(beta.filter((value) => Math.abs(value) > 1e-6).length, 4);
  assertAlmostEquals(size(beta), 1, 1e-8);
});

Deno.test("malformed fixed-point problems are refused in one sentence", () => {
  const cases: [() => unknown, string][] = [
    [() => gradientMap(quadratic({ condition: 2 }, stream)), "quadratic is no finite sum"],
    [() => gradientMap(ridge(data), { step: 0 }), "ridge: step is 0: give"],
    [() => recurrentLayer({ contraction: 1 }, stream), "contraction is 1: give"],
    [() => recurrentLayer({ noise: 2 }, stream), "noise is 2: give"],
    [() => recurrentLayer({ pairs: 0 }, stream), "pairs is 0: give"],
    [() => bellmanMap({ discount: 1 }, stream), "discount is 1: give"],
    [() => bellmanMap({ transitions: 3 }, stream), "transitions is 3: give"],
    [() => bellmanMap({ transitions: 12, features: 6, discount: 0.99 }, stream), "constant is"],
    [() => elasticNet(sparse, { step: -1 }), "step is -1: give"],
    [() => lowRankData({ informative: 200 }, stream), "informative is 200: give"],
    [() => iterate((y) => y.map((value) => 2 * value + 1), new Float64Array(1)), "not reached"],
  ];
  for (const [call, message] of cases) assertThrows(call, RangeError, message);
});
