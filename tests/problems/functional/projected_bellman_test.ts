import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { EigenvalueDecomposition, inverse, Matrix } from "ml-matrix";
import { Stream } from "../../../numerics/random.ts";
import {
  projectedBellman,
  projectedBellmanB1,
  projectedBellmanB2,
  projectedBellmanB3,
  type ProjectedBellmanOptions,
} from "../../../problems/functional/projected_bellman.ts";
import {
  assertClose,
  assertColumnMeans,
  assertConditionalMeans,
  assertSamples,
  assertScoreMoments,
  multiply,
} from "./support.ts";

const PROBLEMS = [projectedBellmanB1, projectedBellmanB2, projectedBellmanB3];

Deno.test("projected Bellman B1 has the published gradient and condition number", () => {
  const published = [0.073535196, -0.048076844, 0.095556833, 0.0045556436];
  const gradient = projectedBellmanB1.gradient(projectedBellmanB1.outerPoint);
  published.forEach((value, k) => assertAlmostEquals(gradient[k], value, k < 3 ? 5e-10 : 5e-11));
  const a = Matrix.from1DArray(4, 4, projectedBellmanB1.hessian());
  const eigenvalues = new EigenvalueDecomposition(a).realEigenvalues;
  const least = Math.min(...eigenvalues);
  assertAlmostEquals(least, 0.0059, 5e-5);
  assertAlmostEquals(Math.max(...eigenvalues) / least, 176, 0.5);
});

Deno.test("projected Bellman B1 has the published oracle error at every sample size", () => {
  const v = projectedBellmanB1.efficiencyBound(projectedBellmanB1.outerPoint);
  const trace = v[0] + v[5] + v[10] + v[15];
  const published: [number, number, number][] = [
    [200, 0.0314, 0.0018],
    [400, 0.0216, 0.0014],
    [800, 0.0157, 8.33e-4],
    [1600, 0.0112, 6.37e-4],
    [3200, 0.0079, 4.36e-4],
  ];
  for (const [n, rmse, halfWidth] of published) {
    const z = (Math.sqrt(trace / n) - rmse) / (halfWidth / 1.96);
    assert(Math.abs(z) < 4, `n = ${n}: z = ${z}`);
  }
});

Deno.test("some entries of the Hessian of B1 have closed forms", () => {
  const a = projectedBellmanB1.hessian();
  // μ = 0.7S + 0.5A, and A fair: E μ² = 0.49 + 0.125
  assertAlmostEquals(a[10], 0.64 * (0.49 + 0.125), 1e-14);
  // E (μ² + 0.04)² with μ | A ~ N(0.5A, 0.49)
  const fourth = (c: number) => c * c * c * c + 6 * c * c * 0.49 + 3 * 0.49 * 0.49;
  const expected = (fourth(0) + fourth(0.5)) / 2 + 0.08 * 0.615 + 0.0016;
  assertAlmostEquals(a[15], 0.64 * expected, 1e-14);
  // e^{-0.04} E sin² μ = e^{-0.04} (1 - e^{-0.98} E cos A) / 2
  const sine = (1 - Math.exp(-0.98) * (1 + Math.cos(1)) / 2) / 2;
  assertAlmostEquals(a[0], 0.64 * Math.exp(-0.04) * sine, 1e-14);
});

for (const problem of PROBLEMS) {
  const { name, p, root, outerPoint } = problem;
  Deno.test(`${name}: the gradient is A (w - w*)`, () => {
    const delta = outerPoint.map((value, k) => value - root[k]);
    assertClose(problem.gradient(outerPoint), multiply(problem.hessian(), delta), 1e-15);
    assertEquals([...problem.gradient(root)], new Array(p).fill(0));
  });

  Deno.test(`${name}: the bound of the root is A⁻¹ times the variance of Y's own noise`, () => {
    // at the root T_w and Y differ by that noise alone, whatever R and S' were
    const variance = problem === projectedBellmanB3 ? 0.01 : 0.0625;
    const expected = inverse(Matrix.from1DArray(p, p, problem.hessian())).mul(variance);
    const bound = problem.rootBound();
    const scale = Math.max(...bound);
    assertClose(bound.map((v) => v / scale), expected.div(scale).to1DArray(), 1e-12);
  });

  Deno.test(`${name}: simulated scores have the exact mean and covariance`, () => {
    assertScoreMoments(problem, outerPoint, 40_000, Stream.of("tests", name, "scores"));
    const far = root.map((value, k) => value + (k % 2 === 0 ? 1.5 : -1));
    assertScoreMoments(problem, far, 40_000, Stream.of("tests", name, "far"));
  });

  Deno.test(`${name}: the conditional means are those of its samples`, () => {
    assertConditionalMeans(problem, 20_000, Stream.of("tests", name, "means"));
    assertSamples(problem);
  });
}

