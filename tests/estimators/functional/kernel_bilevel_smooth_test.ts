import { assert, assertEquals, assertLess } from "@std/assert";
import { kernelBilevelRoot } from "../../../estimators/functional/kernel_bilevel_affine.ts";
import { kernelSmooth } from "../../../estimators/functional/kernel_bilevel_smooth.ts";
import { gaussian, type Kernel } from "../../../estimators/nuisance/kernel.ts";
import { Stream } from "../../../numerics/random.ts";
import { dot } from "../../../numerics/vectors.ts";
import { linearIV } from "../../../problems/functional/linear_iv.ts";
import { maxDifference, normals } from "./support.ts";

const random = Stream.of("tests", "kernel smooth");

/** A kernel that counts how often it is formed, single points aside. */
function counted(kernel: Kernel): Kernel & { formed: number } {
  const out = {
    ...kernel,
    formed: 0,
    gram(x: Float64Array, n: number, d: number) {
      if (n > 1) out.formed++;
      return kernel.gram(x, n, d);
    },
  };
  return out;
}

/** Figure 4: n inner and n outer rows, a wide kernel, both penalties. */
function figure4(n: number) {
  const inner = linearIV.sample(n, random.split("inner").split(n));
  const outer = linearIV.sample(n, random.split("outer").split(n));
  const lambdas = [0.01, 0.05 * Math.exp(-0.6 * Math.log(n))];
  return { inner, outer, target: linearIV.innerTarget(inner), lambdas };
}

Deno.test("with a wide kernel the low-rank route agrees with the full one, and K is not formed", () => {
  const { inner, outer, target, lambdas } = figure4(900);
  const rhs = new Float64Array(1800);
  for (let i = 0; i < 900; i++) rhs[2 * i] = target.g[i], rhs[2 * i + 1] = inner.y[i];
  const kernel = counted(gaussian(2));
  const full = kernelSmooth(inner, outer, rhs, 2, { kernel, lambdas });
  assertEquals(kernel.formed, 1);
  const scale = full.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let before = Infinity;
  for (const tolerance of [1e-4, 1e-6, 1e-8]) {
    const quick = kernelSmooth(inner, outer, rhs, 2, { kernel, lambdas }, { tolerance });
    const error = maxDifference(quick, full) / scale;
    assert(error > 0 && error < tolerance && error < before, `${tolerance}: ${error}`);
    before = error;
  }
  assertEquals(kernel.formed, 1);
});

Deno.test("with a narrow kernel the tolerance asks for K, and nothing is lost", () => {
  const { inner, outer, target, lambdas } = figure4(200);
  const kernel = counted(gaussian(0.5));
  const full = kernelSmooth(inner, outer, target.g, 1, { kernel, lambdas });
  const same = kernelSmooth(inner, outer, target.g, 1, { kernel, lambdas }, { tolerance: 1e-8 });
  assertEquals(same, full);
  assertEquals(kernel.formed, 2);
});

Deno.test("the kernel bilevel root is the full matrix's to 1e-9, by either route", () => {
  for (const n of [100, 900]) {
    const { inner, outer, target, lambdas } = figure4(n);
    const kernel = counted(gaussian(2));
    const roots = kernelBilevelRoot({ inner, outer, target }, { kernel, lambdas });
    assertEquals(kernel.formed, n === 100 ? 1 : 0);
    const full = kernelSmooth(inner, outer, target.g, 1, { kernel, lambdas });
    lambdas.forEach((_, s) => {
      const j = Float64Array.from({ length: n }, (_, i) => full[2 * i + s]);
      // the least squares of Ỹ on ĵ
      const root = dot(j, outer.y) / dot(j, j);
      assertLess(Math.abs(roots[s].root[0] / root - 1), 1e-9);
      assertEquals(roots[s].root.length, 1);
    });
  }
});

Deno.test("the smooth of few rows, of one λ and of a constant", () => {
  const inner = { n: 1, x: Float64Array.of(0.3, -1) };
  const outer = { n: 2, x: Float64Array.of(0.3, -1, 1.3, -1) };
  const options = { kernel: gaussian(1), lambdas: [0.25] };
  for (const tolerance of [0, 1e-8]) {
    const out = kernelSmooth(inner, outer, Float64Array.of(5), 1, options, { tolerance });
    // k(x, x) = 1, so that α = 5/(1 + λ)
    assert(maxDifference(out, [4, 4 * Math.exp(-0.5)]) < 1e-15);
  }
  // far apart, the points do not see each other: α = y/(1 + nλ)
  const apart = { n: 3, x: Float64Array.of(0, 100, 200) };
  const y = normals(3, random.split("apart"));
  const shrunk = kernelSmooth(apart, apart, y, 1, { ...options, lambdas: [1 / 3, 1] });
  assert(maxDifference(shrunk, [...y].flatMap((value) => [value / 2, value / 4])) < 1e-15);
});
