import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { EigenvalueDecomposition, Matrix, solve } from "ml-matrix";
import { Stream } from "../../../numerics/random.ts";
import type { LabelledData } from "../../../problems/parametric/labelled_data.ts";
import { linearData, ridge } from "../../../problems/parametric/ridge.ts";
import { weightedRidge } from "../../../problems/parametric/weighted_fit.ts";
import { battery } from "./battery.ts";
import { assertSame } from "./finite_differences.ts";

const data = linearData({ n: 42, validation: 31, p: 6, contaminated: 0.3 }, Stream.of("ridge"));
const onePenalty = ridge(data, { penalties: "one", start: 0.5 });
const perFeature = ridge(data);
const sigmoidWeights = weightedRidge(data);
const exponentialWeights = weightedRidge(data, { weight: "exp", penalty: 0.7 });

battery("ridge with a penalty a feature", perFeature);
battery("ridge with one penalty", onePenalty);
battery("ridge with sigmoid weights", sigmoidWeights);
battery("ridge with exponential weights", exponentialWeights);

/** (A'WA/n + diag penalties)⁻¹ A'Wb/n. */
function closedForm(
  { n, p, features, labels }: LabelledData,
  weights: ArrayLike<number>,
  penalties: ArrayLike<number>,
): Float64Array {
  const a = Matrix.from1DArray(n, p, Array.from(features));
  const weighted = a.clone();
  for (let i = 0; i < n; i++) weighted.mulRow(i, weights[i] / n);
  const left = a.transpose().mmul(weighted);
  for (let k = 0; k < p; k++) left.set(k, k, left.get(k, k) + penalties[k]);
  const right = weighted.transpose().mmul(Matrix.columnVector(Array.from(labels)));
  return Float64Array.from(solve(left, right).to1DArray());
}

const ones = new Float64Array(data.train.n).fill(1);
const normals = (n: number, label: string): Float64Array =>
  Stream.of("ridge test", label).fillNormal(new Float64Array(n));

Deno.test("the ridge solution is the closed form", () => {
  const x = normals(6, "x");
  assertSame("y*", perFeature.exactLower(x), closedForm(data.train, ones, x.map(Math.exp)), 1000);
  const same = new Float64Array(6).fill(Math.exp(-0.7));
  const y = onePenalty.exactLower(Float64Array.of(-0.7));
  assertSame("y*, one penalty", y, closedForm(data.train, ones, same), 1000);
});

Deno.test("the weighted ridge solution is the closed form", () => {
  const x = normals(42, "weights");
  assertSame(
    "exp",
    exponentialWeights.exactLower(x),
    closedForm(data.train, x.map(Math.exp), new Float64Array(6).fill(0.7)),
    1000,
  );
  assertSame(
    "sigmoid",
    sigmoidWeights.exactLower(x),
    closedForm(data.train, x.map((v) => 1 / (1 + Math.exp(-v))), new Float64Array(6).fill(0.1)),
    1000,
  );
});

Deno.test("one feature and two observations can be done by hand", () => {
  // A = (1, 2)', b = (3, 4)': A'A/n = 5/2, A'b/n = 11/2; validation: A = 1, b = 0.
  const train = {
    n: 2,
    p: 1,
    features: Float64Array.of(1, 2),
    labels: Float64Array.of(3, 4),
  };
  const validation = { n: 1, p: 1, features: Float64Array.of(1), labels: Float64Array.of(0) };
  const problem = ridge({ train, validation }, { start: 0 });
  const x = Float64Array.of(Math.log(3));
  const y = Float64Array.of(2);
  assertAlmostEquals(problem.lower.value(x, y), (1 + 0) / 4 + 3 / 2 * 4, 1e-14);
  assertAlmostEquals(problem.lower.gradient(x, y)[0], 2.5 * 2 - 5.5 + 3 * 2, 1e-14);
  assertAlmostEquals(problem.lower.hessian(x, y).times(Float64Array.of(7))[0], 5.5 * 7, 1e-13);
  assertAlmostEquals(problem.lower.cross(x, y, Float64Array.of(7))[0], 3 * 2 * 7, 1e-13);
  assertAlmostEquals(problem.outer.value(x, y), 2, 1e-14);
  assertAlmostEquals(problem.exactLower(x)[0], 1, 1e-14); // 5.5/5.5
  // F = y*²/2 and dy*/dx = −3 · 5.5/5.5².
  assertAlmostEquals(problem.exactGradient(x)[0], -3 / 5.5, 1e-14);
});

Deno.test("without penalty it is least squares, with a great one nothing is fitted", () => {
  const least = perFeature.exactLower(new Float64Array(6).fill(-60));
  assertSame("least squares", least, closedForm(data.train, ones, new Float64Array(6)), 1000);
  const none = perFeature.exactLower(new Float64Array(6).fill(40));
  assert(none.every((value) => Math.abs(value) < 1e-15));
  assert(perFeature.exactGradient(new Float64Array(6).fill(40)).every((v) => Math.abs(v) < 1e-15));
});

Deno.test("one penalty's gradient is the sum of the gradients of equal penalties", () => {
  const gradient = perFeature.exactGradient(new Float64Array(6).fill(0.3));
  const [sum] = onePenalty.exactGradient(Float64Array.of(0.3));
  assertAlmostEquals(sum, gradient.reduce((a, b) => a + b, 0), 1e-14);
});

