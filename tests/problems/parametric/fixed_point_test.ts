import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { bellmanMap } from "../../../problems/parametric/bellman_map.ts";
import { counted } from "../../../problems/parametric/counted.ts";
import { countedFixedPoint } from "../../../problems/parametric/counted_fixed_point.ts";
import { elasticNet } from "../../../problems/parametric/elastic_net.ts";
import { iterate } from "../../../problems/parametric/fixed_point_solution.ts";
import { gradientMap } from "../../../problems/parametric/gradient_map.ts";
import { logistic, logisticData } from "../../../problems/parametric/logistic.ts";
import { lowRankData } from "../../../problems/parametric/low_rank_data.ts";
import { quadratic } from "../../../problems/parametric/quadratic.ts";
import { recurrentLayer } from "../../../problems/parametric/recurrent_layer.ts";
import { linearData, ridge } from "../../../problems/parametric/ridge.ts";
import { samplingVariance } from "../../../problems/parametric/sampling_variance.ts";
import { weightedRidge } from "../../../problems/parametric/weighted_ridge.ts";
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
  const { lambda } = gradientMap(problem).start;
  const { mu, L } = problem.curvature(lambda);
  const kappa = L / mu;
  assertAlmostEquals(gradientMap(problem).contraction(lambda), (kappa - 1) / (kappa + 1), 1e-14);
  const slow = gradientMap(problem, { step: 1 / L });
  assertAlmostEquals(slow.contraction(lambda), 1 - 1 / kappa, 1e-14);
  const moved = slow.map.phi(slow.start.w, lambda);
  assertSame("Φ(0)", moved, problem.lower.gradient(lambda, slow.start.w).map((g) => -g / L), 2);
});

Deno.test("the gradient is the same for any step, and the adjoint inversely proportional to it", () => {
  const problem = weightedRidge(data);
  const lambda = problem.start.x;
  const [one, other] = [0.3, 0.6].map((step) => gradientMap(problem, { step }));
  const w = problem.exactLower(lambda);
  const b = one.outer.gradientW(w, lambda);
  const [v, half] = [one, other].map(({ map }) =>
    iterate((v) => map.d1T(w, lambda, v).map((value, l) => value + b[l]), b)
  );
  assertSame("v", v, half.map((value) => 2 * value), 1e4);
  assertSame("∂₂Φᵀv", one.map.d2T(w, lambda, v), other.map.d2T(w, lambda, half), 1e4);
  assertSame("∇F", one.map.d2T(w, lambda, v), problem.exactGradient(lambda), 1e4);
});

Deno.test("a gradient map of a counted problem counts in the oracles of that problem", () => {
  const { problem, counts } = counted(ridge(data));
  const { map, sum, outer, start } = gradientMap(problem);
  const batch = sum.batch(Uint32Array.of(1, 2, 2));
  map.phi(start.w, start.lambda);
  batch.phi(start.w, start.lambda);
  batch.d1T(start.w, start.lambda, start.w);
  batch.d2T(start.w, start.lambda, start.w);
  outer.gradientW(start.w, start.lambda);
  assertEquals(counts.samples.lowerGradient, 40 + 3);
  assertEquals([counts.samples.hessian, counts.samples.hessianVector, counts.samples.cross], [
    3,
    3,
    3,
  ]);
  assertEquals([outer.size, counts.samples.outerGradientY], [30, 30]);
});

Deno.test("the outer objective of a gradient map is the mean of its samples, which are counted", () => {
  const { problem, counts } = countedFixedPoint(gradientMap(ridge(data)));
  const { outer, outerSum, start } = problem;
  const w = normals(problem.dw, "w");
  const { size } = outerSum!;
  assertEquals([size, outer.size], [30, 30]);
  const rows = Array.from({ length: size }, (_, i) => outerSum!.batch(Uint32Array.of(i)));
  const mean = (of: (one: typeof outer) => number): number =>
    rows.reduce((sum, one) => sum + of(one) / size, 0);
  const gradient = Float64Array.from(w, (_, l) => mean((one) => one.gradientW(w, start.lambda)[l]));
  assertEquals(counts.samples.gradientW, size * w.length);
  assertSame("∇₁E", gradient, outer.gradientW(w, start.lambda), 10);
  assertAlmostEquals(
    mean((one) => one.value(w, start.lambda)),
    outer.value(w, start.lambda),
    1e-12,
  );
  const values = rows.map((one) => one.value(w, start.lambda));
  assert(Math.max(...values) > 2 * Math.min(...values));
  const two = outerSum!.batch(Uint32Array.of(3, 3));
  assertEquals(two.size, 2);
  assertSame("a row twice", two.gradientW(w, start.lambda), rows[3].gradientW(w, start.lambda), 2);
  assertEquals(counts.samples.value, 3 * size);
  const whole = gradientMap({ ...ridge(data), outerSum: undefined } as never);
  assertEquals([whole.outerSum, whole.outer.size], [undefined, 1]);
});

