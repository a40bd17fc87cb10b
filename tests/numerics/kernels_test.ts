import { assertEquals, assertLess, assertThrows } from "@std/assert";
import {
  cholesky,
  gemm,
  gram,
  solvePositiveDefinite,
  solveTriangular,
} from "../../numerics/kernels.ts";
import { distance, normals, positiveDefinite, product, SIZES, transpose } from "./support.ts";

Deno.test("gemm agrees with the definition for all transposes and awkward sizes", () => {
  for (const m of SIZES) {
    for (const k of [1, 3, 4, 33]) {
      for (const n of [1, 2, 7, 32, 65]) {
        const a = normals(m * k, "a", m, k);
        const b = normals(k * n, "b", k, n);
        const expected = product(a, b, m, k, n);
        for (const transposeA of [false, true]) {
          for (const transposeB of [false, true]) {
            const c = gemm(
              transposeA ? transpose(a, m, k) : a,
              transposeB ? transpose(b, k, n) : b,
              m,
              k,
              n,
              { transposeA, transposeB },
            );
            assertLess(distance(c, expected), 1e-13, `${m}×${k}×${n}`);
          }
        }
      }
    }
  }
});

Deno.test("gemm agrees with the definition across its blocks of rows and depth", () => {
  for (const [m, k, n] of [[129, 257, 5], [63, 600, 9], [66, 512, 70]]) {
    const a = normals(m * k, "deep", m);
    const b = normals(k * n, "deep", n);
    assertLess(distance(gemm(a, b, m, k, n), product(a, b, m, k, n)), 1e-12);
  }
});

Deno.test("gemm forms αAB + βC in place, and with β = 0 does not read C", () => {
  const [m, k, n] = [9, 5, 6];
  const a = normals(m * k, "α");
  const b = normals(k * n, "β");
  const c = normals(m * n, "c");
  const expected = product(a, b, m, k, n).map((value, i) => -2 * value + 0.5 * c[i]);
  const same = gemm(a, b, m, k, n, { alpha: -2, beta: 0.5, c });
  assertEquals(same === c, true);
  assertLess(distance(c, expected), 1e-13);
  c.fill(NaN);
  gemm(a, b, m, k, n, { c });
  assertLess(distance(c, product(a, b, m, k, n)), 1e-13);
});

Deno.test("a symmetric product has the lower triangle of the whole one, to the bit, on both sides", () => {
  for (const [n, k] of [[1, 3], [7, 5], [70, 600], [130, 33]] as const) {
    const a = normals(n * k, "symmetric", n);
    const scales = normals(k, "scales", k);
    const scaled = a.map((value, at) => scales[at % k] * value);
    const whole = gemm(scaled, a, n, k, n, { transposeB: true });
    const half = gemm(scaled, a, n, k, n, { transposeB: true, symmetric: true });
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        assertEquals([half[i * n + j], half[j * n + i]], [whole[i * n + j], whole[i * n + j]]);
      }
    }
  }
});

Deno.test("an empty product is zero, and an empty matrix empty", () => {
  const none = new Float64Array(0);
  assertEquals(gemm(none, none, 2, 0, 3), new Float64Array(6));
  assertEquals(gemm(none, none, 0, 0, 0), none);
  assertEquals(gram(none, 0, 2), new Float64Array(4));
  assertEquals(cholesky(none, 0), none);
  assertEquals(solvePositiveDefinite(none, 0, none, 3), none);
});

Deno.test("gram is the product X'X to the bit, of few columns and of many", () => {
  for (const [n, p] of [[1, 1], [5, 3], [256, 12], [700, 41], [300, 64], [300, 65], [90, 130]]) {
    const x = normals(n * p, "gram and gemm", n, p);
    assertEquals(gram(x, n, p), gemm(x, x, p, n, p, { transposeA: true, symmetric: true }));
  }
});

Deno.test("gram is X'X, exactly symmetric", () => {
  for (const p of SIZES) {
    for (const n of [1, 5, 70, 300]) {
      const x = normals(n * p, "gram", n);
      const g = gram(x, n, p);
      assertLess(distance(g, product(transpose(x, n, p), x, p, n, p)), 2e-12, `${n}×${p}`);
      assertEquals(g, transpose(g, p, p));
    }
  }
});

Deno.test("cholesky gives a lower triangular L with LL' = A", () => {
  for (const n of [...SIZES, 130, 200]) {
    const a = positiveDefinite(n, 0.1, "cholesky");
    const l = cholesky(a, n);
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) assertEquals(l[i * n + j], 0);
    }
    const error = distance(product(l, transpose(l, n, n), n, n, n), a);
    assertLess(error, 2e-14 * n, `n = ${n}`);
  }
});

Deno.test("cholesky of a 3×3 matrix is the known one", () => {
  const a = Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98);
  assertEquals(cholesky(a, 3), Float64Array.of(2, 0, 0, 6, 1, 0, -8, 5, 3));
});

