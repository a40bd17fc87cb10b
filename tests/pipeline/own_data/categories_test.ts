import { assertEquals, assertMatch } from "@std/assert";
import { cleaningColumns } from "./cleaning.ts";
import { type Answer, ask, assertClose, numbersOf, OwnFiles, refusal } from "./support.ts";
import { codingNotes, placesNotes } from "../../../pipeline/own_data/coded.ts";
import { columnLines } from "../../../pipeline/own_data/table.ts";

const n = 120;
const SIDES = ["north", "south", "west"];

/** Rows as text: X, the source S in words, D, B and a region. */
function lines(change: (cells: Record<string, string>, i: number) => Record<string, string>) {
  const { X, S, D, B } = cleaningColumns(n, "categories");
  return Array.from({ length: n }, (_, i) =>
    change({
      X: String(X![i]),
      S: ["crowd", "expert", "forum"][S![i]!]!,
      D: String(D![i]),
      B: String(B![i]),
      region: SIDES[i % 3]!,
    }, i));
}

const csv = (rows: readonly Record<string, string>[]) =>
  [Object.keys(rows[0]!).join(","), ...rows.map((row) => Object.values(row).join(","))].join("\n");
const losses = (covariates: readonly string[]) =>
  `const logistic = (v, y) => Math.log1p(Math.exp(v)) - y * v;
  export const losses = {
    covariates: ${JSON.stringify(covariates)}, columns: ["S", "D", "B"], at: [1, 1.5],
    inner: (w, v, { S, D }) => (S === 0 ? 1 : Math.exp(w[S - 1])) * logistic(v, D),
    outer: (_w, v, { B }) => logistic(v, B),
  };`;
const options = ["--learner", "linear", "--repetitions", "1"];
type Coded = Answer & { readonly coded?: readonly unknown[] };

Deno.test("text is coded, and it is said how", async (t) => {
  await using files = await OwnFiles.make();
  const given = async (name: string, text: string, covariates: readonly string[]) => [
    "--data",
    await files.write(name, text),
    "--losses",
    await files.write(`${name}.ts`, losses(covariates)),
    ...options,
  ];
  const words = csv(lines((row) => row));
  const numbers = csv(
    lines(({ S, region, ...row }) => ({
      ...row,
      S: String(["crowd", "expert", "forum"].indexOf(S!)),
      ...Object.fromEntries(SIDES.map((side) => [side, region === side ? "1" : "0"])),
    })),
  );
  const asked = await given("words.csv", words, ["X", "region"]);
  const { answer, notes } = await ask(...asked);

  await t.step("as what a user would have written", async () => {
    const other = await ask(...await given("numbers.csv", numbers, ["X", ...SIDES]));
    assertClose(numbersOf(answer), numbersOf(other.answer), 1e-10);
    assertEquals((answer as Coded).coded, [
      { column: "region", categories: SIDES, as: "indicators" },
      { column: "S", categories: ["crowd", "expert", "forum"], as: "places" },
    ]);
    assertEquals((other.answer as Coded).coded, undefined);
    assertMatch(notes, /^Note: "S" holds text and is coded: crowd = 0, expert = 1, forum = 2\.$/m);
    assertMatch(notes, /^Note: "region" .*: an indicator for each of north, south, west\.$/m);
  });

  await t.step("the same from Parquet", async () => {
    const parquet = await files.parquet("words.parquet", `${files.root}/words.csv`);
    const other = await ask(...asked.with(1, parquet));
    assertEquals(numbersOf(other.answer), numbersOf(answer));
    assertEquals(other.answer.warnings, answer.warnings);
  });

  await t.step("two categories are one indicator", async () => {
    const two = csv(lines((row, i) => ({ ...row, region: i % 3 ? "town" : "country" })));
    const { notes } = await ask(...await given("two.csv", two, ["X", "region"]));
    assertMatch(notes, /"region" holds text and is coded: 0 for country, 1 for town\.$/m);
  });

  const refused: [string, (i: number) => string, RegExp][] = [
    ["many texts", (i) => `r${i}`, /"region" .* holds text, such as "r0"; .* are 120 in 120 rows/],
    ["numbers written otherwise", () => "12 %", /"region" .* holds text: it is "12 %" in row 1/],
    [
      "a number among texts",
      (i) => i === 4 ? "3" : "a",
      /mixes text with numbers: it is "3" in row 5/,
    ],
    ["a text among numbers", (i) => i === 4 ? "b" : "3", /holds text: it is "b" in row 5/],
    ["a total", (i) => i === n - 1 ? "Total" : SIDES[i % 3]!, /is "Total" in the last row; remove/],
    [
      "a rare one",
      (i) => i === 4 ? "b" : i % 2 ? "a" : "c",
      /"region = b" is constant outside one of 5/,
    ],
  ];
  for (const [name, region, sentence] of refused) {
    await t.step(`${name}: refused`, async () => {
      const text = csv(lines((row, i) => ({ ...row, region: region(i) })));
      assertMatch(await refusal(...await given("refused.csv", text, ["X", "region"])), sentence);
    });
  }
});

