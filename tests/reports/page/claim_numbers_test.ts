import { assertEquals } from "@std/assert";
import { inLine, NOTHING } from "../../../reports/page/claim_numbers.ts";
import { fixtureReport } from "./fixture.ts";

Deno.test("a number is exact if it is computed, and not where all simulated ones are alike", async () => {
  const claim = { ...(await fixtureReport([])).claims[0], value: 1, low: 1, high: 1 };
  assertEquals(inLine({ ...claim, allowsFor: NOTHING }), "1.000, exact");
  assertEquals(inLine({ ...claim, allowsFor: "other draws" }), "1.000 (1.000 to 1.000)");
});
