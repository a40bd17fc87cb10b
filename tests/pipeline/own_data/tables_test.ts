import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ask, OwnFiles, refusal } from "./support.ts";
import { readOf } from "./tables_support.ts";

Deno.test("every line of a CSV file is a row that is used or a refusal that names it", async (t) => {
  await using files = await OwnFiles.make();
  const rows = { X: [1, 3], Y: [2, 4] };
  const used: [string, string][] = [
    ["CR LF", "X,Y\r\n1,2\r\n3,4\r\n"],
    ["CR alone", "X,Y\r1,2\r3,4"],
    ["no end of the last line", "X,Y\n1,2\n3,4"],
    ["blank lines at the end", "X,Y\n1,2\n3,4\n\n \n"],
    ["a byte order mark", "\ufeffX,Y\n1,2\n3,4\n"],
    ["semicolons", "X;Y\n1;2\n3;4\n"],
    ["tabs", "X\tY\n1\t2\n3\t4\n"],
    ["semicolons though names have commas", "X;Y;a, b, c, d\n1;2;5\n3;4;6\n"],
    ["quoted, with spaces", 'X , "Y"\n'.replace(' "Y"', '"Y"') + '"1", 2\n3 ,"4"\n'],
    ["exponents, signs and points", "X,Y\n+1.,.2e1\n30E-1,4e0\n"],
    ["another column with line ends", 'X,t,Y\n1,"a\nb",2\n3,"#\r\n""c""",4\n'],
    ["another column twice", "X,t,t,,Y\n1,a,b,c,2\n3,,,,4\n"],
    ["another column that begins with #", "#,X,Y\n#a,1,2\n#b,3,4\n"],
  ];
  for (const [name, text] of used) {
    await t.step(`used: ${name}`, async () => {
      assertEquals(await readOf(await files.write("t.csv", text)), rows);
    });
  }
  const refused: [string, string, string][] = [
    [
      "more cells",
      "X,Y\n1,2\n3,4,5\n",
      "Line 3 of .* has 3 cells and the row of names has 2 .X, Y.",
    ],
    ["fewer cells", "X,Y,Z\n1,2,3\n3,4\n5,6,7\n", "Line 3 .* has 2 cells"],
    ["a title above the names", "Export\nX,Y\n1,2\n", "no column .X.; its columns are Export"],
    ["a title with commas", "Export, 2020\nX,Y\n1,2\n", "its columns are Export, 2020"],
    ["a comment", "X,Y\n1,2\n# 3\n3,4\n", "Line 3 .* has 1 cell "],
    ["a row that begins with #", "X,Y\n1,2\n#3,4\n", '"X" .* "#3" in row 2 .line 3.'],
    ["the names again", "X,Y\n1,2\nX,Y\n3,4\n", "Line 3 .* is the row of names again"],
    ["other names", "X,Y\n1,2\nY,X\n3,4\n", '"X" .* holds text: it is "Y" in row 2 .line 3.'],
    ["a second table with more columns", "X,Y\n1,2\nX,Y,Z\n3,4,5\n", "Line 3 .* has 3 cells"],
    ["a blank line between", "X,Y\n1,2\n\n3,4\n", "Line 3 .* is blank and rows follow"],
    ["a blank line above", "\nX,Y\n1,2\n", "no column .X."],
    ["a row of separators", "X,Y\n1,2\n,\n", '"X" .* is empty .null. in row 2 .line 3.'],
    ["a total", "X,Y\n1,2\nTotal,2\n", 'it is "Total" in row 2 .line 3.'],
    ["no names", "1,2\n3,4\n", "first line of .* holds numbers .1, 2.; give a row of names"],
    ["a name twice", "X,Y,X\n1,2,3\n", "two columns .X."],
    ["names alone", "X,Y\n", "no rows below its names"],
    ["names and blank lines", "X,Y\n\n\n", "no rows below its names"],
    ["nothing but a mark", "\ufeff", "is empty"],
    ["a decimal comma", "X;Y\n0,5;1\n", '"0,5" in row 1 .line 2.*decimal point'],
    ["thousands", 'X,Y\n"1,234",1\n', '"1,234" in row 1'],
    ["thousands by underscores", "X,Y\n1_000,1\n", '"1_000" in row 1'],
    ["a hexadecimal number", "X,Y\n0x10,1\n", '"0x10" in row 1'],
    ["NA", "X,Y\n1,2\n3,NA\n", '"Y" .* is NA in row 2 .line 3.; remove such rows'],
    ["nan", "X,Y\n1,nan\n", '"Y" .* is NaN in row 1'],
    ["inf", "X,Y\n1,-inf\n", '"Y" .* is -Infinity in row 1'],
    ["beyond all numbers", "X,Y\n1,1e999\n", '"Y" .* is 1e999 in row 1'],
    ["true among numbers", "X,Y\n1,2\n3,true\n", "mixes numbers with true and false.* row 2"],
    ["a number among booleans", "X,Y\n1,true\n3,0\n", "mixes numbers with true and false.* row 2"],
    ["a row after quoted lines", 'X,t,Y\n1,"a\n\nb",2\n3,c,d\n', '"d" in row 2 .line 5.'],
    ["an identifier", "X,Y\n1,1234567890123456789\n", '"Y" .* is 1234567890123456789 in row 1'],
    ["2^53 + 1", "X,Y\n1.5,1\n9007199254740993,2\n", "9007199254740993 in row 2 .line 3.*2.53"],
    ["-2^53 - 1", "X,Y\n1,-9007199254740993\n", "beyond 2.53"],
  ];
  for (const [name, text, pattern] of refused) {
    await t.step(`refused: ${name}`, async () => {
      const sentence = await readOf(await files.write("t.csv", text));
      assertMatch(String(sentence), new RegExp(pattern));
    });
  }
  await t.step("one column", async () => {
    assertEquals(await readOf(await files.write("t.csv", "X\n1\n2\n"), ["X"]), { X: [1, 2] });
    const blank = await readOf(await files.write("t.csv", "X\n1\n\n2\n"), ["X"]);
    assertMatch(String(blank), /is empty \(null\) in row 2 \(line 3\)/);
  });
  await t.step("names with spaces, quotes, dots and commas", async () => {
    const path = await files.write("t.csv", '"a ""b"".c, d", x y ,"é\'"\n1,2,3\n');
    const names = ['a "b".c, d', "x y", "é'"];
    assertEquals(await readOf(path, names), { [names[0]!]: [1], "x y": [2], "é'": [3] });
  });
  await t.step("the largest whole number, and larger measured values, are kept", async () => {
    const path = await files.write(
      "t.csv",
      "X,Y\n9007199254740991,1e300\n-5e17,0.12345678901234567\n",
    );
    assertEquals(await readOf(path), {
      X: [9007199254740991, -5e17],
      Y: [1e300, 0.12345678901234567],
    });
  });
  await t.step("more than one piece of text", async () => {
    const n = 200_000;
    const lines = Array.from({ length: n }, (_, i) => `${i},"${i / 7}"`);
    const path = await files.write("t.csv", `X,Y\n${lines.join("\n")}\n`);
    const read = await readOf(path) as Record<string, number[]>;
    assert(
      read.X!.every((value, i) => value === i) && read.Y!.every((value, i) => value === i / 7),
    );
    await Deno.writeTextFile(path, "1,2,3\n", { append: true });
    assertMatch(String(await readOf(path)), /^Line 200002 .* has 3 cells/);
    await Deno.writeFile(path, Uint8Array.of(0xe9, 0x0a), { append: true });
  });
});

