import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { Stream } from "../../../numerics/random.ts";
import { gaussHermiteNormal } from "../../../numerics/quadrature.ts";
import { sineHessian, W_STAR } from "../../../problems/functional/sine_design.ts";
import {
  sineIV,
  sineIVEndogenous,
  sineIVExogenous,
  type SineIVOptions,
} from "../../../problems/functional/sine_iv.ts";

const P = 4;
const EXOGENOUS: SineIVOptions = { outcomeNoise: 0.25, endogeneity: 0 };
const ENDOGENOUS: SineIVOptions = { outcomeNoise: 0, endogeneity: 0.5 };
const w = sineIVExogenous.outerPoint;

/** E f(S, η) for S ~ N(0, 3) and η ~ N(0, 0.1), by the product rule. */
function expectation(f: (s: number, eta: number) => number): number {
  const outer = gaussHermiteNormal(250);
  const inner = gaussHermiteNormal(30);
  let sum = 0;
  for (let a = 0; a < 250; a++) {
    for (let b = 0; b < 30; b++) {
      sum += outer.weights[a] * inner.weights[b] *
        f(Math.sqrt(3) * outer.nodes[a], Math.sqrt(0.1) * inner.nodes[b]);
    }
  }
  return sum;
}

Deno.test("sine-IV has the published gradient", () => {
  const published = [0.2452465129, 0.1178727143, -0.1178727143, -0.2452465129];
  sineIVExogenous.gradient(w).forEach((g, k) => assertAlmostEquals(g, published[k], 1e-10));
});

Deno.test("sine-IV has the published efficiency bound in the design of figures 1 and 2", () => {
  const v = sineIVExogenous.efficiencyBound(w);
  const published = [0.0724190601, 0.0714932515, 0.0714932515, 0.0724190601];
  published.forEach((value, k) => assertAlmostEquals(v[k * P + k], value, 1e-10));
  const trace = v[0] + v[5] + v[10] + v[15];
  assertAlmostEquals(trace, 0.28782462, 1e-8);
});

Deno.test("sine-IV's gradient is E[j (h - m)] and vanishes at w*", () => {
  const truth = W_STAR;
  const point = Float64Array.of(0.3, -1.2, 2, 0.7);
  const gradient = sineIVExogenous.gradient(point);
  for (let k = 0; k < P; k++) {
    const direct = expectation((s) => {
      const j = (l: number) => Math.exp(-0.05) * Math.sin(2 * s + l + 1);
      let r = 0;
      for (let l = 0; l < P; l++) r += (point[l] - truth[l]) * j(l);
      return j(k) * r;
    });
    assertAlmostEquals(gradient[k], direct, 1e-12);
  }
  assertEquals([...sineIVExogenous.gradient(truth)], [0, 0, 0, 0]);
  assertAlmostEquals(Math.hypot(...truth), 1, 1e-15);
  assertAlmostEquals(Math.hypot(...w.map((value, l) => value - truth[l])), 0.35, 1e-15);
});

Deno.test("sine-IV's Hessian is symmetric, of rank 2, with eigenvalues 0, 0, 0.70, 1.11", () => {
  const a = sineHessian(Float64Array.of(2, 2, 2, 2));
  for (let l = 0; l < P; l++) {
    for (let k = 0; k < P; k++) assertEquals(a[l * P + k], a[k * P + l]);
  }
  const { realEigenvalues } = new EigenvalueDecomposition(Matrix.from1DArray(P, P, a));
  const sorted = realEigenvalues.sort((x, y) => x - y);
  assertAlmostEquals(sorted[0], 0, 1e-14);
  assertAlmostEquals(sorted[1], 0, 1e-14);
  assertAlmostEquals(sorted[2], 0.7, 5e-3);
  assertAlmostEquals(sorted[3], 1.11, 5e-3);
});

