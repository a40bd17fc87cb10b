import { assertEquals } from "@std/assert";
import {
  columnsOf,
  identity,
  matvec,
  rowsOf,
  sandwich,
  transpose,
  transposedMatvec,
} from "../../numerics/matrix.ts";

// 3×2
const matrix = Float64Array.of(1, 2, 3, 4, 5, 6);

Deno.test("rows and columns come in the order asked for, also twice or not at all", () => {
  assertEquals(rowsOf(matrix, 3, [2, 0, 2]), Float64Array.of(5, 6, 1, 2, 5, 6));
  assertEquals(rowsOf(matrix, 3, Uint32Array.of()), new Float64Array(0));
  assertEquals(columnsOf(matrix, 3, [1]), Float64Array.of(2, 4, 6));
  assertEquals(columnsOf(matrix, 3, [1, 0]), Float64Array.of(2, 1, 4, 3, 6, 5));
});

Deno.test("a transposed matrix, and one of more rows, times a vector", () => {
  assertEquals(transposedMatvec(matrix, Float64Array.of(1, -1, 2)), Float64Array.of(8, 10));
  const long = Float64Array.from({ length: 11 * 3 }, (_, at) => at % 7);
  const product = Float64Array.from(
    { length: 11 },
    (_, i) => long[3 * i] - 2 * long[3 * i + 1] + 5 * long[3 * i + 2],
  );
  assertEquals(matvec(long, Float64Array.of(1, -2, 5)), product);
  assertEquals(rowsOf(long, 1, [0, 0]).length, 66);
  const wide = Float64Array.from({ length: 3 * 100 }, (_, at) => at);
  assertEquals(rowsOf(wide, 3, [2]), wide.slice(200));
  assertEquals(rowsOf(long, 11, [10, 1]), Float64Array.of(...long.slice(30), ...long.slice(3, 6)));
});

Deno.test("a matrix times a vector, and the identity's is the vector", () => {
  assertEquals(matvec(matrix, Float64Array.of(1, -2)), Float64Array.of(-3, -5, -7));
  assertEquals(matvec(identity(2), Float64Array.of(7, 8)), Float64Array.of(7, 8));
});

Deno.test("the transpose has rows for columns", () => {
  assertEquals(transpose(matrix, 3), Float64Array.of(1, 3, 5, 2, 4, 6));
  assertEquals(transpose(transpose(matrix, 3), 2), matrix);
});

Deno.test("a sandwich is the product of three matrices", () => {
  const a = Float64Array.of(1, 2, 3, 4);
  const m = Float64Array.of(5, 6, 7, 8);
  // A M = (19, 22; 43, 50)
  assertEquals([...sandwich(a, m, 2)], [19 + 44, 57 + 88, 43 + 100, 129 + 200]);
});
