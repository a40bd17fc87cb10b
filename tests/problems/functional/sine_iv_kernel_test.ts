import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { gaussHermiteNormal } from "../../../numerics/quadrature.ts";
import { W_STAR } from "../../../problems/functional/sine_design.ts";
import { sineIVExogenous } from "../../../problems/functional/sine_iv.ts";
import { sineIVKernelGradient } from "../../../problems/functional/sine_iv_kernel.ts";

const GRID = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1];
const w = sineIVExogenous.outerPoint;
const exact = sineIVExogenous.gradient(w);
const distance = (a: Float64Array, b: Float64Array) => Math.hypot(...a.map((v, k) => v - b[k]));

Deno.test("the kernel's regularisation bias has the known values", () => {
  const bias = (lambda: number) => distance(sineIVKernelGradient(w, { lambda, sigma: 0.5 }), exact);
  assertAlmostEquals(bias(1e-5), 0.00336, 5e-6);
  assertAlmostEquals(bias(1e-3), 0.08747, 5e-6);
});

Deno.test("the kernel gradient tends to the exact one as λ → 0 and to 0 as λ → ∞", () => {
  let previous = 0;
  for (const lambda of [1e-12, ...GRID, 1e6]) {
    const bias = distance(sineIVKernelGradient(w, { lambda, sigma: 0.5 }), exact);
    assert(bias > previous);
    previous = bias;
  }
  assert(distance(sineIVKernelGradient(w, { lambda: 1e-12, sigma: 0.5 }), exact) < 1e-8);
  assert(Math.hypot(...sineIVKernelGradient(w, { lambda: 1e6, sigma: 0.5 })) < 1e-6);
});

Deno.test("the kernel gradient has converged in the number of terms, on the whole grid", () => {
  for (const sigma of [0.2, 0.5, 2]) {
    for (const lambda of GRID) {
      const default_ = sineIVKernelGradient(w, { lambda, sigma });
      const longer = sineIVKernelGradient(w, { lambda, sigma, terms: 350 });
      assert(distance(default_, longer) < 1e-13, `sigma ${sigma}, lambda ${lambda}`);
    }
  }
});

/**
 * The same gradient from a numerical eigen-decomposition: W^½ K W^½ on Gauss–Hermite nodes in one
 * dimension, its tensor product in three.
 */
function byQuadrature(lambda: number, sigma: number, nodeCount: number): Float64Array {
  const { nodes, weights } = gaussHermiteNormal(nodeCount);
  const kernel = Matrix.zeros(nodeCount, nodeCount);
  for (let i = 0; i < nodeCount; i++) {
    for (let j = 0; j < nodeCount; j++) {
      const difference = nodes[i] - nodes[j];
      const value = Math.exp(-difference * difference / (2 * sigma * sigma));
      kernel.set(i, j, Math.sqrt(weights[i] * weights[j]) * value);
    }
  }
  const eigen = new EigenvalueDecomposition(kernel, { assumeSymmetric: true });
  const terms: { mu: number; re: number; im: number }[] = [];
  eigen.realEigenvalues.forEach((mu, k) => {
    let re = 0;
    let im = 0;
    for (let i = 0; i < nodeCount; i++) {
      const v = eigen.eigenvectorMatrix.get(i, k) * Math.sqrt(weights[i]);
      re += v * Math.cos(2 * nodes[i]);
      im += v * Math.sin(2 * nodes[i]);
    }
    if (mu > 1e-14) terms.push({ mu, re, im });
  });
  // E|Z_λ|², E Z_λ², E Z_λ Z̄, E Z_λ Z with Z = ∏ e^{2ix}
  const moments = [0, 0, 0, 0];
  for (const a of terms) {
    for (const b of terms) {
      for (const c of terms) {
        const mu = a.mu * b.mu * c.mu;
        const filter = mu / (mu + lambda);
        let re = a.re * b.re - a.im * b.im;
        let im = a.re * b.im + a.im * b.re;
        [re, im] = [re * c.re - im * c.im, re * c.im + im * c.re];
        const modulus = re * re + im * im;
        const square = re * re - im * im;
        moments[0] += filter * filter * modulus;
        moments[1] += filter * filter * square;
        moments[2] += filter * modulus;
        moments[3] += filter * square;
      }
    }
  }
  const truth = W_STAR;
  return w.map((_, l) => {
    let sum = 0;
    for (let k = 0; k < 4; k++) {
      const near = Math.cos(l - k);
      const far = Math.cos(l + k + 2);
      sum += (near * moments[0] - far * moments[1]) * w[k];
      sum -= (near * moments[2] - far * moments[3]) * truth[k];
    }
    return Math.exp(-0.1) / 2 * sum;
  });
}

Deno.test("the kernel gradient agrees with a numerical eigen-decomposition", () => {
  for (const lambda of [1e-5, 1e-3, 1e-1]) {
    for (const sigma of [0.5, 1.5]) {
      const closed = sineIVKernelGradient(w, { lambda, sigma });
      assert(distance(closed, byQuadrature(lambda, sigma, 80)) < 1e-9);
    }
  }
});

Deno.test("the kernel gradient rejects malformed input", () => {
  const options = { lambda: 1e-3, sigma: 0.5 };
  assertThrows(() => sineIVKernelGradient(w, { ...options, lambda: 0 }), RangeError, "lambda is 0");
  assertThrows(() => sineIVKernelGradient(w, { ...options, sigma: -1 }), RangeError, "sigma is -1");
  assertThrows(() => sineIVKernelGradient(w, { ...options, terms: 0 }), RangeError, "terms is 0");
  assertThrows(() => sineIVKernelGradient(new Float64Array(2), options), RangeError, "w has 2");
});
