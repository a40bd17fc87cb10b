import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Row } from "../../../reports/charts/table_data.ts";
import { byId } from "./figures.ts";
import { panelsOf } from "./panels.ts";
import { publishedDraw } from "./made_up.ts";

const figure = byId("descent_bellman");

const rows: Row[] = [0, 1, 1000].flatMap((step) =>
  ["orthogonal", "exact gradient"].flatMap((series) =>
    ["gap", "distance"].map((quantity) => ({
      series,
      quantity,
      step,
      value: series === "orthogonal" ? 0.5 / (1 + step) : step === 1000 ? 0 : 1,
      mc_error: series === "orthogonal" ? 0.00001 : null,
      spread: series === "orthogonal" ? 0.00007 : null,
      diverged: series === "orthogonal" ? 0 : null,
    }))
  )
);

Deno.test("descents: the alternative holds where each ends, and the published draw beside ours", () => {
  const text = figure.describe([...rows, publishedDraw("distance", 1000, 0.00061)]);
  assertStringIncludes(text, "After step 1000, orthogonal: distance 0.000500 ± 0.000010");
  assertStringIncludes(text, "published draw has the distance 0.0006100 after step 1000");
  assertStringIncludes(text, "is 0.000500 ± 0.000010 here, with a standard deviation of");
  assert(!text.includes("Farther from the solution"));
  assert(!text.includes("missing"), "the exact descent's underflow is not a missing value");
});

Deno.test("descents: the published run is explained where it is drawn", () => {
  const drawn = [...rows, publishedDraw("distance", 1000, 0.00061)];
  assertStringIncludes(figure.notes(drawn), "Long dashes: the one published run");
  assert(!figure.notes(rows).includes("Long dashes"));
});

Deno.test("descents: who goes astray is named", () => {
  const astray = rows.map((row) =>
    row.series === "orthogonal" && row.step === 1000 ? { ...row, diverged: 3 } : row
  );
  assertStringIncludes(
    figure.describe(astray),
    "Farther from the solution than at the start are then 3 along orthogonal",
  );
});

Deno.test("descents: the start has no place on a logarithmic axis, but one in the table", () => {
  const spec = JSON.stringify(panelsOf(figure.spec(rows)));
  assert(!spec.includes('"x":0,') && spec.includes("step 1000"));
  assertEquals(figure.table(rows).rows.filter(({ step }) => step === 0).length, 4);
});