Deno.test("equal weights of one are no weights", () => {
  const y = exponentialWeights.exactLower(new Float64Array(42));
  assertSame("y*", y, onePenalty.exactLower(Float64Array.of(Math.log(0.7))), 1000);
});

Deno.test("weights and penalty in proportion change nothing", () => {
  const x = normals(42, "x");
  const scaled = weightedRidge(data, { weight: "exp", penalty: 0.7 * Math.E });
  const y = scaled.exactLower(x.map((value) => value + 1));
  assertSame("y*", y, exponentialWeights.exactLower(x), 1000);
});

Deno.test("cross products of minibatches differ for weights, and not for penalties", () => {
  const [some, others] = [Uint32Array.of(0, 1, 2), Uint32Array.of(3, 4)];
  const [y, p] = [normals(6, "y"), normals(6, "p")];
  const crosses = (problem: typeof perFeature): Float64Array[] =>
    [some, others].map((rows) =>
      problem.lowerSum!.batch(rows).cross(normals(problem.dx, "x"), y, p)
    );
  const [a, b] = crosses(perFeature);
  assertEquals(a, b);
  const [c, d] = crosses(sigmoidWeights);
  assertEquals([...c.keys()].filter((i) => c[i] !== 0), [0, 1, 2]);
  assertEquals([...d.keys()].filter((i) => d[i] !== 0), [3, 4]);
});

Deno.test("with one penalty, or equal weights, mu and L are within 0.1 % of the spectrum's ends", () => {
  const { n, p, features } = data.train;
  const a = Matrix.from1DArray(n, p, Array.from(features));
  const gram = a.transpose().mmul(a).div(n);
  const eigenvalues = new EigenvalueDecomposition(gram).realEigenvalues;
  const [least, greatest] = [Math.min(...eigenvalues), Math.max(...eigenvalues)];
  const one = onePenalty.curvature(Float64Array.of(-2));
  assertAlmostEquals(one.mu / (least + Math.exp(-2)), 1, 1e-3);
  assertAlmostEquals(one.L / (greatest + Math.exp(-2)), 1, 1e-3);
  const halves = sigmoidWeights.curvature(new Float64Array(n));
  assertAlmostEquals(halves.mu / (least / 2 + 0.1), 1, 1e-3);
  assertAlmostEquals(halves.L / (greatest / 2 + 0.1), 1, 1e-3);
});

Deno.test("simulated regression data have the coefficients, noise and contamination asked for", () => {
  const options = { n: 4000, validation: 3000, p: 3, noise: 0.5, contaminated: 0.25 };
  const { train, validation } = linearData(options, Stream.of("data"));
  assertEquals([train.n, train.p, validation.n], [4000, 3, 3000]);
  const beta = closedForm(validation, new Float64Array(3000).fill(1), [0, 0, 0]);
  const variance = ({ n, p, features, labels }: LabelledData): [number, number] => {
    const squares = labels.map((label, i) => {
      let residual = label;
      for (let k = 0; k < p; k++) residual -= beta[k] * features[i * p + k];
      return residual * residual;
    });
    const mean = squares.reduce((a, b) => a + b, 0) / n;
    const second = squares.reduce((a, b) => a + (b - mean) * (b - mean), 0) / n;
    return [mean, Math.sqrt(second / n)];
  };
  const [clean, cleanError] = variance(validation);
  assert(Math.abs(clean - 0.25) < 4 * cleanError, `${clean} ± ${cleanError}`);
  // 0.25 · (0.75 + 0.25 · 25)
  const [dirty, dirtyError] = variance(train);
  assert(Math.abs(dirty - 1.75) < 4 * dirtyError, `${dirty} ± ${dirtyError}`);
});

Deno.test("simulated regression data: fewer observations are the first of more", () => {
  const [small, large] = [5, 9].map((n) =>
    linearData({ n, validation: n, p: 3 }, Stream.of("nested"))
  );
  assertEquals(large.train.features.slice(0, 15), small.train.features);
  assertEquals(large.train.labels.slice(0, 5), small.train.labels);
  assertEquals(large.validation.labels.slice(0, 5), small.validation.labels);
});

Deno.test("malformed data and options are refused in one sentence", () => {
  const { train, validation } = data;
  const cases: [() => unknown, string][] = [
    [() => linearData({ n: 0 }, Stream.of("x")), "n is 0"],
    [() => linearData({ p: 1.5 }, Stream.of("x")), "p is 1.5"],
    [() => linearData({ noise: NaN }, Stream.of("x")), "noise is NaN"],
    [() => linearData({ contaminated: 2 }, Stream.of("x")), "contaminated is 2"],
    [() => ridge({ train: { ...train, n: 41 }, validation }), "features has 252 numbers: give 246"],
    [() => ridge({ train, validation: linearData({}, Stream.of("x")).train }), "10 features"],
    [() => weightedRidge(data, { penalty: 0 }), "penalty is 0"],
    [() => weightedRidge(data, { weight: "cube" as "exp" }), "weight function is cube"],
  ];
  for (const [call, message] of cases) assertThrows(call, RangeError, message);
  const labels = train.labels.slice();
  labels[3] = Infinity;
  const wild = { ...train, labels };
  assertThrows(() => ridge({ train: wild, validation }), RangeError, "label 3 is Infinity");
  const features = train.features.slice();
  features[8] = NaN;
  const hole = { ...train, features };
  const where = "feature 2 of observation 1 is NaN";
  assertThrows(() => ridge({ train: hole, validation }), RangeError, where);
});