Deno.test("missing values", async (t) => {
  await using files = await OwnFiles.make();
  const gone = [3, 50, 77];
  const holes = lines((row, i) =>
    i === gone[0]
      ? { ...row, X: "" }
      : i === gone[1]
      ? { ...row, region: "NA" }
      : i === gone[2]
      ? { ...row, D: "nan" }
      : row
  );
  const file = await files.write("l.ts", losses(["X", "region"]));
  const asked = async (rows: readonly Record<string, string>[], ...more: string[]) => [
    "--data",
    await files.write("a.csv", csv(rows)),
    "--losses",
    file,
    ...options,
    ...more,
  ];

  await t.step("are refused by row and column", async () => {
    assertMatch(
      await refusal(...await asked(holes)),
      /^Column "X" of ".*" is empty \(null\) in row 4 \(line 5\); remove .* with --missing drop\.$/,
    );
    const infinite = lines((row, i) => i === 9 ? { ...row, X: "inf" } : row);
    assertMatch(
      await refusal(...await asked(infinite, "--missing", "drop")),
      /is Infinity in row 10/,
    );
  });

  await t.step("or their rows left out, as if they had not been there", async () => {
    const { answer, notes } = await ask(...await asked(holes, "--missing", "drop"));
    assertMatch(notes, /3 of 120 rows of .* because a value is missing \(X: 1, D: 1, region: 1\)/);
    const rest = holes.filter((_, i) => !gone.includes(i));
    const { answer: other } = await ask(...await asked(rest));
    assertEquals([answer.n, answer.read.rows], [117, 120]);
    assertEquals(numbersOf(answer), numbersOf(other));
    assertEquals(answer.warnings.slice(1), other.warnings);
    const parquet = await files.parquet("a.parquet", await files.write("b.csv", csv(holes)));
    // DuckDB takes NA for text and nan for a number
    const again = await ask("--data", parquet, "--losses", file, ...options, "--missing", "drop");
    assertEquals(numbersOf(again.answer), numbersOf(answer));
  });

  await t.step("messages name rows of the file", async () => {
    const wild = holes.map((row, i) =>
      i === 60 ? { ...row, X: "0.5", D: "1e308", B: "1e308" } : row
    );
    assertMatch(await refusal(...await asked(wild, "--missing", "drop")), /row 61/);
  });

  await t.step("where every row has one there is nothing left", async () => {
    const none = lines((row, i) => ({ ...row, ...(i % 2 ? { X: "" } : { D: "" }) }));
    assertMatch(
      await refusal(...await asked(none, "--missing", "drop")),
      /missing value in every row/,
    );
  });
});

Deno.test("where text is coded by places alone, it is said of each column", () => {
  const table = { n: 2, columns: new Map(), categories: new Map([["hue", ["blue", "red"]]]) };
  assertEquals(placesNotes(table), [
    '"hue" holds text and is coded: blue = 0, red = 1.',
  ]);
  assertEquals(placesNotes({ n: 2, columns: new Map() }), []);
});

Deno.test("names that are empty or have a comma are in quotes where they are listed", () => {
  const categories = ["Köln, West", "Paris", "Rome"];
  assertEquals(codingNotes([{ column: "town", categories, as: "indicators" }]), [
    `"town" holds text and is coded: an indicator for each of "Köln, West", Paris, Rome.`,
  ]);
  const columns = [{ name: "", type: "integer", used: false }] as const;
  assertEquals(columnLines({ rows: 1, columns }), [`Not used   "" (integer)`]);
});