Deno.test("what is no UTF-8 text is said, with the remedy", async (t) => {
  await using files = await OwnFiles.make();
  const text = "X,Y,é\n1,2,à\n";
  const utf16 = (little: boolean, mark: boolean): Uint8Array => {
    const units = [...(mark ? "\ufeff" : "") + text].map((unit) => unit.charCodeAt(0));
    return Uint8Array.from(
      units.flatMap((unit) => little ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255]),
    );
  };
  const latin = (text: string) => Uint8Array.from(text, (unit) => unit.charCodeAt(0));
  const cases: [string, string, Uint8Array, RegExp][] = [
    ["UTF-16, little end", "t.csv", utf16(true, true), /is written in UTF-16; save it as UTF-8/],
    ["UTF-16, big end", "t.csv", utf16(false, true), /is written in UTF-16; save it as UTF-8/],
    [
      "UTF-16 without a mark",
      "t.csv",
      utf16(true, false),
      /UTF-16 or is no text; save it as UTF-8/,
    ],
    [
      "Latin-1",
      "t.csv",
      latin(text),
      /^Line 1 of "t" is no UTF-8 .*"X,Y,é"\); save the file as UTF-8/,
    ],
    ["Latin-1 below", "t.csv", latin("X,Y,t\n1,2,a\n3,4,\xfc\n"), /^Line 3 of "t" .*"3,4,ü"/],
    [
      "a spreadsheet",
      "t.csv",
      Uint8Array.of(80, 75, 3, 4, 1),
      /spreadsheet; save its table as CSV/,
    ],
    ["Parquet", "t.csv", latin("PAR1xxx"), /is a Parquet file; call it \.parquet/],
    ["gzip", "t.csv", Uint8Array.of(31, 139, 8, 0), /is compressed; call it \.csv\.gz/],
    ["no gzip", "t.csv.gz", latin("X,Y\n1,2\n"), /cannot be decompressed: incorrect header/],
  ];
  for (const [name, file, bytes, sentence] of cases) {
    await t.step(name, async () => {
      const path = `${files.root}/${file}`;
      await Deno.writeFile(path, bytes);
      assertMatch(String(await readOf(path)), sentence);
    });
  }
});

