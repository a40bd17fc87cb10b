import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { TableData } from "../../../reports/charts/table_data.ts";
import { renderTable, ROW_LIMIT } from "../../../reports/page/table.ts";
import { tableCsv, tableLatex, tableMarkdown } from "../../../reports/page/table_text.ts";
import { HOSTILE } from "./fixture.ts";

const TABLE: TableData = {
  caption: "Errors by *n*",
  columns: [
    { name: "who", label: "Estimator", kind: "text" },
    { name: "n", label: "n", kind: "integer" },
    { name: "rmse", label: "RMSE", unit: "m^{2}", kind: "number", error: "rmse_error" },
    { name: "time", label: "Time", kind: "number", decimals: 2 },
  ],
  rows: [
    { who: "oracle", n: 200, rmse: 0.038812, rmse_error: 0.001091, time: 1.005 },
    { who: 'a, "b" | c_d', n: 12800, rmse: 4.2e-9, rmse_error: null, time: null },
    { who: "bare", n: null, rmse: -1.5, rmse_error: 0.3, time: -2 },
  ],
};

Deno.test("a table has a caption, scopes, units and a labelled region that scrolls", () => {
  const html = renderTable(TABLE, "t", "Table 1");
  assertMatch(html, /<section class="scroll" tabindex="0" aria-labelledby="t-caption">/);
  assertMatch(
    html,
    /<caption id="t-caption"><span class="label">Table 1\.<\/span> Errors by <em>n/,
  );
  assertEquals(html.match(/<th scope="col"/g)?.length, 4);
  assertEquals(html.match(/<th scope="row"/g)?.length, 3);
  assertStringIncludes(html, '<span class="unit">(m<sup>2</sup>)</span>');
});

Deno.test("numbers line up at the decimal point, with the digits that their error justifies", () => {
  const html = renderTable(TABLE, "t", "Table 1");
  // "−1.50" is padded to the four decimals of "0.0388"; the pad is not read and not seen.
  assertStringIncludes(html, '>0.0388 <span class="pm w8">± 0.0011</span></td>');
  assertStringIncludes(html, '>−1.50<i class="pad">00</i> <span');
  assertStringIncludes(html, ">4.200×10⁻⁹</td>");
  assertStringIncludes(html, 'data-sort="0.038812"');
  assertStringIncludes(html, ">12\u202f800</td>");
  assertEquals(html.match(/<td class="num">–<\/td>/g)?.length, 2);
});

Deno.test("whole numbers among fractions are padded with the point", () => {
  const rows = [{ a: "x", b: 100, e: 20 }, { a: "y", b: 1, e: 0.2 }];
  const html = renderTable(
    {
      caption: "c",
      columns: [
        { name: "a", label: "a", kind: "text" },
        { name: "b", label: "b", kind: "number", error: "e" },
      ],
      rows,
    },
    "t",
    "T",
  );
  assertStringIncludes(html, '>100<i class="pad">.00</i>');
});

Deno.test("long tables are cut, and say so", () => {
  const rows = Array.from({ length: ROW_LIMIT + 3 }, (_, i) => ({ who: `r${i}` }));
  const html = renderTable({ caption: "c", columns: [TABLE.columns[0]], rows }, "t", "T");
  assertEquals(html.match(/<tr><th scope="row"/g)?.length, ROW_LIMIT);
  assertStringIncludes(html, "The first 200 of 203 rows; the CSV file has all of them.");
  const all = renderTable({ caption: "c", columns: [TABLE.columns[0]], rows }, "t", "T", {
    limit: 500,
  });
  assertEquals(all.match(/<tr><th scope="row"/g)?.length, 203);
  assertStringIncludes(renderTable({ ...TABLE, rows: [] }, "t", "T"), 'colspan="4">No rows.');
});

Deno.test("text in tables is text", () => {
  const html = renderTable(
    {
      caption: HOSTILE,
      columns: [{ name: "a", label: HOSTILE, unit: HOSTILE, kind: "text" }],
      rows: [{ a: HOSTILE }],
    },
    "t",
    HOSTILE,
  );
  assertEquals(/<script|<img/.test(html), false);
});

Deno.test("CSV has every digit, quotes what needs it, and the errors under their names", () => {
  assertEquals(
    tableCsv(TABLE),
    "who,n,rmse,rmse_error,time\r\n" +
      "oracle,200,0.038812,0.001091,1.005\r\n" +
      '"a, ""b"" | c_d",12800,4.2e-9,,\r\n' +
      "bare,,-1.5,0.3,-2\r\n",
  );
});

Deno.test("Markdown escapes pipes and aligns numbers", () => {
  assertEquals(
    tableMarkdown(TABLE),
    "| Estimator | n | RMSE (m^2) | Time |\n" +
      "| --- | ---: | ---: | ---: |\n" +
      "| oracle | 200 | 0.0388 ± 0.0011 | 1.00 |\n" +
      '| a, "b" \\| c_d | 12\u202f800 | 4.200×10⁻⁹ | – |\n' +
      "| bare | – | −1.50 ± 0.30 | −2.00 |\n",
  );
});

Deno.test("LaTeX escapes text and sets numbers in mathematics", () => {
  const lines = tableLatex(TABLE).split("\n");
  assertEquals(lines[0], "\\begin{tabular}{lrrr}");
  assertEquals(lines[2], "  Estimator & n & RMSE (m\\textasciicircum{}2) & Time \\\\");
  assertEquals(lines[4], "  oracle & 200 & $0.0388 \\pm 0.0011$ & $1.00$ \\\\");
  assertEquals(lines[5], '  a, "b" | c\\_d & 12\\,800 & $4.200 \\times 10^{-9}$ & -- \\\\');
  assertEquals(lines[6], "  bare & -- & $-1.50 \\pm 0.30$ & $-2.00$ \\\\");
});
