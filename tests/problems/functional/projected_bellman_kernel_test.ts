import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import { Matrix, solve } from "ml-matrix";
import { featureBilevel } from "../../../estimators/functional/kernel_bilevel_features.ts";
import {
  drawFourierFeatures,
  fourierFeatures,
} from "../../../estimators/nuisance/random_fourier.ts";
import { gaussHermiteNormal } from "../../../numerics/quadrature.ts";
import { Stream } from "../../../numerics/random.ts";
import { projectedBellmanB1 } from "../../../problems/functional/projected_bellman.ts";
import { bellmanFeatureGradients } from "../../../problems/functional/projected_bellman_kernel.ts";

const LAMBDAS = [1e-5, 1e-3, 1e-1];
const { outerPoint: w, conditionalMeans, gradient: exactGradient } = projectedBellmanB1;
const random = Stream.of("tests", "bellman features");
const drawn = drawFourierFeatures(2, 256, 0.35, random.split("256"));
const options = {
  features: (x: Float64Array, n: number) => fourierFeatures(drawn, x, n),
  count: 256,
  lambdas: LAMBDAS,
};
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.hypot(...Array.from(a, (value, k) => value - b[k]));

Deno.test("the population gradient of few features is the one by dense algebra", () => {
  const few = drawFourierFeatures(2, 12, 0.35, random.split("12"));
  const { nodes, weights } = gaussHermiteNormal(200);
  const x = Float64Array.from([...nodes].flatMap((s) => [s, 0, s, 1]));
  const n = 400;
  const weight = Matrix.diag([...weights].flatMap((v) => [v / 2, v / 2]));
  const z = Matrix.from1DArray(n, 12, fourierFeatures(few, x, n));
  const { j, h0, m } = conditionalMeans(x);
  const moment = z.transpose().mmul(weight).mmul(z);
  const found = bellmanFeatureGradients(w, {
    ...options,
    features: (points, rows) => fourierFeatures(few, points, rows),
    count: 12,
  });
  LAMBDAS.forEach((lambda, l) => {
    const learn = (y: Matrix) =>
      z.mmul(
        solve(moment.clone().add(Matrix.eye(12).mul(lambda)), z.transpose().mmul(weight).mmul(y)),
      );
    const learned = learn(Matrix.from1DArray(n, 4, j));
    const residual = learned.mmul(Matrix.columnVector(w))
      .add(learn(Matrix.columnVector(h0))).sub(Matrix.columnVector(m));
    const expected = learned.transpose().mmul(weight).mmul(residual).to1DArray();
    assertLess(distance(found[l], expected), 1e-11);
  });
});

Deno.test("the population gradient has converged in the number of nodes", () => {
  const default_ = bellmanFeatureGradients(w, options);
  const more = bellmanFeatureGradients(w, { ...options, nodes: 300 });
  default_.forEach((gradient, l) => assertLess(distance(gradient, more[l]), 1e-12));
});

Deno.test("the population gradient tends to the exact one as λ → 0 and to 0 as λ → ∞", () => {
  const exact = exactGradient(w);
  const lambdas = [1e-9, 1e-7, 1e-5, 1e-3, 1e-1];
  let before = 0;
  for (const gradient of bellmanFeatureGradients(w, { ...options, lambdas })) {
    const bias = distance(gradient, exact);
    assert(bias > before, `${bias} after ${before}`);
    before = bias;
  }
  const [small] = bellmanFeatureGradients(w, { ...options, lambdas: [1e-9] });
  assertLess(distance(small, exact), 1e-4);
  const [large] = bellmanFeatureGradients(w, { ...options, lambdas: [1e9] });
  assertLess(distance(large, [0, 0, 0, 0]), 1e-8);
});

Deno.test("without noise, the feature bilevel gradient approaches the population one", () => {
  const exact = bellmanFeatureGradients(w, options);
  const mean = (n: number, replications: number) => {
    const sums = LAMBDAS.map(() => 0);
    for (let r = 0; r < replications; r++) {
      const stream = random.split("proxy").split(n).split(r);
      const inner = projectedBellmanB1.sample(n, stream.split("inner"));
      const outer = projectedBellmanB1.sample(n, stream.split("outer"));
      const { j, h0 } = conditionalMeans(inner.x);
      const y = conditionalMeans(outer.x).m;
      featureBilevel({ inner, target: { g: j, t0: h0 }, outer: { ...outer, y } }, w, {
        features: drawn,
        lambdas: LAMBDAS,
      }).forEach(({ gradient }, l) => {
        const error = distance(gradient, exact[l]);
        sums[l] += error * error / replications;
      });
    }
    return sums.map(Math.sqrt);
  };
  const small = mean(150, 12);
  const large = mean(2400, 3);
  LAMBDAS.forEach((_, l) => assertLess(large[l], 0.6 * small[l]));
});

Deno.test("the population gradient rejects malformed input", () => {
  const attempt = (change: Partial<typeof options>, at = w) => () =>
    bellmanFeatureGradients(at, { ...options, ...change });
  assertThrows(attempt({ lambdas: [0] }), RangeError, "lambda is 0");
  assertThrows(attempt({ count: 255 }), RangeError, "400×255 are needed");
  assertThrows(attempt({}, w.subarray(1)), RangeError, "w has 3 coordinates");
  assertEquals(attempt({ lambdas: [] })(), []);
});
