import { assertEquals } from "@std/assert";
import { axpy, aypx, row, waxpy } from "../../numerics/vectors.ts";

Deno.test("axpy and aypx overwrite y, waxpy nothing, and each gives its formula", () => {
  const x = Float64Array.of(1, 0.1);
  const y = Float64Array.of(3, 0.7);
  const [first, second] = [y.slice(), y.slice()];
  assertEquals(waxpy(-0.3, x, y), Float64Array.of(3 - 0.3 * 1, 0.7 - 0.3 * 0.1));
  assertEquals([x, y], [Float64Array.of(1, 0.1), Float64Array.of(3, 0.7)]);
  assertEquals(axpy(-0.3, x, first) === first, true);
  assertEquals(first, waxpy(-0.3, x, y));
  assertEquals(aypx(-0.3, x, second) === second, true);
  assertEquals(second, Float64Array.of(1 - 0.3 * 3, 0.1 - 0.3 * 0.7));
  assertEquals(x, Float64Array.of(1, 0.1));
});

Deno.test("rows are views, also of a matrix of one row", () => {
  for (const rows of [1, 3]) {
    const matrix = new Float64Array(2 * rows);
    row(matrix, rows - 1, 2).set([5, 6]);
    assertEquals(Array.from(matrix.slice(-2)), [5, 6]);
  }
});
