import { assertEquals } from "@std/assert";
import { plus, plusInto, row } from "../../numerics/vectors.ts";

Deno.test("plusInto gives what plus gives, in its second argument", () => {
  const a = Float64Array.of(1, 0.1);
  const b = Float64Array.of(3, 0.7);
  const expected = plus(a, b, -0.3);
  assertEquals(plusInto(a, b, -0.3) === b, true);
  assertEquals(b, expected);
  assertEquals(a, Float64Array.of(1, 0.1));
});

Deno.test("rows are views, also of a matrix of one row", () => {
  for (const rows of [1, 3]) {
    const matrix = new Float64Array(2 * rows);
    row(matrix, rows - 1, 2).set([5, 6]);
    assertEquals(Array.from(matrix.slice(-2)), [5, 6]);
  }
});
