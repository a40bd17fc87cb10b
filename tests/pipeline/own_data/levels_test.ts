import { assertThrows } from "@std/assert";
import { UsageError } from "../../../pipeline/engine/stage.ts";
import { requireFewLevels } from "../../../pipeline/own_data/levels.ts";

Deno.test("categories are at most fifty, and come again and again", () => {
  const required = (levels: number, rows: number) => () =>
    requireFewLevels(levels, rows, "name", "a.csv", "first");
  required(50, 100)();
  required(5, 10)();
  assertThrows(required(51, 1000), UsageError, "there are 51 in 1000 rows");
  assertThrows(required(6, 11), UsageError, "there are 6 in 11 rows");
});
