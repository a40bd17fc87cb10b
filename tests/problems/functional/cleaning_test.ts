import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { generalOrthogonal, generalScores } from "../../../estimators/functional/general_score.ts";
import {
  poissonLosses,
  weightedLogisticLosses,
} from "../../../estimators/functional/loss_pairs.ts";
import { lossDerivatives } from "../../../estimators/functional/losses.ts";
import { scoreCovariance } from "../../../estimators/inference/wald.ts";
import { Stream } from "../../../numerics/random.ts";
import { hyperCleaning } from "../../../problems/functional/hyper_cleaning.ts";
import { poissonCleaning } from "../../../problems/functional/poisson_cleaning.ts";
import { derivative, shifted } from "../../estimators/functional/general_support.ts";
import { maxDifference } from "../../estimators/functional/support.ts";

const cases = [
  { problem: hyperCleaning, pair: weightedLogisticLosses(2) },
  { problem: poissonCleaning, pair: poissonLosses(2) },
];

/** Statistics of values: their mean and its standard error. */
function moments(values: ArrayLike<number>): { mean: number; error: number } {
  const n = values.length;
  let mean = 0;
  let square = 0;
  for (let i = 0; i < n; i++) mean += values[i] / n;
  for (let i = 0; i < n; i++) square += (values[i] - mean) * (values[i] - mean) / n;
  return { mean, error: Math.sqrt(square / n) };
}

for (const { problem, pair } of cases) {
  const { name, p, outerPoint } = problem;
  const points = [outerPoint, Float64Array.of(-0.5, 0.3)];
  const x = Float64Array.from({ length: 41 }, (_, i) => i / 20 - 1);

  Deno.test(`${name}: the gradient is that of F, b that of h and c that of a`, () => {
    for (const w of points) {
      const psi = problem.gradient(w);
      const { b, c } = problem.nuisances(x, w);
      for (let k = 0; k < p; k++) {
        const at = (t: number) => shifted(w, k, t);
        const slope = derivative((t) => Float64Array.of(problem.objective(at(t))), 1e-3)[0];
        assertAlmostEquals(slope, psi[k], 1e-11);
        const dh = derivative((t) => problem.nuisances(x, at(t)).h, 1e-3);
        const da = derivative((t) => problem.nuisances(x, at(t)).a, 1e-3);
        assert(maxDifference(dh, b.filter((_, at) => at % p === k)) < 1e-9);
        assert(maxDifference(da, c.filter((_, at) => at % p === k)) < 1e-9);
      }
    }
  });

  Deno.test(`${name}: h and a solve their equations in a sample at one x`, () => {
    // fixing x = 0.3 by a source whose first draw of each observation is that of x
    const random = Stream.of("tests", name, "conditional");
    const w = outerPoint;
    const n = 40000;
    let first = true;
    const source = {
      uniform: () => {
        const u = first ? 0.65 : random.uniform();
        first = false;
        return u;
      },
      normal: () => random.normal(),
      split: () => source,
    };
    const z = new Float64Array(n * problem.zDimension);
    for (let i = 0; i < n; i++) {
      first = true;
      z.set(problem.sample(1, source).z, i * problem.zDimension);
    }
    const at = problem.nuisances(Float64Array.of(0.3), w);
    const { inner, outer } = lossDerivatives(pair, w, new Float64Array(n).fill(at.h[0]), z);
    const equations: [string, Float64Array][] = [
      ["h", inner.v],
      ["a", outer.v.map((u, i) => u + inner.vv[i] * at.a[0])],
      ["b1", inner.vw.filter((_, k) => k % p === 0).map((s, i) => s + inner.vv[i] * at.b[0])],
      ["b2", inner.vw.filter((_, k) => k % p === 1).map((s, i) => s + inner.vv[i] * at.b[1])],
    ];
    for (const [what, values] of equations) {
      const { mean, error } = moments(values);
      assert(Math.abs(mean) < 4 * error, `${what}: z = ${mean / error}`);
    }
  });

  Deno.test(`${name}: scores have the gradient as mean and the bound as covariance`, () => {
    const n = 40000;
    for (const w of points) {
      const sample = problem.sample(n, Stream.of("tests", name, "scores"));
      const truth = problem.nuisances(sample.x, w);
      const losses = lossDerivatives(pair, w, truth.h, sample.z);
      const { gradient, standardError } = generalOrthogonal(losses, truth);
      const psi = problem.gradient(w);
      const bound = problem.efficiencyBound(w);
      const scores = generalScores(losses, truth);
      const covariance = scoreCovariance(scores, n, p);
      for (let k = 0; k < p; k++) {
        const z = (gradient[k] - psi[k]) / standardError[k];
        assert(Math.abs(z) < 4, `gradient ${k}: z = ${z}`);
        for (let l = 0; l < p; l++) {
          const products = Float64Array.from(
            { length: n },
            (_, i) => (scores[i * p + k] - psi[k]) * (scores[i * p + l] - psi[l]),
          );
          const z = (covariance[k * p + l] - bound[k * p + l]) / moments(products).error;
          assert(Math.abs(z) < 4, `covariance ${k} ${l}: z = ${z}`);
        }
      }
    }
  });

  Deno.test(`${name}: F is the mean outer loss`, () => {
    const n = 40000;
    const { x, z } = problem.sample(n, Stream.of("tests", name, "objective"));
    const { h } = problem.nuisances(x, outerPoint);
    const { mean, error } = moments(lossDerivatives(pair, outerPoint, h, z).outer.value);
    assert(Math.abs(mean - problem.objective(outerPoint)) < 4 * error);
  });

  Deno.test(`${name}: a smaller sample is the beginning of a larger one`, () => {
    const small = problem.sample(10, Stream.of("tests", "prefix"));
    const large = problem.sample(25, Stream.of("tests", "prefix"));
    assertEquals(large.x.slice(0, 10), small.x);
    assertEquals(large.z.slice(0, small.z.length), small.z);
    assertEquals(small.z.length, 10 * problem.zDimension);
    assertEquals(problem.zDimension, pair.zDimension);
    assert(large.x.every((value) => value > -1 && value < 1));
  });

  Deno.test(`${name} rejects malformed input`, () => {
    const random = Stream.of("tests", "errors");
    assertThrows(() => problem.sample(0, random), RangeError, "sample size n is 0");
    const short = Float64Array.of(1);
    assertThrows(() => problem.gradient(short), RangeError, "w has 1");
    assertThrows(() => problem.objective(short), RangeError, "w has 1");
    assertThrows(() => problem.efficiencyBound(short), RangeError, "w has 1");
    assertThrows(() => problem.nuisances(x, short), RangeError, "w has 1");
  });
}

