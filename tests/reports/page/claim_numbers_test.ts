import { assertEquals } from "@std/assert";
import { inLine, NOTHING, numbersOf } from "../../../reports/page/claim_numbers.ts";
import { fixtureReport } from "./fixture.ts";

Deno.test("a number is exact if it is computed, and not where all simulated ones are alike", async () => {
  const claim = { ...(await fixtureReport([])).claims[0], value: 1, low: 1, high: 1 };
  assertEquals(inLine({ ...claim, allowsFor: NOTHING }), "1.000, exact");
  assertEquals(inLine({ ...claim, allowsFor: "other draws" }), "1.000 (1.000 to 1.000)");
});

Deno.test("an end that rounds to nothing has no sign, and one that does not has", () => {
  const interval = (low: number) => numbersOf({ value: 0.02, low, high: 0.0404 }).interval;
  assertEquals([interval(-0.0004), interval(-0.004)], ["0.000 to 0.040", "\u22120.004 to 0.040"]);
});
