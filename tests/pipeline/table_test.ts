import { assertEquals, assertThrows } from "@std/assert";
import {
  decodeTable,
  encodeRows,
  encodeTable,
  numbers,
  numbersOf,
  texts,
} from "../../pipeline/table.ts";
import { rowsIn } from "./tables.ts";

Deno.test("a table comes back as it was, whatever its numbers", () => {
  const values = Float64Array.of(1, -0, NaN, Infinity, 5e-324, 0.1);
  const bytes = encodeTable(6, {
    name: texts(["ψ"]),
    odd: numbers("double", values),
    pair: texts(["a", "b"], 3),
    k: numbers("integer", [0, 1, 2]),
  });
  const table = decodeTable(bytes);
  assertEquals(Object.keys(table.columns), ["name", "odd", "pair", "k"]);
  [...numbersOf(table, "odd")].forEach((value, i) =>
    assertEquals(Object.is(value, values[i]), true)
  );
  assertEquals(rowsIn<{ pair: string }>(bytes).map(({ pair }) => pair).join(""), "aaabbb");
  assertEquals([...numbersOf(table, "k")], [0, 1, 2, 0, 1, 2]);
});

Deno.test("what all rows have in common is kept once, and zeros keep their sign", () => {
  const column = (values: readonly number[]) =>
    decodeTable(encodeTable(3, { a: numbers("double", values) })).columns.a!.values;
  assertEquals(column([7, 7, 7]).length, 1);
  assertEquals(column([NaN, NaN, NaN]).length, 1);
  assertEquals(column([0, -0, 0]).length, 3);
});

Deno.test("a table of rows: what is missing is unknown, or an empty text", () => {
  const types = { a: "double", b: "text", c: "boolean" } as const;
  const rows = [{ a: 1, b: "x", c: true }, { c: false }, {}];
  assertEquals(rowsIn(encodeRows(types, rows, { n: numbers("integer", [9]) })), [
    { n: 9, a: 1, b: "x", c: 1 },
    { n: 9, a: NaN, b: "", c: 0 },
    { n: 9, a: NaN, b: "", c: NaN },
  ]);
});

Deno.test("a column that has no numbers is refused by name", () => {
  const table = decodeTable(encodeTable(1, { a: texts(["x"]) }));
  for (const name of ["a", "b"]) {
    assertThrows(() => numbersOf(table, name), TypeError, `no numbers "${name}"`);
  }
});
