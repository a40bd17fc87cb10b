import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { gaussianAverages } from "../../numerics/gaussian_averages.ts";
import { gemm } from "../../numerics/kernels.ts";
import { distance, normals, SIZES } from "./support.ts";

const SIGMAS = [0.2, 1, 7];

/** The averages by their definition; `skip` leaves out the point itself. */
function averages(
  x: Float64Array,
  z: Float64Array,
  d: number,
  sigma: number,
  y: Float64Array,
  q: number,
  skip: boolean,
): Float64Array {
  const out = new Float64Array(x.length / d * q);
  for (let i = 0; i < x.length / d; i++) {
    const squares = Array.from({ length: z.length / d }, (_, j) => {
      let square = 0;
      for (let c = 0; c < d; c++) square += (x[i * d + c] - z[j * d + c]) ** 2;
      return skip && i === j ? Infinity : square;
    });
    const least = Math.min(...squares);
    let total = 0;
    squares.forEach((square, j) => {
      const weight = Math.exp(-(square - least) / (2 * sigma * sigma));
      total += weight;
      for (let c = 0; c < q; c++) out[i * q + c] += weight * y[j * q + c];
    });
    for (let c = 0; c < q; c++) out[i * q + c] /= total;
  }
  return out;
}

Deno.test("gaussianAverages agrees with its formula for all bandwidths at once", () => {
  for (const d of [1, 2, 5]) {
    for (const n of SIZES) {
      for (const q of [1, 3, 4, 8]) {
        const m = 70 - n;
        const x = normals(n * d, "x", d, n);
        const z = normals(m * d, "z", d, n);
        const y = normals(m * q, "y", n, q);
        const all = gaussianAverages(x, n, z, m, d, SIGMAS, y, q);
        assertEquals(all.length, 3);
        all.forEach((mean, s) => {
          const expected = averages(x, z, d, SIGMAS[s], y, q, false);
          assertLess(distance(mean, expected), 2e-14, `d = ${d}, n = ${n}, q = ${q}, s = ${s}`);
        });
      }
    }
  }
});

Deno.test("gaussianAverages leaves the point itself out if told to", () => {
  for (const n of SIZES.filter((size) => size > 1)) {
    const x = normals(n * 2, "x", n);
    const y = normals(n * 3, "y", n);
    const all = gaussianAverages(x, n, x, n, 2, SIGMAS, y, 3, { leaveOneOut: true });
    all.forEach((mean, s) => {
      const expected = averages(x, x, 2, SIGMAS[s], y, 3, true);
      assertLess(distance(mean, expected), 2e-14, `n = ${n}, s = ${s}`);
    });
  }
});

Deno.test("a bandwidth's averages do not depend on the others, nor on what was computed before", () => {
  const x = normals(33 * 3, "bits");
  const y = normals(33 * 2, "outputs");
  const all = gaussianAverages(x, 33, x, 33, 3, SIGMAS, y, 2);
  const poison = new Float64Array(100 * 100).fill(NaN);
  gemm(poison, poison, 100, 100, 100);
  SIGMAS.forEach((sigma, s) => {
    assertEquals(gaussianAverages(x, 33, x, 33, 3, [sigma], y, 2)[0], all[s]);
  });
});

Deno.test("the nearest point has all the weight where every weight is denormal", () => {
  const z = Float64Array.of(0, 1, 4);
  const y = Float64Array.of(3, 5, 9);
  const x = Float64Array.of(-1e8, 0.5, 1.1, 1e8);
  const [mean] = gaussianAverages(x, 4, z, 3, 1, [1e-3], y, 1);
  assertEquals([...mean], [3, 4, 5, 9]);
});

Deno.test("gaussianAverages refuses malformed bandwidths and sizes", () => {
  const x = new Float64Array(6);
  const y = new Float64Array(4);
  for (const sigma of [0, -1, NaN, Infinity, 1e-200]) {
    assertThrows(
      () => gaussianAverages(x, 2, x, 2, 3, [1, sigma], y, 2),
      RangeError,
      `is ${sigma}`,
    );
  }
  assertThrows(() => gaussianAverages(x, 3, x, 2, 3, [1], y, 2), RangeError, "x must hold 3×3");
  assertThrows(() => gaussianAverages(x, 2, x, 3, 3, [1], y, 2), RangeError, "z must hold 3×3");
  assertThrows(() => gaussianAverages(x, 2, x, 2, 3, [1], y, 3), RangeError, "y must hold 2×3");
  const none = new Float64Array(0);
  assertThrows(
    () => gaussianAverages(x, 2, none, 0, 3, [1], none, 1),
    RangeError,
    "no point is left",
  );
  const one = () =>
    gaussianAverages(x.slice(3), 1, x.slice(3), 1, 3, [1], y.slice(2), 2, { leaveOneOut: true });
  assertThrows(one, RangeError, "m is 1: no point is left");
});
