import { assertEquals } from "@std/assert";
import { compareRows } from "./compare_databases.ts";

Deno.test("rows are matched by what they are about, and the worst difference is told", () => {
  const before = [
    { study: "s", estimator: "a", value: 1, text: "x" },
    { study: "s", estimator: "b", value: null, text: "x" },
    { study: "s", estimator: "c", value: 0, text: "x" },
  ];
  const after = [
    { study: "s", estimator: "b", value: null, text: "y" },
    { study: "s", estimator: "a", value: 1 + 1e-12, text: "x" },
    { study: "s", estimator: "d", value: 0, text: "x" },
  ];
  const { rows, worst, differences } = compareRows("t", before, after);
  assertEquals([rows, worst > 0 && worst < 1.1e-12], [3, true]);
  assertEquals(differences, [
    "study=s estimator=b: text x -> y",
    "study=s estimator=c: in the first alone",
    "study=s estimator=d: in the second alone",
  ]);
  const far = compareRows("claims", [{ id: "a", value: 1 }], [{ id: "a", value: 1.5 }]);
  assertEquals(far.differences, ["id=a: value 1 -> 1.5"]);
  const lost = compareRows("claims", [{ id: "a", low: 1 }], [{ id: "a", value: 1 }]);
  assertEquals(lost.differences, ["column low is in the first alone"]);
});
