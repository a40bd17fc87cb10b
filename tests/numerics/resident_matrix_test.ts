import { assertEquals, assertThrows } from "@std/assert";
import { ResidentMatrix } from "../../numerics/resident_matrix.ts";
import { normals, product, SIZES, transpose } from "./support.ts";

Deno.test("products with a resident matrix are those of plain loops, to the bit", () => {
  for (const m of SIZES) {
    for (const n of [1, 2, 5, 30, 33]) {
      const a = normals(m * n, "a", m, n);
      const matrix = new ResidentMatrix(a, m, n);
      for (const k of [1, 2, 5, 1]) {
        const v = normals(k * n, "v", k, n);
        const expected = transpose(product(a, transpose(v, k, n), m, n, k), m, k);
        assertEquals(matrix.times(v, k), expected, `${m}×${n} times ${k}`);
      }
    }
  }
});

Deno.test("a resident matrix is a copy, and gives new arrays", () => {
  const a = normals(9, "a");
  const matrix = new ResidentMatrix(a, 3, 3);
  const v = Float64Array.of(1, 2, 3);
  const first = matrix.times(v);
  const kept = first.slice();
  a.fill(0);
  first.fill(NaN);
  assertEquals(matrix.times(v), kept);
});

Deno.test("NaN and infinity go through a product as in arithmetic", () => {
  const matrix = new ResidentMatrix(Float64Array.of(1, 0, 2, NaN, 3, 0), 3, 2);
  assertEquals(
    matrix.times(Float64Array.of(Infinity, 1)),
    Float64Array.of(Infinity, NaN, Infinity),
  );
});

Deno.test("numbers that do not fit the sizes are refused", () => {
  assertThrows(() => new ResidentMatrix(new Float64Array(5), 2, 3), RangeError, "give 6");
  const matrix = new ResidentMatrix(new Float64Array(6), 2, 3);
  assertThrows(() => matrix.times(new Float64Array(3), 2), RangeError, "give 6");
});
