import { assert, assertEquals, assertThrows } from "@std/assert";
import { number, text } from "../../../reports/charts/table_data.ts";
import { decodeJson, encodeJson } from "../../../pipeline/json.ts";
import { stage } from "../../../pipeline/stages/figure.ts";
import type { Row } from "../../../reports/charts/table_data.ts";

const chart = (spec: unknown) => () =>
  ({
    title: "A figure",
    caption: "",
    columns: { x: number("x"), word: text("word") },
    describe: (rows: readonly Row[]) =>
      rows.map(({ x, word }) => `${typeof x} ${x} ${word}`).join(),
    finding: (rows: readonly Row[]) =>
      rows.length > 2 ? "What was found " + "at length ".repeat(40) : null,
    notes: () => "A note.",
    spec: () => spec,
    table: () => ({ caption: "", columns: [], rows: [] }),
  }) as never;
const rows = encodeJson([
  { x: 1, word: "NaN" },
  { x: "NaN", word: "a" },
  { x: "-Infinity", word: "Infinity" },
  { x: null, word: "b" },
]);
const run = (spec: unknown) =>
  stage({ chart: chart(spec) })({ id: "a_figure", options: "{}" }, { rows: [rows] }, []);

Deno.test("numbers that JSON has no form for are numbers again where the figure declares some", async () => {
  const { figure } = await run({ mark: "point" });
  assertEquals(
    decodeJson<{ description: string }>(figure!).description,
    "number 1 NaN,number NaN a,number -Infinity Infinity,object null b",
  );
});

Deno.test("the caption ends with what is so of these rows, and what they were drawn from", async () => {
  const draws = { sizes: [200, 12800], replications: [50, 1500], seed: 7 };
  const { figure } = await stage({ chart: chart({}) })(
    { id: "a_figure", options: "{}", draws },
    { rows: [rows] },
    [],
  );
  const { caption, alternative } = decodeJson<{ caption: string; alternative: string }>(figure!);
  assertEquals(caption, "A note. n = 200, 12\u202f800; 50 to 1500 replications; seed 7.");
  assert(alternative.startsWith("What was found at length") && alternative.length <= 300);
});

Deno.test("a figure without a specification is named", () => {
  for (const spec of [null, undefined, "a text"]) {
    assertThrows(() => run(spec), TypeError, 'The figure "a_figure" has the specification');
  }
});
