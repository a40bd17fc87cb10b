/**
 * Tables as data to CSV, Markdown and LaTeX.
 *
 * @module
 */

import { plain } from "./html.ts";
import type { Cell, Row, TableColumn, TableData } from "../charts/table_data.ts";
import { cellText, written } from "./table.ts";

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const raw = (value: Cell | undefined): string =>
  value === null || value === undefined ? "" : quoted(String(value));

/**
 * RFC 4180 CSV with every digit: each column under its name, its error after it under the error's
 * own name.
 */
export function tableCsv(table: TableData): string {
  const names = table.columns.flatMap(({ name, error }) =>
    error === undefined ? [name] : [name, error]
  );
  const lines = table.rows.map((row) => names.map((name) => raw(row[name])).join(","));
  return `${[names.map(quoted).join(","), ...lines].join("\r\n")}\r\n`;
}

const header = (column: TableColumn): string =>
  plain(column.unit === undefined ? column.label : `${column.label} (${column.unit})`);

/** A GitHub-flavoured Markdown table with justified digits. */
export function tableMarkdown(table: TableData): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text) => text.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [
    line(table.columns.map(header)),
    `| ${table.columns.map((c) => c.kind === "text" ? "---" : "---:").join(" | ")} |`,
    ...table.rows.map((row) => line(table.columns.map((column) => cellText(row, column)))),
    "",
  ].join("\n");
}

const LATEX: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "±": "$\\pm$",
  "\u2212": "$-$",
  "–": "--",
  "\u202f": "\\,",
  "√": "$\\surd$",
  "·": "$\\cdot$",
  "×": "$\\times$",
  "λ": "$\\lambda$",
  "≤": "$\\le$",
  "≥": "$\\ge$",
};

/** Escapes text for LaTeX, with the few signs that tables use set in mathematics. */
const latex = (text: string): string =>
  text.replace(/[\\~^±\u2212\u202f–√·×λ≤≥#$%&_{}]/g, (c) => LATEX[c] ?? `\\${c}`);

const latexNumber = (text: string): string =>
  text.replace("\u2212", "-").replaceAll("\u202f", "\\,");

function latexCell(row: Row, column: TableColumn): string {
  const number = written(row, column);
  if (number === null) return latex(cellText(row, column));
  const { value, error, exponent } = number;
  const core = error === null
    ? latexNumber(value)
    : `${latexNumber(value)} \\pm ${latexNumber(error)}`;
  if (exponent === null) return `$${core}$`;
  const power = `\\times 10^{${latexNumber(exponent)}}`;
  return error === null ? `$${core} ${power}$` : `$(${core}) ${power}$`;
}

/** A LaTeX `tabular` with booktabs rules and justified digits. */
export function tableLatex(table: TableData): string {
  const line = (cells: readonly string[]): string => `  ${cells.join(" & ")} \\\\`;
  return [
    `\\begin{tabular}{${table.columns.map((c) => c.kind === "text" ? "l" : "r").join("")}}`,
    "  \\toprule",
    line(table.columns.map((column) => latex(header(column)))),
    "  \\midrule",
    ...table.rows.map((row) => line(table.columns.map((column) => latexCell(row, column)))),
    "  \\bottomrule",
    "\\end{tabular}",
    "",
  ].join("\n");
}
