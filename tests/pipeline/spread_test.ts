import { assertEquals } from "@std/assert";
import { spread } from "../../pipeline/spread.ts";

Deno.test("a sample is from the middle of equal parts of a list, and no longer than it", () => {
  assertEquals(spread([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 2), [2, 7]);
  assertEquals(spread(["a", "b", "c"], 5), ["a", "b", "c"]);
});