Deno.test("cholesky reads only the lower triangle, and works in place", () => {
  const n = 37;
  const a = positiveDefinite(n, 0.1, "in place");
  const expected = cholesky(a, n);
  for (let i = 0; i < n; i++) a.fill(NaN, i * n + i + 1, (i + 1) * n);
  assertEquals(cholesky(a, n, a) === a, true);
  assertEquals(a, expected);
});

Deno.test("a matrix that is not positive definite is refused with its pivot", () => {
  const a = positiveDefinite(40, 0.1, "indefinite");
  a[17 * 40 + 17] = -1;
  assertThrows(() => cholesky(a, 40), RangeError, "pivot 17 of 40");
  a[17 * 40 + 17] = NaN;
  assertThrows(() => cholesky(a, 40), RangeError, "pivot 17 of 40");
  assertThrows(
    () => solvePositiveDefinite(Float64Array.of(0), 1, Float64Array.of(1), 1),
    RangeError,
    "positive definite",
  );
});

Deno.test("solveTriangular solves with L and with L'", () => {
  for (const n of [...SIZES, 130]) {
    for (const q of [1, 3, 5, 8]) {
      const l = cholesky(positiveDefinite(n, 0.5, "triangular"), n);
      const z = normals(n * q, "z", n, q);
      const unread = l.map((value, at) => (at % n > Math.floor(at / n) ? NaN : value));
      const forward = solveTriangular(unread, n, product(l, z, n, n, q), q);
      assertLess(distance(forward, z), 1e-11, `n = ${n}, q = ${q}`);
      const rhs = product(transpose(l, n, n), z, n, n, q);
      const backward = solveTriangular(unread, n, rhs, q, { transposed: true });
      assertLess(distance(backward, z), 1e-11, `n = ${n}, q = ${q}, transposed`);
    }
  }
});

Deno.test("solveTriangular takes negative pivots and refuses zero and NaN", () => {
  const l = Float64Array.of(-2, 0, 1, 4);
  assertEquals(solveTriangular(l, 2, Float64Array.of(2, 7), 1), Float64Array.of(-1, 2));
  for (const pivot of [0, NaN]) {
    l[3] = pivot;
    assertThrows(
      () => solveTriangular(l, 2, Float64Array.of(2, 7), 1),
      RangeError,
      `entry (1, 1) is ${pivot}`,
    );
  }
});

Deno.test("solvePositiveDefinite has a small residual and agrees with the two triangles", () => {
  for (const n of [...SIZES, 130]) {
    const q = 5;
    const a = positiveDefinite(n, 0.01, "spd");
    const b = normals(n * q, "spd rhs", n);
    const z = solvePositiveDefinite(a, n, b, q);
    assertLess(distance(product(a, z, n, n, q), b), 1e-11 * n, `n = ${n}`);
    const l = cholesky(a, n);
    const half = solveTriangular(l, n, b, q);
    assertEquals(solveTriangular(l, n, half, q, { transposed: true }), z);
  }
});

Deno.test("results have the same bits whatever was computed before", () => {
  const n = 45;
  const a = positiveDefinite(n, 0.1, "bits");
  const b = normals(n * 3, "bits");
  const compute = (): Float64Array[] => [
    gemm(a, b, n, n, 3),
    gram(b, n, 3),
    cholesky(a, n),
    solveTriangular(a, n, b, 3),
    solveTriangular(a, n, b, 3, { transposed: true }),
    solvePositiveDefinite(a, n, b, 3),
  ];
  const before = compute();
  // fills the memory with NaN, of which nothing may be seen
  const poison = new Float64Array(200 * 200).fill(NaN);
  gemm(poison, poison, 200, 200, 200);
  assertEquals(compute(), before);
});

Deno.test("wrong sizes are refused by name and number", () => {
  const four = new Float64Array(4);
  assertThrows(() => gemm(four, four, 2, 3, 2), RangeError, "a must hold 2×3 = 6");
  assertThrows(() => gemm(four, four, 2, 2, 3), RangeError, "b must hold 2×3 = 6");
  assertThrows(
    () => gemm(four, four, 2, 2, 2, { c: new Float64Array(3) }),
    RangeError,
    "c must hold 2×2 = 4 numbers, but it holds 3",
  );
  assertThrows(() => gemm(four, four, 2, 2, 2, { beta: 1 }), RangeError, "beta is 1");
  assertThrows(() => gemm(four, four, 1, 4, 1, { symmetric: true, c: four }), RangeError, "c must");
  assertThrows(
    () => gemm(four, Float64Array.of(1, 2), 2, 2, 1, { symmetric: true }),
    RangeError,
    "a symmetric product is 2×1",
  );
  assertThrows(() => gemm(four, four, 2, 2.5, 2), RangeError, "2.5");
  assertThrows(() => gram(four, 3, 2), RangeError, "x must hold");
  assertThrows(() => cholesky(four, 3), RangeError, "a must hold");
  assertThrows(() => cholesky(four, 2, new Float64Array(1)), RangeError, "out must hold");
  assertThrows(() => solveTriangular(four, 2, four, 3), RangeError, "b must hold");
  assertThrows(() => solvePositiveDefinite(four, 2, four, 3), RangeError, "b must hold");
});