Deno.test("hyper-cleaning has the constants known at w = (1, 1.5)", () => {
  const psi = hyperCleaning.gradient(hyperCleaning.outerPoint);
  const bound = hyperCleaning.efficiencyBound(hyperCleaning.outerPoint);
  assert(maxDifference(psi, [-0.011660, 0.024239]) < 1e-6);
  assert(maxDifference([bound[0], bound[3]], [0.03209, 0.04924]) < 5e-6);
  assertEquals(bound[1], bound[2]);
});

Deno.test("hyper-cleaning: a source of no weight has no influence", () => {
  const w = Float64Array.of(-40, -40);
  assert(maxDifference(hyperCleaning.gradient(w), [0, 0]) < 1e-15);
  // then h is the log-odds of D in source 0 alone
  const clean = 1 / (1 + Math.exp(-(1.8 * Math.sin(Math.PI * 0.4) + 0.2)));
  const noisy = 0.9 * clean + 0.05;
  const { h } = hyperCleaning.nuisances(Float64Array.of(0.4), w);
  assertAlmostEquals(h[0], Math.log(noisy / (1 - noisy)), 1e-13);
});

Deno.test("poisson cleaning: at w = 0 the lower level is 0 and the gradient −E[g (Y)]", () => {
  const w = new Float64Array(2);
  assertEquals([...poissonCleaning.nuisances(Float64Array.of(-0.7, 0.2), w).h], [0, 0]);
  // E[sin πX · 0.5 sin 2X] over [−1, 1], and E[X²] · 0.3
  const product = (Math.sin(Math.PI - 2) / (Math.PI - 2) - Math.sin(Math.PI + 2) / (Math.PI + 2)) /
    4;
  assert(maxDifference(poissonCleaning.gradient(w), [-product, -0.1]) < 1e-14);
});
