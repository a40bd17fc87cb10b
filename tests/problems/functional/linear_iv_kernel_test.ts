import { assert, assertAlmostEquals, assertLess, assertThrows } from "@std/assert";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { kernelBilevelRoot } from "../../../estimators/functional/kernel_bilevel_affine.ts";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import { gaussHermiteNormal } from "../../../numerics/quadrature.ts";
import { Stream } from "../../../numerics/random.ts";
import { linearIV } from "../../../problems/functional/linear_iv.ts";
import { linearIVKernelRoot } from "../../../problems/functional/linear_iv_kernel.ts";

const GRID = [1e-12, 5.977e-4, 1e-3, 3.155e-3, 1e-2, 1e-1, 1, 100];
const root = (lambda: number, sigma: number, terms?: number) =>
  linearIVKernelRoot({ lambda, sigma, ...(terms === undefined ? {} : { terms }) })[0];

Deno.test("the regularised root grows from the truth as λ does", () => {
  let before = 2;
  for (const lambda of GRID) {
    const value = root(lambda, 2);
    assert(value > before, `${lambda}: ${value}`);
    before = value;
  }
  assertAlmostEquals(root(1e-14, 2), 2, 1e-8);
  // 1/λ of everything is left: E[j_λ m]/E[j_λ²] grows in proportion
  assertAlmostEquals(root(1e6, 2) / root(1e5, 2), 10, 1e-3);
});

Deno.test("the regularised root has converged in the number of terms", () => {
  for (const sigma of [0.5, 2]) {
    for (const lambda of GRID.slice(1)) {
      assertAlmostEquals(root(lambda, sigma) / root(lambda, sigma, 400), 1, 1e-13);
    }
  }
});

/** The same from a numerical eigen-decomposition in one dimension and its tensor product. */
function byQuadrature(lambda: number, sigma: number): number {
  const count = 60;
  const { nodes, weights } = gaussHermiteNormal(count);
  const kernel = Matrix.zeros(count, count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const difference = nodes[i] - nodes[j];
      const value = Math.exp(-difference * difference / (2 * sigma * sigma));
      kernel.set(i, j, Math.sqrt(weights[i] * weights[j]) * value);
    }
  }
  const eigen = new EigenvalueDecomposition(kernel, { assumeSymmetric: true });
  const parts = eigen.realEigenvalues.map((mu, k) => {
    let one = 0;
    let x = 0;
    for (let i = 0; i < count; i++) {
      const v = eigen.eigenvectorMatrix.get(i, k) * Math.sqrt(weights[i]);
      one += v;
      x += v * nodes[i];
    }
    return { mu, one, x };
  }).filter(({ mu }) => mu > 1e-15);
  let once = 0;
  let twice = 0;
  for (const a of parts) {
    for (const b of parts) {
      for (const c of parts) {
        const mu = a.mu * b.mu * c.mu;
        const filter = mu / (mu + lambda);
        // the sum of the three separable parts, crossed terms and all
        const j = 2 * (a.x * b.one * c.one + a.one * b.x * c.one + a.one * b.one * c.x);
        once += filter * j * 2 * j;
        twice += filter * filter * j * j;
      }
    }
  }
  return once / twice;
}

Deno.test("the regularised root agrees with a numerical eigen-decomposition", () => {
  for (const sigma of [0.7, 2]) {
    for (const lambda of [5.977e-4, 1e-2, 1]) {
      assertAlmostEquals(root(lambda, sigma) / byQuadrature(lambda, sigma), 1, 1e-10);
    }
  }
});

Deno.test("without noise, the kernel bilevel root approaches the exact regularised one", () => {
  const lambdas = [1e-3, 1e-2];
  const exact = lambdas.map((lambda) => root(lambda, 2));
  const distance = (n: number, replications: number) => {
    const sums = [0, 0];
    for (let r = 0; r < replications; r++) {
      const random = Stream.of("tests", "linear proxy", n, r);
      const inner = linearIV.sample(n, random.split("inner"));
      const outer = linearIV.sample(n, random.split("outer"));
      const target = { g: linearIV.conditionalMeans(inner.x).j, t0: new Float64Array(n) };
      const y = linearIV.conditionalMeans(outer.x).m;
      kernelBilevelRoot({ inner, target, outer: { ...outer, y } }, { kernel: gaussian(2), lambdas })
        .forEach(({ root }, l) => {
          sums[l] += (root[0] - exact[l]) * (root[0] - exact[l]) / replications;
        });
    }
    return sums.map(Math.sqrt);
  };
  const small = distance(100, 30);
  const large = distance(1600, 4);
  for (let l = 0; l < 2; l++) assertLess(large[l], 0.5 * small[l]);
  assertLess(large[1], 0.02);
});

Deno.test("figure 4's published proxies lie a little above the exact roots", () => {
  // published: 1250 + 1250 points without noise
  const published = [[5.977e-4, 2.0553], [9.06e-4, 2.0691], [1e-2, 2.268]];
  for (const [lambda, proxy] of published) {
    const gap = proxy - root(lambda, 2);
    assert(gap > 0 && gap < 0.04, `${lambda}: ${gap}`);
  }
});

Deno.test("the regularised root rejects malformed input", () => {
  assertThrows(() => root(0, 2), RangeError, "lambda is 0");
  assertThrows(() => root(1, 0), RangeError, "sigma is 0");
  assertThrows(() => root(1, 1, 0), RangeError, "terms is 0");
});
