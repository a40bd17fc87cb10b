/**
 * The tables: `data.html`, which lists all of them, a page for each, and a CSV file for each.
 *
 * @module
 */

import { claimsTable } from "./claims.ts";
import { framed, masthead } from "./frame.ts";
import { escape, inline } from "./html.ts";
import type { TableData } from "../charts/table_data.ts";
import type { Failure, ReportModel, Source } from "./model.ts";
import { copyableTable, failureBox } from "./parts.ts";
import { comparisonTable } from "./published.ts";
import { CLAIMS, csvFile, DATA, hrefOf, type Place, tablePage } from "./site.ts";
import { formatInteger } from "../charts/number.ts";

/** Elements of a table that a page shows at most. */
const MOST_ELEMENTS = 5000;

/** A table of the report. */
export interface NamedTable {
  readonly id: string;
  /** What is in it. */
  readonly title: string;
  /** Where it is shown. */
  readonly place: Place;
  /** `null` where it failed. */
  readonly data: TableData | null;
  readonly failure?: Failure;
  readonly source: Source;
}

/** All tables that figures are drawn from or that are shown as such, in order. */
export function tablesOf(
  { studies }: ReportModel,
  places: ReadonlyMap<string, Place>,
): NamedTable[] {
  return studies.flatMap(({ experiments }) =>
    experiments.flatMap(({ figures, tables, published }) => [
      ...[...figures, ...tables].map((one) => ({ ...one, data: one.table })),
      ...published.map((one) => ({
        ...one,
        title: `${one.title}: published and ours`,
        data: one.failure === undefined ? comparisonTable(one) : null,
      })),
    ]).map(({ id, title, data, failure, ...source }) => ({
      ...{ id, title, data, source, place: places.get(id)! },
      ...(failure === undefined ? {} : { failure }),
    }))
  );
}

function links({ source, id }: NamedTable, up = ""): string {
  const { csv, parquet } = source;
  const files = [["CSV", csv], ["Parquet", parquet]] as const;
  return files.flatMap(([kind, path]) =>
    path === null ? [] : [
      `<a class="button" href="${up}${escape(path)}" download="${
        escape(path.split("/").pop()!)
      }" aria-label="${kind} of ${escape(id)}">${kind}</a>`,
    ]
  ).join(" ");
}

function row(table: NamedTable): string {
  const { id, title, data, place } = table;
  const size = data === null
    ? `<td colspan="3">${table.failure?.skipped ? "not up to date" : "failed"}</td>`
    : `<td class="num" data-sort="${data.rows.length}">${formatInteger(data.rows.length)}</td>` +
      `<td class="num" data-sort="${data.columns.length}">${data.columns.length}</td>` +
      `<td>${links(table)}</td>`;
  return `<tr><th scope="row"><a href="${escape(tablePage(id))}">${
    inline(title)
  }</a></th><td><a href="${escape(hrefOf(place))}">${escape(place.label)}</a></td>${size}</tr>`;
}

/** `data.html`. */
export function dataPage(model: ReportModel, tables: readonly NamedTable[]): string {
  const claims = model.claims.length === 0 ? "" : `<tr><th scope="row"><a href="${CLAIMS}">Claims` +
    `</a></th><td>–</td><td class="num" data-sort="${model.claims.length}">${model.claims.length}` +
    `</td><td class="num" data-sort="${claimsTable([]).columns.length}">${
      claimsTable([]).columns.length
    }</td><td><a class="button" href="${
      csvFile("claims")
    }" download="claims.csv" aria-label="CSV of the claims">CSV</a></td></tr>`;
  return framed(model, {
    path: DATA,
    title: "Data",
    contents: [],
    main: [
      masthead(
        "Data",
        `<div class="lede"><p>Every table behind a figure or a claim. CSV has every digit, Parquet the rows ` +
          `of the query; <code>results.duckdb</code> beside the report has what they were made from.</p></div>`,
      ),
      `<section class="scroll" tabindex="0" aria-labelledby="tables-caption">`,
      `<table id="tables" class="data">`,
      `<caption id="tables-caption">${
        formatInteger(tables.length)
      } tables; each title leads to the whole table.</caption>`,
      `<thead><tr><th scope="col">Table</th><th scope="col">Shown in</th>` +
      `<th scope="col" class="num">Rows</th><th scope="col" class="num">Columns</th>` +
      `<th scope="col">Files</th></tr></thead>`,
      `<tbody>`,
      ...[claims, ...tables.map(row)].filter((line) => line !== ""),
      `</tbody>\n</table>\n</section>`,
    ].join("\n"),
  });
}

/** The page of one table as a whole. */
export function wholeTablePage(model: ReportModel, table: NamedTable): string {
  const { id, title, data, place, failure } = table;
  const what = `${place.label}: ${title}`;
  const body = data === null
    ? failureBox(what, failure ?? { stage: id, message: "The table has no rows." })
    : copyableTable(data, `${place.id}-data`, `Data of ${place.label.toLowerCase()}`, {
      limit: Math.floor(MOST_ELEMENTS / (2 * data.columns.length + 1)),
    });
  return framed(model, {
    path: tablePage(id),
    title: `Table of ${place.label.toLowerCase()}`,
    description: what,
    contents: [],
    main: [
      masthead(
        inline(title),
        `<p class="paper">Shown in <a href="../${escape(hrefOf(place))}">${
          escape(place.label)
        }</a></p>`,
      ),
      body,
      `<p class="downloads">${links(table, "../")}</p>`,
    ].join("\n"),
  });
}
