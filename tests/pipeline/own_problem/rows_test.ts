import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../pipeline/engine/stage.ts";
import type { OwnData } from "../../../pipeline/own_problem/contract.ts";
import { formOf } from "../../../pipeline/own_problem/form.ts";
import { decodeRows, encodeRows, levelRows } from "../../../pipeline/own_problem/rows.ts";
import type { Table } from "../../../pipeline/own_data/table.ts";

const table = (n: number, from = 0): Table => ({
  n,
  columns: new Map([
    ["a", Float64Array.from({ length: n }, (_, i) => from + i)],
    ["b", Float64Array.from({ length: n }, (_, i) => 100 + from + i)],
    ["c", new Float64Array(n).fill(7)],
  ]),
});
const DATA: OwnData = { file: "t.csv", arrays: { A: ["a", "b", "c"], one: "a" } };

Deno.test("every row of one table is of one level, and arrays keep their rows together", () => {
  const { lower, outer } = levelRows({ ...DATA, validation: 0.3 }, [table(10)]);
  assertEquals([lower.n, outer.n], [7, 3]);
  const seen = [lower, outer].flatMap(({ arrays }) => [...arrays.one.values]);
  assertEquals(seen.sort((a, b) => a - b), Array.from({ length: 10 }, (_, i) => i));
  for (const { n, arrays: { A, one } } of [lower, outer]) {
    assertEquals([A.columns, one.columns], [3, undefined]);
    for (let i = 0; i < n; i++) {
      assertEquals([...A.values.subarray(3 * i, 3 * i + 3)], [
        one.values[i],
        100 + one.values[i],
        7,
      ]);
    }
  }
});

Deno.test("columns are standardised by the lower level's rows, and a constant stays", () => {
  const two: OwnData = {
    lower: "l.csv",
    outer: "o.csv",
    arrays: DATA.arrays,
    standardise: ["A"],
  };
  const { lower, outer } = levelRows(two, [table(5), table(2, 50)]);
  const column = (c: number, values: Float64Array): number[] =>
    [...values].filter((_, at) => at % 3 === c);
  const a = column(0, lower.arrays.A.values);
  assertAlmostEquals(a.reduce((sum, value) => sum + value, 0), 0, 1e-12);
  assertAlmostEquals(a.reduce((sum, value) => sum + value * value, 0), 5, 1e-12);
  assertAlmostEquals(column(0, outer.arrays.A.values)[0], (50 - 2) / Math.SQRT2, 1e-12);
  assertEquals(column(2, lower.arrays.A.values), [7, 7, 7, 7, 7]);
  assertEquals([...lower.arrays.one.values], [0, 1, 2, 3, 4]);
  assertEquals(decodeRows(encodeRows({ lower, outer })), { lower, outer });
});

Deno.test("a level without rows is refused, and so is a form that will not do", () => {
  assertThrows(() => levelRows({ ...DATA, validation: 0.1 }, [table(2)]), UsageError, "has 2 rows");
  const good = { lower() {}, outer() {}, start: { x: [1, 2], y: 3 } };
  assertEquals(formOf(good), { x: [1, 2], y: [0, 0, 0], coordinates: ["x1", "x2"] });
  const refused: [unknown, string][] = [
    [undefined, `"problem" is missing`],
    [
      { ...good, start: { x: [1, NaN], y: 3 } },
      `"start.x" is [1,"NaN"]; give a list of finite numbers`,
    ],
    [{ ...good, start: { x: [1], y: 0 } }, `"start.y" is 0; give a list`],
    [{ ...good, coordinates: ["a"] }, `"coordinates" has 1 name and "start.x" 2 numbers`],
    [{ ...good, data: { arrays: { A: "a" } } }, `"data" has neither "file" alone`],
    [{ ...good, start: { x: [1n], y: 3 } }, `"start.x" is ["1n"]; give a list of finite numbers`],
    [
      { ...good, data: { ...DATA, standardize: ["A"] } },
      `"data" has "standardize", which nothing reads; correct it to one of file, validation,`,
    ],
    [
      { ...good, derivatives: { outer: { gradY() {} } } },
      `"derivatives.outer" has "gradY", which nothing reads; correct it to one of gradientX,`,
    ],
    [{ ...good, start: { x: [1], y: 3, z: 1 } }, `"start" has "z"`],
    [{ ...good, constraints: 1 }, `"problem" has "constraints"`],
    [{ ...good, data: { ...DATA, validation: 1 } }, `"data.validation" is 1`],
    [{ ...good, data: { ...DATA, standardise: ["B"] } }, `(A, one)`],
    [{ ...good, data: { file: "t.csv", arrays: { index: "a" } } }, `"data.arrays" has "index"`],
  ];
  for (const [problem, words] of refused) {
    const form = formOf(problem);
    assertEquals("complaint" in form && form.complaint.includes(words), true, JSON.stringify(form));
  }
});
