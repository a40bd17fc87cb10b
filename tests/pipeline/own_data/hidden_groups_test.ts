import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { groupNotes, hiddenGroups } from "../../../pipeline/own_data/hidden_groups.ts";
import { nearRowsNotes } from "../../../pipeline/own_data/near_rows.ts";
import { readTable } from "../../../pipeline/own_data/read_table.ts";
import { UnusedColumn } from "../../../pipeline/own_data/unused.ts";
import { ask, OwnFiles } from "./support.ts";

const [GROUPS, EACH] = [50, 8];
const N = GROUPS * EACH;
const random = Stream.of("tests", "hidden groups");
const draws = (name: string, n = N) => random.split(name).fillNormal(new Float64Array(n));
const grouped = (values: Iterable<string | undefined>) => {
  const column = new UnusedColumn();
  for (const value of values) column.add(value);
  return column.groups();
};
const person = Array.from({ length: N }, (_, i) => i % GROUPS);
const named = person.map((one) => `p${one}`);
const effect = draws("effect", GROUPS);
/** Scores whose part of variance `share` is the person's. */
const scores = (share: number) =>
  draws("noise").map((noise, i) =>
    Math.sqrt(share) * effect[person[i]!]! + Math.sqrt(1 - share) * noise
  );

Deno.test("scores that go together by a column that nobody named", async (t) => {
  const found = (values: Float64Array, column = grouped(named)!) =>
    hiddenGroups(values, N, 1, new Map([["who", column]]));

  await t.step("are found, with the ratio of the standard errors", () => {
    const [one] = found(scores(0.5));
    // by the definition of both
    const ψ = scores(0.5);
    const mean = ψ.reduce((sum, value) => sum + value / N, 0);
    const sums = new Float64Array(GROUPS);
    ψ.forEach((value, i) => sums[person[i]!]! += value - mean);
    const square = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
    const ratio = Math.sqrt(square(sums) / square(ψ.map((value) => value - mean)));
    assertAlmostEquals(one!.ratio, ratio, 1e-12);
    assertEquals(one!.groups, GROUPS);
    assertMatch(
      groupNotes([one!], ["w1"])[0]!,
      /same "who".* its 50 values would be 1\.\d|2\.\d times as large; .* --cluster who\.$/,
    );
  });

  await t.step("independent ones are not", () => assertEquals(found(scores(0)), []));

  await t.step("numbers of persons are, an age is not", () => {
    const shuffled = random.split("names").permutation(GROUPS);
    assertEquals(found(scores(0.5), grouped(person.map((one) => `${shuffled[one]}`))!).length, 1);
    const ages = Float64Array.from(person, (one) => one / GROUPS + 0.1 * draws("noise")[one]!);
    assertEquals(found(ages, grouped(person.map(String))!), []);
  });

  await t.step("measures and names of rows make no groups", () => {
    assertEquals(grouped(["1.5", "1.5", "2"]), undefined);
    assertEquals(grouped(["a", "b", "c"]), undefined);
    assertEquals([...grouped(["a", undefined, "a"])!.codes], [0, NaN, 0]);
    assertEquals([...grouped(["7", "07", "3.0"])!.values!], [7, 3]);
  });
});

Deno.test("a panel without --cluster gets a note, from CSV and Parquet", async () => {
  await using files = await OwnFiles.make();
  const [x, e] = [draws("x"), draws("e")];
  const y = x.map((value, i) => value + (i % 2) + effect[person[i]!]! + 0.5 * e[i]!);
  const b = x.map((value, i) => value - effect[person[i]!]! + 0.5 * e[N - 1 - i]!);
  const csv = await files.csv("d.csv", { x, s: x.map((_, i) => i % 2), y, b, who: person });
  const losses = await files.write(
    "l.ts",
    `export const losses = { covariates: ["x"], columns: ["s", "y", "b"], at: [0.5],
       inner: (w, v, { s, y }) => 0.5 * (s ? Math.exp(w[0]) : 1) * (v - y) ** 2,
       outer: (_w, v, { b }) => 0.5 * (v - b) ** 2 };`,
  );
  const quick = ["--losses", losses, "--learner", "linear", "--repetitions", "1"];
  const parquet = await files.parquet("d.parquet", csv);
  const { notes } = await ask("--data", parquet, ...quick);
  assertMatch(notes, /Rows with the same "who", which is not used/);
  const { notes: named } = await ask("--data", parquet, ...quick, "--cluster", "who");
  assert(!/which is not used/.test(named), named);
  const unused = async (path: string) => (await readTable(path, path, ["x", "s", "y", "b"])).unused;
  assertEquals(await unused(csv), await unused(parquet));
});

Deno.test("rows that stand near each other in the file and go together are noted", () => {
  const rows = Uint32Array.from(random.split("rows").permutation(N));
  const [x, z] = [draws("x"), draws("z")];
  const notes = (values: Float64Array, more: Partial<{ x: Float64Array }> = {}) =>
    nearRowsNotes(values, { n: N, x, z, rows, ...more }, ["w1"]);
  // eight rows of a person one after the other, without a column that says so
  const noise = draws("noise");
  const panel = Float64Array.from(rows, (row, i) => effect[Math.floor(row / EACH)]! + noise[i]!);
  assertMatch(notes(panel)[0]!, /^Scores of rows that stand near .* of w1 by blocks of \d+ rows/);
  assertEquals(notes(noise), []);
  // a series in time: each is 0.8 of the one before it, and what is new
  const series = new Float64Array(N);
  for (let at = 1; at < N; at++) series[at] = 0.8 * series[at - 1]! + noise[at]!;
  assertEquals(notes(Float64Array.from(rows, (row) => series[row]!)).length, 1);
  // a file that is sorted by a covariate
  assertEquals(notes(panel, { x: Float64Array.from(rows, (row) => row >> 2) }), []);
});

Deno.test("a column of very many values is given up, and does not fill the memory", () => {
  const isKept = (count: number): boolean =>
    grouped([...Array.from({ length: count }, (_, i) => String(i)), "0"]) !== undefined;
  assertEquals([isKept(50_000), isKept(50_002)], [true, false]);
});

Deno.test("groups are told from four standard errors on, and where they matter", () => {
  // Pairs of rows with scores of one size, of which `alike` have one sign and the others two.
  const told = (pairs: number, alike: number): number[] => {
    const scores = Float64Array.from({ length: 2 * pairs }, (_, i) => {
      const pair = i >> 1;
      const sign = pair % 2 === 0 ? 1 : -1;
      return pair < alike || i % 2 === 0 ? sign : -sign;
    });
    const codes = scores.map((_, i) => i >> 1);
    return hiddenGroups(scores, 2 * pairs, 1, new Map([["who", { codes }]])).map(({ ratio }) =>
      ratio
    );
  };
  // 4.4 and 3.6 standard errors; 6.3, with errors that would be 1.095 times as large
  assertEquals(told(100, 72).map((ratio) => ratio.toFixed(3)), ["1.200"]);
  assertEquals([told(100, 68), told(1000, 600)], [[], []]);
});
