import { assertEquals } from "@std/assert";
import {
  cheapest,
  type ErrorRow,
  leastError,
  rowsOf,
} from "../../../pipeline/own_problem/results.ts";

Deno.test("what JSON has no number for is unknown, and whole numbers are numbers", () => {
  const row = { a: "12", b: "-3", c: "NaN", d: "Infinity", e: "-Infinity", f: "x1", g: 1.5 };
  assertEquals(rowsOf([row]), [{ a: 12, b: -3, c: null, d: null, e: null, f: "x1", g: 1.5 }]);
});

Deno.test("the cheapest effort is accurate enough, the most accurate one may cost anything", () => {
  const row = (estimator: string, passes: number, error: number | null): ErrorRow => ({
    ...{ estimator, passes, error, effort: passes, cosine: null },
  });
  const rows = [row("a", 9, 0.01), row("a", 4, 0.1), row("b", 2, null), row("b", 4, 0.05)];
  assertEquals(cheapest(rows, 0.1), rows[3]);
  assertEquals(cheapest(rows, 0.1, "a"), rows[1]);
  assertEquals(cheapest(rows, 0.001), undefined);
  assertEquals(leastError(rows, "a"), rows[0]);
});