async function gzip(text: string): Promise<Uint8Array> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

Deno.test("all members of a compressed file are read; a cut one is refused", async () => {
  await using files = await OwnFiles.make();
  const path = `${files.root}/t.csv.gz`;
  const parts = [await gzip("X,Y\n1,2\n"), await gzip("3,4\n")];
  await Deno.writeFile(path, new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer()));
  assertEquals(await readOf(path), { X: [1, 3], Y: [2, 4] });
  await Deno.writeFile(path, parts[0]!.subarray(0, -3));
  assertMatch(String(await readOf(path)), /cannot be decompressed: unexpected end of file/);
});

const LOSSES = `export const losses = { covariates: ["X"], columns: ["S", "Y", "C"], at: [0.5],
  inner: (w, v, z) => (z.S === 0 ? 1 : Math.exp(w[0])) * .5 * (v - z.Y) ** 2,
  outer: (w, v, z) => .5 * (v - z.C) ** 2 };`;

Deno.test("a second export below the first: refused, and right in one table", async (t) => {
  await using files = await OwnFiles.make();
  const data = new URL("./appended.csv", import.meta.url).pathname;
  const losses = await files.write("losses.ts", LOSSES);
  await t.step("more columns below", async () => {
    const sentence = await refusal("--data", data, "--losses", losses);
    assertStringIncludes(sentence, "Line 602");
    assertStringIncludes(sentence, "has 5 cells and the row of names has 4 (X, S, Y, C)");
  });
  const lines = (await Deno.readTextFile(data)).trimEnd().split("\n");
  const [head, ...first] = lines.slice(0, 601);
  const second = lines.slice(602).map((line) => line.replace(/,[^,]*$/, ""));
  await t.step("fewer columns below", async () => {
    const table = [...lines.slice(601), head, ...first].join("\n");
    const path = await files.write("fewer.csv", table);
    assertStringIncludes(await refusal("--data", path, "--losses", losses), "Line 402");
  });
  await t.step("as many columns below", async () => {
    const path = await files.write("equal.csv", [head, ...first, head, ...second].join("\n"));
    const sentence = await refusal("--data", path, "--losses", losses);
    assertStringIncludes(sentence, "Line 602");
    assertStringIncludes(sentence, "row of names again");
  });
  await t.step("in one table: all thousand rows, and what was read is said", async () => {
    const rows = [...first, ...second].map((row, i) => `${row},${i % 2 ? "a" : "b"}`);
    const path = await files.write("all.csv", [`${head},note`, ...rows].join("\n"));
    const { answer, text } = await ask("--data", path, "--losses", losses, "--json");
    const { estimate, standardError } = answer.gradient[0]!;
    // 0.745 (0.047) on all rows; 2.379 (0.079) on the 400 below
    assert(
      Math.abs(estimate - 0.745) < 0.03 && Math.abs(standardError - 0.047) < 0.01,
      `${estimate}`,
    );
    const column = (name: string, type: string, used = true) => ({ name, type, used });
    assertEquals([answer.n, answer.read], [1000, {
      rows: 1000,
      columns: [
        column("X", "number"),
        column("S", "integer"),
        column("Y", "number"),
        column("C", "number"),
        column("note", "text", false),
      ],
    }]);
    assertMatch(text, /^Columns +X \(number\), S \(integer\), Y \(number\), C \(number\)$/m);
    assertMatch(text, /^Not used +note \(text\)$/m);
  });
  await t.step("a total below, of columns that are used: noted", async () => {
    const rows = [...first, ...second].map((row, i) => `${i},${row}`);
    const total = "Total,3.5,1,700.25,12";
    const path = await files.write("total.csv", [`id,${head}`, ...rows, total].join("\n"));
    const { notes, answer } = await ask("--data", path, "--losses", losses);
    assertMatch(
      notes,
      /^Note: The last row of .* \(line 1002\) is unlike all others: its "id" is "Total"/m,
    );
    assertEquals(answer.warnings.filter((one) => one.includes("line 1002")).length, 1);
  });
});