for (
  const [name, options, point] of [
    ["figures 1 and 2", EXOGENOUS, w],
    ["figure 3", ENDOGENOUS, w],
    ["both noises", { outcomeNoise: 0.4, endogeneity: -1.3 }, Float64Array.of(0.5, -1, 0.2, 1.5)],
  ] as const
) {
  Deno.test(`sine-IV's efficiency bound agrees with two-dimensional quadrature: ${name}`, () => {
    const problem = sineIV(options);
    const v = problem.efficiencyBound(point);
    const psi = problem.gradient(point);
    const truth = W_STAR;
    const delta = point.map((value, l) => value - truth[l]);
    const score = (s: number, eta: number) => {
      const j = delta.map((_, l) => Math.exp(-0.05) * Math.sin(2 * s + l + 1));
      const g = delta.map((_, l) => Math.sin(2 * s + eta + l + 1));
      let r = 0;
      let residual = -options.endogeneity * eta;
      for (let l = 0; l < P; l++) {
        r += delta[l] * j[l];
        residual += delta[l] * g[l];
      }
      return { j, score: g.map((value, l) => j[l] * residual + r * (value - j[l])) };
    };
    for (let l = 0; l < P; l++) {
      for (let k = 0; k <= l; k++) {
        const direct = expectation((s, eta) => {
          const at = score(s, eta);
          return at.score[l] * at.score[k] +
            options.outcomeNoise * options.outcomeNoise * at.j[l] * at.j[k];
        }) - psi[l] * psi[k];
        assertAlmostEquals(v[l * P + k], direct, 1e-12);
        assertAlmostEquals(v[k * P + l], v[l * P + k], 1e-15);
      }
    }
  });
}

for (const problem of [sineIVExogenous, sineIVEndogenous]) {
  Deno.test(`${problem.name}: simulated scores have the exact mean and covariance`, () => {
    const n = 100_000;
    const sample = problem.sample(n, Stream.of("tests", problem.name));
    const { g, t0 } = problem.innerTarget(sample);
    const { j, h0, m } = problem.conditionalMeans(sample.x);
    assert(t0.every((value) => value === 0) && h0.every((value) => value === 0));
    const psi = problem.gradient(w);
    const v = problem.efficiencyBound(w);
    // sums of centred scores, of their products and of the products' squares
    const mean = new Float64Array(P);
    const product = new Float64Array(P * P);
    const square = new Float64Array(P * P);
    const score = new Float64Array(P);
    for (let i = 0; i < n; i++) {
      let target = 0;
      let h = 0;
      for (let k = 0; k < P; k++) {
        target += w[k] * g[i * P + k];
        h += w[k] * j[i * P + k];
      }
      for (let k = 0; k < P; k++) {
        score[k] = j[i * P + k] * (target - sample.y[i]) +
          (h - m[i]) * (g[i * P + k] - j[i * P + k]) - psi[k];
        mean[k] += score[k] / n;
      }
      for (let k = 0; k < P; k++) {
        for (let l = 0; l < P; l++) {
          const value = score[k] * score[l];
          product[k * P + l] += value / n;
          square[k * P + l] += value * value / n;
        }
      }
    }
    for (let k = 0; k < P; k++) {
      const error = Math.sqrt(v[k * P + k] / n);
      assert(Math.abs(mean[k]) < 4 * error, `coordinate ${k}: z = ${mean[k] / error}`);
    }
    for (let at = 0; at < P * P; at++) {
      const error = Math.sqrt((square[at] - product[at] * product[at]) / n);
      const z = (product[at] - v[at]) / error;
      assert(Math.abs(z) < 4, `covariance entry ${at}: z = ${z}`);
    }
  });
}

