import { assertEquals, assertThrows } from "@std/assert";
import { Stream } from "../../../numerics/random.ts";
import { UsageError } from "../../../pipeline/engine/stage.ts";
import { CsvRecords } from "../../../pipeline/own_data/csv_records.ts";

/** All records and their lines, from a text that arrives cut at these places. */
function recordsOf(text: string, cuts: readonly number[] = [], separator = ","): unknown[] {
  const records = new CsvRecords(separator, "t.csv");
  const found: unknown[] = [];
  [...cuts, text.length].forEach((end, k) => {
    records.add(text.slice(cuts[k - 1] ?? 0, end), k === cuts.length);
    while (records.next()) found.push([records.line, ...records.cells]);
  });
  return found;
}

Deno.test("records are those of RFC 4180, wherever the text is cut", () => {
  const text = 'a,"b ""x"", c",\r\n"two\r\nlines\n",,"\n"\r1,2\n\n#3,"4"\n""\n,';
  const expected = [
    [1, "a", 'b "x", c', ""],
    [2, "two\r\nlines\n", "", "\n"],
    [6, "1", "2"],
    [7, ""],
    [8, "#3", "4"],
    [9, ""],
    [10, "", ""],
  ];
  assertEquals(recordsOf(text), expected);
  for (let a = 0; a <= text.length; a++) {
    for (let b = a; b <= text.length; b++) assertEquals(recordsOf(text, [a, b]), expected);
  }
  assertEquals(recordsOf("a;b,c", [], ";"), [[1, "a", "b,c"]]);
  assertEquals(recordsOf(""), []);
});

Deno.test("any table that is written is read back", () => {
  const random = Stream.of("tests", "csv records");
  const pick = <One>(list: readonly One[]): One =>
    list[Math.floor(random.uniform() * list.length)]!;
  for (let trial = 0; trial < 300; trial++) {
    const cells = Array.from(
      { length: 1 + trial % 5 },
      () =>
        Array.from(
          { length: 1 + trial % 4 },
          () =>
            Array.from({ length: Math.floor(random.uniform() * 5) }, () =>
              pick(["a", '"', ",", "\n", "\r", " ", "#", "é", "1"])).join(""),
        ),
    );
    const quoted = (cell: string): string =>
      /[",\r\n]/.test(cell) || random.uniform() < 0.3 ? `"${cell.replaceAll('"', '""')}"` : cell;
    const lines = cells.map((row) => row.map(quoted).join(","));
    // an empty line at the end is no record
    const text = lines.join(pick(["\n", "\r\n"])) + "\n";
    const cut = Math.floor(random.uniform() * text.length);
    const read = recordsOf(text, [cut]).map((record) => (record as unknown[]).slice(1));
    assertEquals(read, cells as unknown[], JSON.stringify(text));
  }
});

Deno.test("quotation marks that are not closed, or followed by more, are refused by line", () => {
  const cases: [string, string][] = [
    ['a\nb,"c\nd\n', 'The row in line 2 of "t.csv" has a quotation mark that is never closed'],
    ['a\n"b"c,1\n', 'Line 2 of "t.csv" goes on after a closing quotation mark'],
    ['a\n"x\ny" ,1\n', 'Line 3 of "t.csv" goes on after'],
  ];
  for (const [text, sentence] of cases) {
    for (const cuts of [[], [4], [5]]) {
      assertEquals(
        assertThrows(() => recordsOf(text, cuts), UsageError).message.slice(0, sentence.length),
        sentence,
      );
    }
  }
});
