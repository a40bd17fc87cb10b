import { assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import { gemm } from "../../numerics/kernels.ts";
import { radialGram, type RadialKernel, radialKernelTimes } from "../../numerics/radial_kernel.ts";
import { identity } from "../../numerics/matrix.ts";
import { distance, normals, SIZES, transpose } from "./support.ts";

/** Each kernel as a function of the distance, by its textbook formula. */
const FORMULAS: [RadialKernel, (r: number) => number][] = [
  [{ shape: "gaussian", sigma: 0.8 }, (r) => Math.exp(-r * r / 1.28)],
  [{ shape: "laplace", sigma: 0.7 }, (r) => Math.exp(-r / 0.7)],
  [
    { shape: "matern32", sigma: 1.3 },
    (r) => (1 + Math.sqrt(3) * r / 1.3) * Math.exp(-Math.sqrt(3) * r / 1.3),
  ],
  [
    { shape: "matern52", sigma: 0.9 },
    (r) =>
      (1 + Math.sqrt(5) * r / 0.9 + 5 * r * r / (3 * 0.81)) * Math.exp(-Math.sqrt(5) * r / 0.9),
  ],
];
/** The matrix of k(x_i, z_j): products with the identity. */
function radialKernel(
  kernel: RadialKernel,
  x: Float64Array,
  n: number,
  z: Float64Array,
  m: number,
  d: number,
): Float64Array {
  return radialKernelTimes(kernel, x, n, z, m, d, identity(m), m);
}
const GAUSSIAN: RadialKernel = { shape: "gaussian", sigma: 1 };

/** The distance of two positive numbers in units in the last place. */
function ulps(a: number, b: number): number {
  const bits = new BigInt64Array(Float64Array.of(a, b).buffer);
  return Math.abs(Number(bits[0] - bits[1]));
}

Deno.test("radialKernelTimes agrees with the formulas", () => {
  for (const [kernel, formula] of FORMULAS) {
    for (const d of [1, 2, 3, 10]) {
      for (const n of SIZES) {
        const m = 70 - n;
        const x = normals(n * d, "x", d, n);
        const z = normals(m * d, "z", d, n);
        const expected = new Float64Array(n * m);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < m; j++) {
            let square = 0;
            for (let c = 0; c < d; c++) square += (x[i * d + c] - z[j * d + c]) ** 2;
            expected[i * m + j] = formula(Math.sqrt(square));
          }
        }
        const k = radialKernel(kernel, x, n, z, m, d);
        assertLess(distance(k, expected), 5e-15, `${kernel.shape}, d = ${d}, n = ${n}`);
      }
    }
  }
});

Deno.test("the exponential is within one unit of the correctly rounded one", () => {
  const n = 200_000;
  // −x² runs from 0 to −707, more densely near 0
  const x = Float64Array.from({ length: n }, (_, i) => 26.58 * (i / n) * (i / n));
  const sigma = Math.SQRT1_2;
  const factor = -1 / (2 * sigma * sigma);
  const k = radialKernel({ shape: "gaussian", sigma }, x, n, Float64Array.of(0), 1, 1);
  let rounded = 0;
  for (let i = 0; i < n; i++) {
    const off = ulps(k[i], Math.exp(factor * (x[i] * x[i])));
    assertLess(off, 2, `exp(${-x[i] * x[i]})`);
    if (off === 0) rounded++;
  }
  assertGreater(rounded / n, 0.9);
});

Deno.test("a kernel is 1 at distance 0, 0 where its exponential is denormal, NaN at NaN", () => {
  const z = Float64Array.of(0);
  const x = Float64Array.of(0, -0, 800, 1e6, 1e200, Infinity, 37, NaN);
  for (const [{ shape }] of FORMULAS) {
    const k = radialKernel({ shape, sigma: 1 }, x, 8, z, 1, 1);
    assertEquals([...k.subarray(0, 6)], [1, 1, 0, 0, 0, 0], shape);
    assertGreater(k[6], 0);
    assertEquals(k[7], NaN);
  }
});

Deno.test("radialGram has the bits of radialKernelTimes, and ones on its diagonal", () => {
  for (const [kernel] of FORMULAS) {
    for (const n of [...SIZES, 130]) {
      const x = normals(n * 3, "gram", n);
      const k = radialGram(kernel, x, n, 3);
      assertEquals(k, radialKernel(kernel, x, n, x, n, 3));
      assertEquals(k, transpose(k, n, n));
      for (let i = 0; i < n; i++) assertEquals(k[i * n + i], 1);
    }
  }
});

Deno.test("radialKernelTimes is the product with the matrix", () => {
  for (const [kernel] of FORMULAS) {
    for (const n of [1, 7, 33]) {
      for (const q of [1, 4, 9]) {
        const m = 50;
        const x = normals(n * 2, "times", n);
        const z = normals(m * 2, "times z");
        const coefficients = normals(m * q, "coefficients", q);
        const expected = gemm(radialKernel(kernel, x, n, z, m, 2), coefficients, n, m, q);
        const product = radialKernelTimes(kernel, x, n, z, m, 2, coefficients, q);
        assertEquals(product, expected);
      }
    }
  }
});

Deno.test("no point and no centre give an empty matrix and a zero product", () => {
  const none = new Float64Array(0);
  assertEquals(radialGram(GAUSSIAN, none, 0, 3), none);
  assertEquals(radialKernel(GAUSSIAN, none, 0, normals(6, "z"), 2, 3), none);
  assertEquals(
    radialKernelTimes(GAUSSIAN, normals(6, "x"), 2, none, 0, 3, none, 4),
    new Float64Array(8),
  );
});

Deno.test("results have the same bits whatever was computed before", () => {
  const x = normals(33 * 3, "bits");
  const y = normals(33 * 3, "coefficients");
  const compute = (): Float64Array[] =>
    FORMULAS.flatMap(([kernel]) => [
      radialGram(kernel, x, 33, 3),
      radialKernelTimes(kernel, x, 33, y, 33, 3, x, 3),
    ]);
  const before = compute();
  const poison = new Float64Array(100 * 100).fill(NaN);
  gemm(poison, poison, 100, 100, 100);
  assertEquals(compute(), before);
});

Deno.test("malformed bandwidths and sizes are refused", () => {
  const x = new Float64Array(6);
  for (const sigma of [0, -1, NaN, Infinity, 1e-200]) {
    const kernel: RadialKernel = { shape: "gaussian", sigma };
    assertThrows(() => radialGram(kernel, x, 2, 3), RangeError, `${sigma}`);
    assertThrows(() => radialKernelTimes(kernel, x, 2, x, 2, 3, x, 3), RangeError, `${sigma}`);
  }
  for (const [{ shape }] of FORMULAS) {
    for (const sigma of [0, -1, NaN, Infinity, 1e-310]) {
      assertThrows(() => radialGram({ shape, sigma }, x, 2, 3), RangeError, `is ${sigma}`);
    }
  }
  assertThrows(() => radialGram(GAUSSIAN, x, 3, 3), RangeError, "x must hold 3×3");
  assertThrows(() => radialKernel(GAUSSIAN, x, 2, x, 3, 3), RangeError, "z must hold 3×3");
  assertThrows(
    () => radialKernelTimes(GAUSSIAN, x, 2, x, 2, 3, x, 2),
    RangeError,
    "coefficients must hold 2×2",
  );
});
