import { assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import {
  gaussianGram,
  gaussianKernel,
  gaussianKernelTimes,
} from "../../../estimators/numerics/gaussian_kernel.ts";
import { gemm } from "../../../estimators/numerics/kernels.ts";
import { distance, normals, SIZES, transpose } from "./support.ts";

/** The distance of two positive numbers in units in the last place. */
function ulps(a: number, b: number): number {
  const bits = new BigInt64Array(Float64Array.of(a, b).buffer);
  return Math.abs(Number(bits[0] - bits[1]));
}

Deno.test("gaussianKernel agrees with its formula", () => {
  for (const d of [1, 2, 3, 10]) {
    for (const n of SIZES) {
      const m = 70 - n;
      const x = normals(n * d, "x", d, n);
      const z = normals(m * d, "z", d, n);
      const k = gaussianKernel(x, n, z, m, d, 0.8);
      const expected = new Float64Array(n * m);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < m; j++) {
          let square = 0;
          for (let c = 0; c < d; c++) square += (x[i * d + c] - z[j * d + c]) ** 2;
          expected[i * m + j] = Math.exp(-square / 1.28);
        }
      }
      assertLess(distance(k, expected), 5e-15, `d = ${d}, n = ${n}`);
    }
  }
});

Deno.test("its exponential is within one unit of the correctly rounded one", () => {
  const n = 200_000;
  // −x² runs from 0 to −707, more densely near 0
  const x = Float64Array.from({ length: n }, (_, i) => 26.58 * (i / n) * (i / n));
  const sigma = Math.SQRT1_2;
  const factor = -1 / (2 * sigma * sigma);
  const k = gaussianKernel(x, n, Float64Array.of(0), 1, 1, sigma);
  let rounded = 0;
  for (let i = 0; i < n; i++) {
    const off = ulps(k[i], Math.exp(factor * (x[i] * x[i])));
    assertLess(off, 2, `exp(${-x[i] * x[i]})`);
    if (off === 0) rounded++;
  }
  assertGreater(rounded / n, 0.9);
});

Deno.test("the kernel is 1 at distance 0, 0 where it would be denormal, and NaN at NaN", () => {
  const z = Float64Array.of(0);
  const x = Float64Array.of(0, -0, 38, 1e6, 1e200, Infinity, 37.6, NaN);
  const k = gaussianKernel(x, 8, z, 1, 1, 1);
  assertEquals([...k.subarray(0, 6)], [1, 1, 0, 0, 0, 0]);
  assertGreater(k[6], 0);
  assertEquals(k[7], NaN);
});

Deno.test("gaussianGram has the bits of gaussianKernel, and ones on its diagonal", () => {
  for (const n of [...SIZES, 130]) {
    const x = normals(n * 3, "gram", n);
    const k = gaussianGram(x, n, 3, 0.5);
    assertEquals(k, gaussianKernel(x, n, x, n, 3, 0.5));
    assertEquals(k, transpose(k, n, n));
    for (let i = 0; i < n; i++) assertEquals(k[i * n + i], 1);
  }
});

Deno.test("gaussianKernelTimes is the product with the matrix", () => {
  for (const n of [1, 7, 33]) {
    for (const q of [1, 4, 9]) {
      const m = 50;
      const x = normals(n * 2, "times", n);
      const z = normals(m * 2, "times z");
      const coefficients = normals(m * q, "coefficients", q);
      const expected = gemm(gaussianKernel(x, n, z, m, 2, 1), coefficients, n, m, q);
      const product = gaussianKernelTimes(x, n, z, m, 2, 1, coefficients, q);
      assertEquals(product, expected);
    }
  }
});

Deno.test("no point and no centre give an empty matrix and a zero product", () => {
  const none = new Float64Array(0);
  assertEquals(gaussianGram(none, 0, 3, 1), none);
  assertEquals(gaussianKernel(none, 0, normals(6, "z"), 2, 3, 1), none);
  assertEquals(
    gaussianKernelTimes(normals(6, "x"), 2, none, 0, 3, 1, none, 4),
    new Float64Array(8),
  );
});

Deno.test("results have the same bits whatever was computed before", () => {
  const x = normals(33 * 3, "bits");
  const y = normals(33 * 3, "coefficients");
  const compute = (): Float64Array[] => [
    gaussianGram(x, 33, 3, 0.5),
    gaussianKernel(x, 33, y, 33, 3, 0.5),
    gaussianKernelTimes(x, 33, y, 33, 3, 0.5, x, 3),
  ];
  const before = compute();
  const poison = new Float64Array(100 * 100).fill(NaN);
  gemm(poison, poison, 100, 100, 100);
  assertEquals(compute(), before);
});

Deno.test("malformed bandwidths and sizes are refused", () => {
  const x = new Float64Array(6);
  for (const sigma of [0, -1, NaN, Infinity, 1e-200]) {
    assertThrows(() => gaussianGram(x, 2, 3, sigma), RangeError, `${sigma}`);
    assertThrows(() => gaussianKernel(x, 2, x, 2, 3, sigma), RangeError, `${sigma}`);
    assertThrows(() => gaussianKernelTimes(x, 2, x, 2, 3, sigma, x, 3), RangeError, `${sigma}`);
  }
  assertThrows(() => gaussianGram(x, 3, 3, 1), RangeError, "x must hold 3×3");
  assertThrows(() => gaussianKernel(x, 2, x, 3, 3, 1), RangeError, "z must hold 3×3");
  assertThrows(
    () => gaussianKernelTimes(x, 2, x, 2, 3, 1, x, 2),
    RangeError,
    "coefficients must hold 2×2",
  );
});
