import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { gaussLegendre } from "../../../numerics/quadrature.ts";
import { Stream } from "../../../numerics/random.ts";
import {
  cosSobolev,
  type CosSobolevOptions,
  type CosSobolevProblem,
  roughCosSobolev,
  smoothCosSobolev,
} from "../../../problems/functional/cos_sobolev.ts";
import {
  assertClose,
  assertColumnMeans,
  assertConditionalMeans,
  assertSamples,
  assertScoreMoments,
} from "./support.ts";

const SMALL: CosSobolevOptions = {
  name: "toy",
  d: 2,
  frequencies: [1, 2, 4],
  jacobian: [{ decay: 1 }, { decay: 1, peak: 2 }],
  residual: { decay: 0.5, peak: 4 },
  jacobianNoise: { constant: 0.2, slope: 0.5 },
  outcomeNoise: 0.3,
  outerPoint: [1.5, -0.7],
};
const ROUGH = [2, 0.4].map((residualDecay) =>
  roughCosSobolev({ residualDecay, jacobianDecays: [2, 0.4] })
);

/** E f(X) by a product rule, d ≤ 3. */
function expectation(d: number, nodes: number, f: (x: number[]) => number): number {
  const rule = gaussLegendre(nodes);
  const over = (x: number[]): number => {
    if (x.length === d) return f(x);
    let sum = 0;
    rule.nodes.forEach((node, i) => sum += rule.weights[i] / 2 * over([...x, (1 + node) / 2]));
    return sum;
  };
  return over([]);
}

/** E f(X) for a cosine polynomial of degree below 2·points in one dimension, exactly. */
function cosineMean(points: number, f: (x: number[]) => number): number {
  let sum = 0;
  for (let i = 0; i < points; i++) sum += f([(i + 0.5) / points]) / points;
  return sum;
}

/** j and r = h_w − m at one point. */
function factors(problem: CosSobolevProblem, w: Float64Array, x: number[]) {
  const { j, m } = problem.conditionalMeans(Float64Array.from(x));
  return { j, r: j.reduce((sum, value, k) => sum + w[k] * value, -m[0]) };
}

Deno.test("the coefficients are those of the docstring", () => {
  const problem = cosSobolev({ ...SMALL, d: 1 });
  // l = 1, 2, 4 with peaks at 1 and 2, and at 4 for h - m at the outer point
  const gamma = [[1, 0.5, 0.25], [0.5, 1, 0.5]];
  const rho = [0.5, Math.SQRT1_2, 1];
  for (const u of [0, 0.3, 0.77]) {
    const series = (c: number[]) =>
      c.reduce((sum, v, i) => sum + v * Math.SQRT2 * Math.cos(Math.PI * [1, 2, 4][i] * u), 0);
    const { j, r } = factors(problem, problem.outerPoint, [u]);
    assertClose(j, gamma.map(series), 1e-14);
    assertAlmostEquals(r, series(rho), 1e-14);
  }
  const [a, b, c] = [1.3125, 1.125, 1.5];
  assertClose(problem.hessian(), [a, b, b, c], 1e-14);
  assertClose(
    problem.gradient(problem.outerPoint),
    gamma.map((row) => row.reduce((sum, value, l) => sum + value * rho[l], 0)),
    1e-14,
  );
});

Deno.test("rough series have lacunary coefficients of the given decays, and the given noise", () => {
  const problem = roughCosSobolev({
    residualDecay: 0.4,
    jacobianDecays: [2, 0.7],
    octaves: 6,
    noise: { jacobian: 1.5, outcome: 0 },
  });
  const w = problem.outerPoint;
  assertEquals(w, new Float64Array(2));
  for (let i = 0; i < 7; i++) {
    const l = 1 << i;
    const coefficient = (f: (x: number[]) => number) =>
      cosineMean(300, (x) => Math.SQRT2 * Math.cos(Math.PI * l * x[0]) * f(x));
    const expected = (decay: number) => i === 6 ? 0 : Math.exp(-decay * i * Math.LN2);
    [2, 0.7].forEach((decay, k) =>
      assertAlmostEquals(coefficient((x) => factors(problem, w, x).j[k]), expected(decay), 1e-13)
    );
    assertAlmostEquals(coefficient((x) => factors(problem, w, x).r), expected(0.4), 1e-13);
  }
  // at w = 0 the score is −jY − m(G − j), so only m and the noise of G are in its variance, without
  // noise of Y: E[s²m²] + E[j²m²] − Ψ²
  const psi = problem.gradient(w)[1];
  const direct = cosineMean(4096, (x) => {
    const { j, r } = factors(problem, w, x);
    const sd = 1.5 * (0.5 + x[0]);
    return r * r * (sd * sd + j[1] * j[1]);
  });
  assertAlmostEquals(problem.efficiencyBound(w)[3], direct - psi * psi, 1e-5);
});

