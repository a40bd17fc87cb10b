import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { EigenvalueDecomposition, inverse, Matrix } from "ml-matrix";
import {
  gaussian,
  type Kernel,
  laplace,
  matern32,
  matern52,
} from "../../../estimators/nuisance/kernel.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference } from "../functional/support.ts";

const N = 25;
const x = Stream.of("tests", "kernels").fillNormal(new Float64Array(2 * N));
const KERNELS = { gaussian, laplace, matern32, matern52 };

/** k(0, r) in one dimension. */
function at(kernel: Kernel, r: number): number {
  return kernel.times(Float64Array.of(0), 1, Float64Array.of(r), 1, 1, Float64Array.of(1), 1)[0];
}

Deno.test("kernels know their names, their widths and their values", () => {
  const sqrt3 = Math.sqrt(3);
  const sqrt5 = Math.sqrt(5);
  const atTwiceSigma = {
    gaussian: Math.exp(-2),
    laplace: Math.exp(-2),
    matern32: (1 + 2 * sqrt3) * Math.exp(-2 * sqrt3),
    matern52: (1 + 2 * sqrt5 + 20 / 3) * Math.exp(-2 * sqrt5),
  };
  for (const name of Object.keys(KERNELS) as (keyof typeof KERNELS)[]) {
    const kernel = KERNELS[name](0.3);
    assertEquals([kernel.name, kernel.sigma], [name, 0.3]);
    assertEquals(at(kernel, 0), 1);
    assertAlmostEquals(at(kernel, 0.6), atTwiceSigma[name], 1e-15);
  }
  // so the Laplace kernel is not the Gaussian one, which agrees with it at 2σ
  assertAlmostEquals(at(laplace(0.3), 0.3), Math.exp(-1), 1e-15);
});

Deno.test("gram and times are one kernel, positive definite in two dimensions", () => {
  const identity = Float64Array.from(Matrix.eye(N).to1DArray());
  for (const make of Object.values(KERNELS)) {
    const kernel = make(0.7);
    const gram = kernel.gram(x, N, 2);
    assert(maxDifference(gram, kernel.times(x, N, x, N, 2, identity, N)) < 1e-15);
    const { realEigenvalues } = new EigenvalueDecomposition(Matrix.from1DArray(N, N, gram));
    assert(Math.min(...realEigenvalues) > 0, kernel.name);
  }
});

Deno.test("on a line the Laplace kernel's inverse is tridiagonal, as a Markov process wants", () => {
  const sorted = x.slice(0, N).sort();
  const far = (kernel: Kernel) => {
    const k = inverse(Matrix.from1DArray(N, N, kernel.gram(sorted, N, 1)));
    let most = 0;
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < i - 1; j++) {
        most = Math.max(most, Math.abs(k.get(i, j)) / Math.sqrt(k.get(i, i) * k.get(j, j)));
      }
    }
    return most;
  };
  assert(far(laplace(0.7)) < 1e-9);
  assert(far(matern32(0.7)) > 1e-3);
});

Deno.test("near 0 kernels fall as smoothly as their order says", () => {
  const r = 1e-3;
  const fall = (make: (sigma: number) => Kernel) => 1 - at(make(1), r);
  assertAlmostEquals(fall(laplace) / r, 1, 1e-3);
  assertAlmostEquals(fall(matern32) / (r * r), 3 / 2, 3e-3);
  assertAlmostEquals(fall(matern52) / (r * r), 5 / 6, 1e-5);
  assertAlmostEquals(fall(gaussian) / (r * r), 1 / 2, 1e-6);
});

Deno.test("widths that are not positive and finite are refused", () => {
  for (const make of Object.values(KERNELS)) {
    for (const sigma of [0, -1, NaN, Infinity]) {
      assertThrows(() => make(sigma), RangeError, `sigma is ${sigma}`);
    }
  }
});