Deno.test("masks come in pairs whose mean is the layer itself, to the bit", () => {
  const { w, lambda } = layer.start;
  const v = normals(layer.dw, "v");
  const pair = layer.sum.batch(Uint32Array.of(6, 7));
  assertEquals(pair.phi(w, lambda), layer.map.phi(w, lambda));
  assertEquals(pair.d1T(w, lambda, v), layer.map.d1T(w, lambda, v));
  const one = layer.sum.batch(Uint32Array.of(6)).phi(w, lambda);
  const exact = layer.map.phi(w, lambda);
  one.forEach((value, l) => assertAlmostEquals(Math.abs(value / exact[l] - 1), 0.5, 1e-15));
});

Deno.test("a sampled layer need not contract", () => {
  const wild = recurrentLayer({ units: 1, inputs: 1, noise: 1, contraction: 0.9 }, stream);
  const slopes = [0, 1].map((r) =>
    wild.sum.batch(Uint32Array.of(r)).d1T(
      Float64Array.of(0),
      Float64Array.of(0),
      Float64Array.of(1),
    )[0]
  );
  assertEquals(Math.min(...slopes.map(Math.abs)), 0);
  const mean = wild.map.d1T(Float64Array.of(0), Float64Array.of(0), Float64Array.of(1))[0];
  assertAlmostEquals(Math.max(...slopes.map(Math.abs)), 2 * Math.abs(mean), 1e-15);
});

Deno.test("the sampling variance of masks is δ² Σ w² and δ²‖·‖² of the products", () => {
  const { lambda } = layer.start;
  const w = layer.exactSolution(lambda);
  const variance = samplingVariance(layer, w, lambda, normals(layer.dw, "v"));
  assertAlmostEquals(variance.phi, 0.25 * dot(w, w), 1e-14);
  assert(variance.d1T > 0 && variance.d2T > 0);
});

Deno.test("with α = 1 the Bellman map is the projection of rewards and next values", () => {
  // Whitened: Φ(w) − Φ(0) = γ P w, and 0 for γ = 0 whatever w
  const still = bellmanMap({ discount: 0 }, stream);
  const { lambda, w: zero } = still.start;
  const w = normals(still.dw, "w");
  const off = still.map.phi(w, lambda).map((value, l) => value - still.map.phi(zero, lambda)[l]);
  assert(size(off) < 1e-12);
  assert(still.contraction(lambda) < 1e-12);
  // A constant reward of 1 has the value 1/(1 − γ): the direct rewards of λ add up to no constant, so
  // the constants' direction is seen in w ↦ Φ(w) − Φ(0), which maps constants to γ times themselves
  const constant = constantFunction(bellman);
  const image = bellman.map.phi(constant, lambda).map((value, l) =>
    value - bellman.map.phi(zero, lambda)[l]
  );
  assertSame("γ·1", image, constant.map((value) => 0.8 * value), 1e4);
  const q = bellman.contraction(lambda);
  assert(q >= 0.8 - 1e-12 && q < 0.9, `${q}`);
});

/** The eigenvector of ∂₁Φ with the eigenvalue γ, by power iteration on (∂₁Φ/γ)^k. */
function constantFunction(problem: typeof bellman): Float64Array {
  const { lambda, w } = problem.start;
  let v = normals(problem.dw, "start");
  for (let i = 0; i < 300; i++) {
    v = problem.map.d1(w, lambda, v);
    const length = size(v);
    v = v.map((value) => value / length);
  }
  return v;
}

Deno.test("the elastic net's solution satisfies the optimality conditions, and is sparse", () => {
  const lambda = net.start.lambda;
  const y = net.coefficients(net.exactSolution(lambda), lambda);
  const smooth = ridge(sparse, { penalties: "one" });
  const gradient = smooth.lower.gradient(lambda.slice(1), y);
  const l1 = Math.exp(lambda[0]);
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
  const y = net.coefficients(net.exactSolution(at(-60)), at(-60));
  assertSame("y", y, smooth.exactLower(at(0).slice(1)), 1e5);
  const gradient = net.exactGradient(at(-60));
  assertAlmostEquals(gradient[1], smooth.exactGradient(at(0).slice(1))[0], 1e-12);
  assertAlmostEquals(gradient[0], 0, 1e-12);
  assert(net.coefficients(net.exactSolution(at(3)), at(3)).every((value) => value === 0));
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
    [() => iterate((w) => w.map((value) => 2 * value + 1), new Float64Array(1)), "not reached"],
  ];
  for (const [call, message] of cases) assertThrows(call, RangeError, message);
});
