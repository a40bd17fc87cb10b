import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { EigenvalueDecomposition, inverse, Matrix } from "ml-matrix";
import { gaussHermiteNormal } from "../../../numerics/quadrature.ts";
import { Stream } from "../../../numerics/random.ts";
import { W_STAR } from "../../../problems/functional/sine_design.ts";
import { sineIVExogenous } from "../../../problems/functional/sine_iv.ts";
import {
  identifiedSineIV,
  identifiedSineIVExogenous,
} from "../../../problems/functional/sine_iv_identified.ts";
import {
  assertClose,
  assertColumnMeans,
  assertConditionalMeans,
  assertSamples,
  assertScoreMoments,
} from "./support.ts";

const identifiedSineIVEndogenous = identifiedSineIV({ outcomeNoise: 0, endogeneity: 0.5 });
const P = 4;
const w = identifiedSineIVExogenous.outerPoint;
const truth = W_STAR;

/**
 * E f(S, η), S ~ N(0, 3) and η ~ N(0, 0.1), for `size` functions. The trapezoidal rule for S is exact
 * to rounding for trigonometric polynomials of degree 16; Gauss–Hermite rules are not.
 */
function expectation(size: number, f: (s: number, eta: number) => ArrayLike<number>): Float64Array {
  const inner = gaussHermiteNormal(25);
  const step = 0.1;
  const out = new Float64Array(size);
  for (let s = -15; s < 15 + step / 2; s += step) {
    const density = Math.exp(-s * s / 6) / Math.sqrt(6 * Math.PI);
    inner.nodes.forEach((e, b) => {
      const values = f(s, Math.sqrt(0.1) * e);
      for (let at = 0; at < size; at++) out[at] += step * density * inner.weights[b] * values[at];
    });
  }
  return out;
}

const j = (l: number, s: number) => Math.exp(-l * l * 0.1 / 8) * Math.sin(l * s + l);

Deno.test("identified sine-IV's Hessian has eigenvalues .31, .38, .45, .54", () => {
  const a = Matrix.from1DArray(P, P, identifiedSineIVExogenous.hessian());
  const sorted = new EigenvalueDecomposition(a).realEigenvalues.sort((x, y) => x - y);
  assertClose(sorted, [0.31, 0.38, 0.45, 0.54], 5e-3);
});

Deno.test("identified sine-IV's Hessian is E[jj'] and the gradient A (w - w*)", () => {
  const a = identifiedSineIVExogenous.hessian();
  const gradient = identifiedSineIVExogenous.gradient(w);
  for (let l = 0; l < P; l++) {
    let psi = 0;
    for (let k = 0; k < P; k++) {
      const [direct] = expectation(1, (s) => [j(l + 1, s) * j(k + 1, s)]);
      assertAlmostEquals(a[l * P + k], direct, 1e-12);
      psi += direct * (w[k] - truth[k]);
    }
    assertAlmostEquals(gradient[l], psi, 1e-12);
  }
  assertEquals([...identifiedSineIVExogenous.root], [...truth]);
  assertEquals([...identifiedSineIVExogenous.gradient(truth)], [0, 0, 0, 0]);
  assertEquals(w, sineIVExogenous.outerPoint);
});

Deno.test("identified sine-IV's efficiency bound agrees with two-dimensional quadrature", () => {
  const options = { outcomeNoise: 0.4, endogeneity: -1.3 };
  const problem = identifiedSineIV(options);
  for (const point of [w, Float64Array.of(0.5, -1, 0.2, 1.5)]) {
    const delta = point.map((value, l) => value - truth[l]);
    const psi = problem.gradient(point);
    const v = problem.efficiencyBound(point);
    const products = expectation(P * P, (s, eta) => {
      const means = delta.map((_, l) => j(l + 1, s));
      const g = delta.map((_, l) => Math.sin((l + 1) * (2 * s + eta) / 2 + l + 1));
      const r = delta.reduce((sum, value, l) => sum + value * means[l], 0);
      const residual = delta.reduce((sum, d, l) => sum + d * g[l], -options.endogeneity * eta);
      const score = g.map((value, l) => means[l] * residual + r * (value - means[l]));
      return v.map((_, at) => {
        const [k, l] = [Math.floor(at / P), at % P];
        return score[k] * score[l] + 0.16 * means[k] * means[l];
      });
    });
    const direct = products.map((value, at) => value - psi[Math.floor(at / P)] * psi[at % P]);
    assertClose(v, direct, 1e-11);
  }
});

Deno.test("the bound of the root is A⁻¹ times the variance of Y's noise given T's mean", () => {
  for (
    const [problem, variance] of [
      [identifiedSineIVExogenous, 0.0625],
      [identifiedSineIVEndogenous, 0.25 * 0.1],
    ] as const
  ) {
    const a = Matrix.from1DArray(P, P, problem.hessian());
    assertClose(problem.rootBound(), inverse(a).mul(variance).to1DArray(), 1e-14);
  }
});

for (const problem of [identifiedSineIVExogenous, identifiedSineIVEndogenous]) {
  Deno.test(`${problem.name}: simulated scores have the exact mean and covariance`, () => {
    const random = Stream.of("tests", problem.name);
    assertScoreMoments(problem, w, 30_000, random.split("outer"));
    assertScoreMoments(problem, problem.root, 30_000, random.split("root"));
    assertConditionalMeans(problem, 50_000, random.split("means"));
    assertSamples(problem);
  });
}

Deno.test("identified sine-IV samples what it says", () => {
  const n = 20_000;
  const { x, t, y } = identifiedSineIV({ outcomeNoise: 0.4, endogeneity: -1.3 })
    .sample(n, Stream.of("tests", "identified moments"));
  const moments = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    const eta = t[i] - 2 * (x[3 * i] + x[3 * i + 1] + x[3 * i + 2]);
    const noise = truth.reduce(
      (rest, value, l) => rest - value * Math.sin((l + 1) * t[i] / 2 + l + 1),
      y[i] + 1.3 * eta,
    );
    moments.set([eta * eta, noise * noise, eta * noise], 3 * i);
  }
  assertColumnMeans("second moments", moments, [0.1, 0.16, 0]);
});

Deno.test("identified sine-IV rejects malformed input", () => {
  const problem = identifiedSineIVExogenous;
  const sample = problem.sample(3, Stream.of("tests", "errors"));
  const make = (outcomeNoise: number, endogeneity: number) => () =>
    identifiedSineIV({ outcomeNoise, endogeneity });
  assertThrows(make(-1, 0), RangeError, "outcomeNoise is -1");
  assertThrows(make(1, NaN), RangeError, "endogeneity is NaN");
  assertThrows(() => problem.sample(0, Stream.of("tests")), RangeError, "sample size n is 0");
  assertThrows(() => problem.gradient(new Float64Array(3)), RangeError, "w has 3");
  assertThrows(() => problem.efficiencyBound(new Float64Array(3)), RangeError, "w has 3");
  assertThrows(() => problem.conditionalMeans(new Float64Array(4)), RangeError, "rows of 3");
  assertThrows(() => problem.innerTarget({ ...sample, n: 4 }), RangeError, "t has 3");
});