Deno.test("the gradient is the derivative of the objective", () => {
  for (const problem of [cosSobolev(SMALL), smoothCosSobolev({ d: 3, p: 4 }), ...ROUGH]) {
    const w = problem.outerPoint.map((value, k) => value + 0.3 * (k + 1));
    // the objective is quadratic, so central differences are exact
    const differences = w.map((_, k) => {
      const at = (step: number) => problem.objective(w.map((v, i) => i === k ? v + step : v));
      return at(0.5) - at(-0.5);
    });
    assertClose(problem.gradient(w), differences, 1e-12);
    assertClose(problem.gradient(problem.root), new Float64Array(problem.p), 1e-13);
    assert(problem.objective(w) > problem.objective(problem.root));
  }
});

Deno.test("gradient, Hessian and objective are the integrals that they stand for", () => {
  const problem = cosSobolev(SMALL);
  const w = Float64Array.of(0.4, 2);
  const mean = (f: (at: { j: Float64Array; r: number }) => number) =>
    expectation(2, 24, (x) => f(factors(problem, w, x)));
  const gradient = [0, 1].map((k) => mean(({ j, r }) => j[k] * r));
  assertClose(problem.gradient(w), gradient, 1e-12);
  const hessian = [0, 1, 2, 3].map((at) => mean(({ j }) => j[at >> 1] * j[at & 1]));
  assertClose(problem.hessian(), hessian, 1e-12);
  assertAlmostEquals(problem.objective(w), mean(({ r }) => r * r) / 2 + 0.09 / 2, 1e-12);
});

for (const d of [1, 2, 3]) {
  Deno.test(`the efficiency bound agrees with ${d}-dimensional quadrature`, () => {
    const problem = cosSobolev({ ...SMALL, d });
    for (const w of [problem.outerPoint, problem.root, Float64Array.of(-0.6, 0.9)]) {
      const psi = problem.gradient(w);
      const v = problem.efficiencyBound(w);
      const size = w[0] * w[0] + w[1] * w[1];
      for (let at = 0; at < 4; at++) {
        const [k, l] = [at >> 1, at & 1];
        const direct = expectation(d, d === 3 ? 20 : 40, (x) => {
          const { j, r } = factors(problem, w, x);
          const s2 = (0.2 + 0.5 * x[0]) * (0.2 + 0.5 * x[0]);
          // E ψψ' with ψ = jr + j(ξ'w − ε) + rξ, term by term
          return j[k] * j[l] * (r * r + s2 * size + 0.09) + (k === l ? r * r * s2 : 0) +
            r * s2 * (j[k] * w[l] + w[k] * j[l]);
        });
        assertAlmostEquals(v[at], direct - psi[k] * psi[l], d === 3 ? 1e-6 : 1e-11);
      }
    }
  });
}

Deno.test("the quadrature resolves the highest frequency", () => {
  // the fourth moment is a cosine polynomial of degree 1024, and without noise all there is
  const options = { ...SMALL, d: 1, frequencies: [1, 2, 4, 8, 16, 32, 64, 128, 256] };
  const noiseless = cosSobolev({
    ...options,
    jacobianNoise: { constant: 0, slope: 0 },
    outcomeNoise: 0,
    jacobian: [{ decay: 0.1 }, { decay: 0.1, peak: 2 }],
    residual: { decay: 0.2, peak: 4 },
  });
  const w = noiseless.outerPoint;
  const psi = noiseless.gradient(w);
  const v = noiseless.efficiencyBound(w);
  for (const [k, l] of [[0, 0], [0, 1], [1, 1]]) {
    const direct = cosineMean(600, (x) => {
      const { j, r } = factors(noiseless, w, x);
      return j[k] * j[l] * r * r;
    });
    assertAlmostEquals(v[2 * k + l] / (direct - psi[k] * psi[l]), 1, 1e-12);
  }
});

Deno.test("the gradient does not depend on the dimension, the bound does", () => {
  const [one, five] = [1, 5].map((d) => smoothCosSobolev({ d, p: 3 }));
  assertEquals(one.gradient(one.outerPoint), five.gradient(five.outerPoint));
  assertEquals(one.root, five.root);
  const w = one.outerPoint;
  assert(Math.abs(one.efficiencyBound(w)[0] - five.efficiencyBound(w)[0]) > 0.1);
});