Deno.test("the published outer points are at distance 0.35 from the roots", () => {
  for (const { root, outerPoint } of [projectedBellmanB1, projectedBellmanB2]) {
    assertAlmostEquals(Math.hypot(...outerPoint.map((value, k) => value - root[k])), 0.35, 1e-15);
  }
  assertAlmostEquals(Math.hypot(...projectedBellmanB2.root), 1, 1e-15);
  assertEquals([...projectedBellmanB1.root], [0.55, -0.35, 0.25, 0.15]);
});

Deno.test("projected Bellman samples what it says", () => {
  const n = 20_000;
  const problem = projectedBellmanB2;
  const { x, t, y } = problem.sample(n, Stream.of("tests", "bellman moments"));
  const { g, t0 } = problem.innerTarget({ n, x, t, y });
  const moments = new Float64Array(7 * n);
  for (let i = 0; i < n; i++) {
    const [s, a, reward, next] = [x[2 * i], x[2 * i + 1], t[2 * i], t[2 * i + 1]];
    assert(a === 0 || a === 1);
    assertEquals(t0[i], reward);
    const phi = [Math.sin(next), Math.cos(next), next, next * next];
    phi.forEach((value, k) => assertAlmostEquals(g[4 * i + k], 0.9 * value, 1e-14));
    const noise = y[i] - reward - g.subarray(4 * i, 4 * i + 4)
      .reduce((sum, value, k) => sum + problem.root[k] * value, 0);
    const step = next - 0.7 * s - 0.5 * a;
    const luck = reward - Math.sin(s) - 0.5 * a - 0.25 * s * a;
    const coin = a - 1 / (1 + Math.exp(-0.5 * s));
    moments.set(
      [step * step, luck * luck, noise * noise, coin, coin * s, step * luck, s * s],
      7 * i,
    );
  }
  assertColumnMeans("moments", moments, [0.04, 0.01, 0.0625, 0, 0, 0, 1]);
});

Deno.test("projected Bellman rejects malformed input", () => {
  const options: ProjectedBellmanOptions = {
    name: "toy",
    coin: () => 0.5,
    discount: 0.5,
    features: ["sin", "linear"],
    root: [1, 2],
    outerPoint: [0, 0],
    outcomeNoise: 0,
  };
  const attempt = (change: Partial<ProjectedBellmanOptions>) => () =>
    projectedBellman({ ...options, ...change });
  assertThrows(attempt({ discount: NaN }), RangeError, "discount is NaN");
  assertThrows(attempt({ outcomeNoise: -1 }), RangeError, "outcomeNoise is -1");
  assertThrows(attempt({ root: [1] }), RangeError, "w has 1 coordinates: the root of toy needs 2");
  assertThrows(attempt({ outerPoint: [1] }), RangeError, "w has 1 coordinates: toy needs 2");
  assertThrows(attempt({ coin: () => 1.5 }), RangeError, "coin gives 1.5");
  assertThrows(attempt({ features: ["sin", "sin"] }), RangeError, "not identified");
  assertThrows(attempt({ features: ["sin", "tan" as "cos"] }), RangeError, 'feature "tan"');
  assertThrows(attempt({ discount: 0 }), RangeError, "not identified");
  const toy = projectedBellman(options);
  const sample = toy.sample(3, Stream.of("tests", "errors"));
  assertThrows(() => toy.sample(0, Stream.of("tests")), RangeError, "sample size n is 0");
  assertThrows(() => toy.gradient(new Float64Array(3)), RangeError, "w has 3");
  assertThrows(() => toy.efficiencyBound(new Float64Array(3)), RangeError, "w has 3");
  assertThrows(() => toy.conditionalMeans(new Float64Array(3)), RangeError, "rows of 2");
  assertThrows(() => toy.innerTarget({ ...sample, n: 4 }), RangeError, "t has 6");
});

Deno.test("a coin that jumps is refused: its truth would be 4 % off", () => {
  const of = (coin: (s: number) => number) => () =>
    projectedBellman({
      name: "threshold",
      coin,
      discount: 0.8,
      features: ["linear"],
      root: [0],
      outerPoint: [1],
      outcomeNoise: 0,
    });
  for (const threshold of [0.05, 1]) {
    assertThrows(of((s) => s > threshold ? 1 : 0), RangeError, "coin of threshold jumps");
  }
  for (const steepness of [0.5, 3]) of((s) => 1 / (1 + Math.exp(-steepness * s)))();
});
