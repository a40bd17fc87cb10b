/**
 * Tables as data to accessible HTML.
 *
 * @module
 */

import { escape, inline } from "./html.ts";
import type { Cell, Row, TableColumn, TableData } from "../charts/table_data.ts";
import { formatInteger, joined, MISSING, write, type Written } from "../charts/number.ts";

/** Rows shown in the page at most, unless told otherwise. */
export const ROW_LIMIT = 200;

/** How a table is shown. */
export interface TableOptions {
  /** Whether the label before the caption is seen, `true` by default. */
  readonly isLabelSeen?: boolean;
  /** Rows shown at most, `ROW_LIMIT` by default. */
  readonly limit?: number;
  /** Where the other rows are, as HTML that ends a sentence. */
  readonly elsewhere?: string;
}

/** The Monte Carlo standard error of a cell, where its column has one. */
function errorOf(row: Row, column: TableColumn): number | null {
  const error = column.error === undefined ? null : row[column.error];
  return typeof error === "number" ? error : null;
}

/** A cell's number as it is written; `null` where the cell holds no number to be written so. */
export function written(row: Row, column: TableColumn): Written | null {
  const value = row[column.name];
  if (typeof value !== "number" || column.kind !== "number") return null;
  if (column.decimals !== undefined) {
    const text = value.toFixed(column.decimals).replace("-", "\u2212");
    return { value: text, error: null, exponent: null };
  }
  return write(value, errorOf(row, column));
}

/** A cell as text, with the digits that its error justifies. */
export function cellText(row: Row, column: TableColumn): string {
  const number = written(row, column);
  if (number !== null) return joined(number);
  const value: Cell | undefined = row[column.name];
  if (value === null || value === undefined || value === "") return MISSING;
  return column.kind === "integer" && typeof value === "number"
    ? formatInteger(value)
    : String(value);
}

/** Widths that make decimal points and errors of a column stand below each other. */
interface Alignment {
  readonly decimals: number;
  readonly error: number;
}

const decimalsOf = (text: string): number => {
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.length - point - 1;
};

function alignment(rows: readonly Row[], column: TableColumn): Alignment {
  let decimals = 0, error = 0;
  for (const row of rows) {
    const w = written(row, column);
    if (w === null || w.exponent !== null) continue;
    decimals = Math.max(decimals, decimalsOf(w.value));
    error = Math.max(error, w.error?.length ?? 0);
  }
  return { decimals, error };
}

/** What stands after a number so that its decimal point lines up with the others'; not read out. */
function padding(text: string, decimals: number): string {
  const missing = decimals - decimalsOf(text);
  if (missing === 0) return "";
  return `<i class="pad">${text.includes(".") ? "" : "."}${"0".repeat(missing)}</i>`;
}

function numberCell(row: Row, column: TableColumn, { decimals, error }: Alignment): string {
  const w = written(row, column);
  if (w === null || w.exponent !== null) return escape(cellText(row, column));
  const value = w.value === MISSING ? MISSING : `${w.value}${padding(w.value, decimals)}`;
  if (error === 0) return value;
  const shown = w.error === null ? "" : `± ${w.error}`;
  return `${value} <span class="pm w${Math.min(error + 2, 23)}">${shown}</span>`;
}

function cell(row: Row, column: TableColumn, index: number, aligned: Alignment): string {
  const content = column.kind === "number"
    ? numberCell(row, column, aligned)
    : escape(cellText(row, column));
  const value = row[column.name];
  const sort = typeof value === "number" ? ` data-sort="${value}"` : "";
  const kind = column.kind === "text" ? "" : ' class="num"';
  return index === 0
    ? `<th scope="row"${kind}${sort}>${content}</th>`
    : `<td${kind}${sort}>${content}</td>`;
}

/**
 * HTML of a table in a focusable region of its own that scrolls where it is wider than the page.
 * `label`, for instance `Data of figure 3`, stands before the caption, or is only read out where a
 * heading shows it already. Of rows beyond `limit` a line says where they are.
 */
export function renderTable(
  table: TableData,
  id: string,
  label: string,
  { isLabelSeen = true, limit = ROW_LIMIT, elsewhere = "the CSV file has all of them" }:
    TableOptions = {},
): string {
  const rows = table.rows.slice(0, limit);
  const aligned = table.columns.map((column) => alignment(rows, column));
  const head = table.columns.map((column) => {
    const unit = column.unit === undefined
      ? ""
      : ` <span class="unit">(${inline(column.unit)})</span>`;
    const kind = column.kind === "text" ? "" : ' class="num"';
    return `<th scope="col"${kind}>${inline(column.label)}${unit}</th>`;
  }).join("");
  const body = rows.map((row) =>
    `<tr>${table.columns.map((column, i) => cell(row, column, i, aligned[i])).join("")}</tr>`
  ).join("\n");
  const empty = `<tr><td colspan="${table.columns.length}">No rows.</td></tr>`;
  const rest = table.rows.length > rows.length
    ? `\n<p class="rest">The first ${formatInteger(rows.length)} of ` +
      `${formatInteger(table.rows.length)} rows; ${elsewhere}.</p>`
    : "";
  return `<section class="scroll" tabindex="0" aria-labelledby="${id}-caption">
<table id="${id}" class="data">
<caption id="${id}-caption"><span class="${isLabelSeen ? "label" : "unseen"}">${
    escape(label)
  }.</span> ${inline(table.caption)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${rows.length === 0 ? empty : body}
</tbody>
</table>
</section>${rest}`;
}