const SIMULATED = [
  cosSobolev(SMALL),
  smoothCosSobolev({ d: 1, p: 2 }),
  smoothCosSobolev({ d: 3, p: 4 }),
];
for (const problem of SIMULATED) {
  const name = `${problem.name}, d = ${problem.d}, p = ${problem.p}`;
  Deno.test(`${name}: simulated scores have the exact mean and covariance`, () => {
    const random = Stream.of("tests", name);
    assertScoreMoments(problem, problem.outerPoint, 20_000, random.split("outer"));
    assertScoreMoments(problem, problem.root, 20_000, random.split("root"));
    assertConditionalMeans(problem, 10_000, random.split("means"));
    assertSamples(problem);
  });
}

Deno.test("rough designs: simulated scores have the exact mean and covariance", () => {
  for (const problem of ROUGH) {
    const random = Stream.of("tests", problem.name);
    assertScoreMoments(problem, problem.outerPoint, 20_000, random);
    assertSamples(problem);
  }
});

Deno.test("cos-Sobolev samples what it says", () => {
  const n = 20_000;
  const problem = cosSobolev(SMALL);
  const { x, t, y } = problem.sample(n, Stream.of("tests", "cos moments"));
  const { j, m } = problem.conditionalMeans(x);
  const moments = new Float64Array(6 * n);
  for (let i = 0; i < n; i++) {
    const sd = 0.2 + 0.5 * x[2 * i];
    const [a, b] = [0, 1].map((k) => (t[2 * i + k] - j[2 * i + k]) / sd);
    const e = (y[i] - m[i]) / 0.3;
    moments.set([a * a, b * b, a * b, e * e, a * e, a * a * (x[2 * i] - 0.5)], 6 * i);
  }
  assertColumnMeans("noise", moments, [1, 1, 0, 1, 0, 0]);
  assertColumnMeans("x and x²", x.map((value, at) => at % 2 === 0 ? value : value * value), [
    1 / 2,
    1 / 3,
  ]);
});

Deno.test("cos-Sobolev rejects malformed input", () => {
  const attempt = (change: Partial<CosSobolevOptions>) => () => cosSobolev({ ...SMALL, ...change });
  assertThrows(attempt({ d: 0 }), RangeError, "d is 0");
  assertThrows(attempt({ outerPoint: [] }), RangeError, "outerPoint is empty");
  assertThrows(attempt({ outerPoint: [1, NaN] }), RangeError, "a coordinate of outerPoint is NaN");
  assertThrows(attempt({ frequencies: [] }), RangeError, "frequencies is empty");
  assertThrows(attempt({ jacobian: [{ decay: 1 }] }), RangeError, "1 series: toy needs 2");
  const twins = [{ decay: 1 }, { decay: 1 }];
  assertThrows(attempt({ jacobian: twins }), RangeError, "the root is not identified");
  assertThrows(attempt({ frequencies: [1, 3, 2] }), RangeError, "frequency 2 is 2");
  assertThrows(attempt({ frequencies: [0, 1, 2] }), RangeError, "frequency 0 is 0");
  assertThrows(attempt({ residual: { decay: -1 } }), RangeError, "a decay is -1");
  assertThrows(attempt({ residual: { decay: 1, peak: 0 } }), RangeError, "peak is 0");
  const octaves = () => roughCosSobolev({ residualDecay: 1, jacobianDecays: [1], octaves: 0 });
  assertThrows(octaves, RangeError, "octaves is 0");
  assertThrows(attempt({ outcomeNoise: -1 }), RangeError, "outcomeNoise is -1");
  const negative = { constant: 0.1, slope: -0.2 };
  assertThrows(attempt({ jacobianNoise: negative }), RangeError, "x₁ = 1 is -0.1");
  const toy = cosSobolev(SMALL);
  const sample = toy.sample(3, Stream.of("tests", "errors"));
  assertThrows(() => toy.sample(0, Stream.of("tests")), RangeError, "sample size n is 0");
  assertThrows(() => toy.gradient(new Float64Array(3)), RangeError, "w has 3");
  assertThrows(() => toy.objective(new Float64Array(3)), RangeError, "w has 3");
  assertThrows(() => toy.efficiencyBound(new Float64Array(1)), RangeError, "w has 1");
  assertThrows(() => toy.conditionalMeans(new Float64Array(3)), RangeError, "rows of 2");
  assertThrows(() => toy.innerTarget({ ...sample, n: 4 }), RangeError, "t has 6");
});