Deno.test("sine-IV samples what it says", () => {
  const n = 50_000;
  const truth = W_STAR;
  const sample = sineIVExogenous.sample(n, Stream.of("tests", "moments"));
  assertEquals([sample.x.length, sample.t.length, sample.y.length], [3 * n, n, n]);
  const { g } = sineIVExogenous.innerTarget(sample);
  const eta: number[] = [];
  const noise: number[] = [];
  for (let i = 0; i < n; i++) {
    const s = sample.x[3 * i] + sample.x[3 * i + 1] + sample.x[3 * i + 2];
    eta.push(sample.t[i] - 2 * s);
    let expected = 0;
    for (let l = 0; l < P; l++) {
      assertAlmostEquals(g[i * P + l], Math.sin(sample.t[i] + l + 1), 1e-14);
      expected += truth[l] * g[i * P + l];
    }
    noise.push(sample.y[i] - expected);
  }
  const moments: [number[], number][] = [[[...sample.x], 1], [eta, 0.1], [noise, 0.0625]];
  for (const [values, variance] of moments) {
    const size = values.length;
    const mean = values.reduce((sum, value) => sum + value, 0) / size;
    const second = values.reduce((sum, value) => sum + value * value, 0) / size;
    assert(Math.abs(mean) < 4 * Math.sqrt(variance / size));
    assert(Math.abs(second / variance - 1) < 4 * Math.sqrt(2 / size));
  }
  const correlation = eta.reduce((sum, value, i) => sum + value * noise[i], 0) / n;
  assert(Math.abs(correlation) < 4 * Math.sqrt(0.1 * 0.0625 / n));
});

Deno.test("the endogenous sine-IV has no noise but half of η", () => {
  const sample = sineIVEndogenous.sample(200, Stream.of("tests", "endogenous"));
  const { g } = sineIVEndogenous.innerTarget(sample);
  const truth = W_STAR;
  for (let i = 0; i < sample.n; i++) {
    let expected = sample.t[i] - 2 * (sample.x[3 * i] + sample.x[3 * i + 1] + sample.x[3 * i + 2]);
    expected /= 2;
    for (let l = 0; l < P; l++) expected += truth[l] * g[i * P + l];
    assertAlmostEquals(sample.y[i], expected, 1e-14);
  }
});

Deno.test("a smaller sine-IV sample is the beginning of a larger one", () => {
  const small = sineIVExogenous.sample(10, Stream.of("tests", "prefix"));
  const large = sineIVExogenous.sample(25, Stream.of("tests", "prefix"));
  assertEquals(large.x.slice(0, 30), small.x);
  assertEquals(large.y.slice(0, 10), small.y);
});

Deno.test("sine-IV hands out copies, so nobody can change it", () => {
  const before = w.slice();
  sineIV(EXOGENOUS).outerPoint.fill(7);
  assertEquals(sineIV(EXOGENOUS).outerPoint, before);
  assertAlmostEquals(W_STAR[3], 4 / Math.sqrt(30), 1e-15);
});

Deno.test("sine-IV rejects malformed input", () => {
  const random = Stream.of("tests", "errors");
  assertThrows(
    () => sineIV({ outcomeNoise: -1, endogeneity: 0 }),
    RangeError,
    "outcomeNoise is -1",
  );
  assertThrows(() => sineIV({ outcomeNoise: 1, endogeneity: NaN }), RangeError, "endogeneity");
  assertThrows(() => sineIVExogenous.sample(0, random), RangeError, "sample size n is 0");
  assertThrows(() => sineIVExogenous.sample(1.5, random), RangeError, "sample size n is 1.5");
  assertThrows(() => sineIVExogenous.gradient(new Float64Array(3)), RangeError, "w has 3");
  assertThrows(() => sineIVExogenous.efficiencyBound(new Float64Array(5)), RangeError, "w has 5");
  assertThrows(
    () => sineIVExogenous.conditionalMeans(new Float64Array(4)),
    RangeError,
    "rows of 3",
  );
  const sample = sineIVExogenous.sample(3, random);
  assertThrows(() => sineIVExogenous.innerTarget({ ...sample, n: 4 }), RangeError, "t has 3");
});
