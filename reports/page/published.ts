/**
 * Published tables, cell by cell beside ours. Nothing is computed here but the places of dots.
 *
 * @module
 */

import { escape } from "./html.ts";
import { rowWords } from "./published_names.ts";
import type { TableData } from "../charts/table_data.ts";
import type { PublishedModel } from "./model.ts";
import type { JointStatement, PublishedCell } from "./published_model.ts";
import { format, formatInteger, MISSING, write } from "../charts/number.ts";

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

const decimalsOf = (x: number): number => {
  const text = String(x);
  return text.includes("e") ? 0 : text.split(".")[1]?.length ?? 0;
};

/** The decimals most numbers of a column were printed with: trailing zeros were lost on the way. */
function usualDecimals(cells: readonly PublishedCell[]): number {
  const count = new Map<number, number>();
  for (const { published } of cells) {
    if (published === null) continue;
    const decimals = decimalsOf(published);
    count.set(decimals, (count.get(decimals) ?? 0) + 1);
  }
  return [...count].reduce((a, b) => b[1] > a[1] || (b[1] === a[1] && b[0] > a[0]) ? b : a, [
    0,
    0,
  ])[0];
}

/** A published number as it was printed, its error with as many decimals, or one more. */
function printed({ published, publishedError }: PublishedCell, usual: number): string {
  if (published === null) return MISSING;
  if (String(published).includes("e")) return format(published, publishedError);
  const decimals = Math.max(usual, decimalsOf(published));
  const text = published.toFixed(decimals).replace("-", "\u2212");
  if (publishedError === null) return text;
  const error = [decimals, decimals + 1].map((digits) => publishedError.toFixed(digits))
    .find((rounded) => Number(rounded) > 0);
  return `${text} ${plusMinus(error ?? format(publishedError))}`;
}

const plusMinus = (error: string): string => `<span class="quiet">± ${error}</span>`;

function ours({ ours, oursError }: PublishedCell): string {
  const w = write(ours, oursError);
  if (w.exponent !== null) return escape(format(ours, oursError));
  return w.error === null ? w.value : `${w.value} ${plusMinus(w.error)}`;
}

function score({ z, ours, heavyTail, repeated }: PublishedCell): string {
  if (ours === null) return `<span class="quiet">not computed</span>`;
  if (z === null) return `<span class="quiet">${heavyTail ? "heavy tail" : "not counted"}</span>`;
  if (repeated) return `<span class="quiet">repeated</span>`;
  // One that is beyond 2 or 4 is not written as 2.0 or 4.0.
  const rounded = z.toFixed([2, 4].includes(Math.abs(Number(z.toFixed(1)))) ? 2 : 1);
  const text = Number(rounded) === 0
    ? "0.0"
    : `${z > 0 ? "+" : ""}${rounded}`.replace("-", "\u2212");
  if (Math.abs(z) > 4) return `<span class="flag four">${text} beyond 4</span>`;
  return Math.abs(z) > 2 ? `<span class="flag">${text} beyond 2</span>` : text;
}

interface Line {
  readonly name: string;
  readonly className: string;
  readonly cell: (cell: PublishedCell, usualDecimals: number) => string;
}

function lines(cells: readonly PublishedCell[]): Line[] {
  // Where ours is the exact number there is nothing to add.
  const hasExact = cells.some(({ exact, ours }) => typeof exact === "number" && exact !== ours);
  const exact: Line = {
    name: "exact",
    className: "exact",
    cell: (cell) => typeof cell.exact === "number" ? format(cell.exact) : "",
  };
  return [
    { name: "published", className: "published", cell: printed },
    { name: "ours", className: "ours", cell: ours },
    ...(hasExact ? [exact] : []),
    { name: "z", className: "z", cell: score },
  ];
}

const countOf = (k: number, what: string): string =>
  `${formatInteger(k)} ${what}${k === 1 ? "" : "s"}`;

/** What is said of all cells together, in which only the joint test can say anything. */
export function jointLine(joint: JointStatement): string {
  const { cells, components, p, adjusted, low, high, tables, level, found } = joint;
  if (p === null || adjusted === null || low === null || high === null) {
    return "This profile computes nothing to compare the table with.";
  }
  const verdict = low >= level
    ? "No difference is found"
    : high < level
    ? "A difference is found"
    : "Whether there is a difference is not decided";
  const size = found === null
    ? ""
    : ` Had all errors, lengths and quantiles been larger by ${
      (100 * found).toPrecision(2)
    } %, nine of ten draws would show a difference.`;
  return `<strong>${verdict}</strong>: the ${countOf(cells, "distinct cell")}, with ` +
    `${
      countOf(components, "uncorrelated component")
    }, are together as far from ours as in a share ` +
    `${format(p)} of other draws (${format(adjusted)} when the ${
      countOf(tables, "table")
    } of the ` +
    `comparison are allowed for, between ${format(low)} and ${
      format(high)
    } by what was simulated).${size}`;
}

/** How many cells were compared, and how many lie far apart: information, since they are correlated. */
export function countLine(count: NonNullable<PublishedModel["count"]>): string {
  const { compared, repeated, beyondTwo, beyondFour, leftOut } = count;
  const again = repeated === 0 ? "" : ` (and ${formatInteger(repeated)} that repeat them)`;
  return `${countOf(compared, "distinct cell")}${again}: ${
    formatInteger(beyondTwo)
  } with |z| > 2, ` +
    `${
      formatInteger(beyondFour)
    } with |z| > 4; cells of one draw are correlated, so these counts decide nothing` +
    (leftOut === 0 ? "." : `. ${countOf(leftOut, "cell")} shown without a z-score.`);
}

const W = 640, REACH = 5, BASE = 50, STEP = 7;

/** The z-scores as stacked dots on one axis, those beyond ±5 at its ends. */
function scoreDrawing(cells: readonly PublishedCell[], id: string): string {
  const scores = cells.flatMap(({ z, repeated }) => z === null || repeated ? [] : [z])
    .sort((a, b) => a - b);
  if (scores.length === 0) return "";
  const x = (z: number): number => 20 + (W - 40) * (z + REACH) / (2 * REACH);
  const stacked = new Map<number, number>();
  const dots = scores.map((z) => {
    const bin = Math.round(Math.max(-REACH, Math.min(REACH, z)) * 8) / 8;
    const height = stacked.get(bin) ?? 0;
    stacked.set(bin, height + 1);
    const kind = Math.abs(z) > 4 ? "z-four" : Math.abs(z) > 2 ? "z-two" : "z-in";
    return { kind, cx: x(bin), height };
  });
  const top = Math.max(...dots.map((dot) => dot.height)) * STEP;
  const up = Math.max(0, top - BASE + 12);
  const base = BASE + up;
  const shape = ({ kind, cx, height }: (typeof dots)[number]): string => {
    const cy = base - 6 - height * STEP;
    return kind === "z-in"
      ? `<circle class="${kind}" cx="${cx.toFixed(1)}" cy="${cy}" r="3"/>`
      : `<path class="${kind}" d="M${cx.toFixed(1)} ${cy - 4}l4 4l-4 4l-4 -4z"/>`;
  };
  const ticks = [-4, -2, 0, 2, 4].map((z) =>
    `<text class="z-text" x="${x(z)}" y="${base + 15}" text-anchor="middle">${
      String(z).replace("-", "\u2212")
    }</text>`
  );
  return `<svg class="zplot drawing" role="img" aria-labelledby="${id}-z" width="${W}" height="${
    base + 20
  }" viewBox="0 0 ${W} ${base + 20}">` +
    `<title id="${id}-z">Dot plot of the z-scores: ${scores.length} cells, from ${
      scores[0].toFixed(1)
    } to ${scores[scores.length - 1].toFixed(1)}</title>` +
    `<g aria-hidden="true"><rect class="z-band" x="${x(-2)}" y="0" width="${
      x(2) - x(-2)
    }" height="${base}"/>` +
    `<line class="z-mid" x1="${x(0)}" x2="${x(0)}" y1="0" y2="${base}"/>` +
    `<line class="z-axis" x1="20" x2="${W - 20}" y1="${base}" y2="${base}"/>` +
    `<text class="z-text" x="20" y="12">z = (ours − published) / error</text>` +
    `${ticks.join("")}${dots.map(shape).join("")}</g></svg>`;
}

/** The table and the drawing of a comparison. */
export function renderComparison(model: PublishedModel, label: string): string {
  const { id, cells } = model;
  const columns = unique(cells.map((cell) => cell.column));
  const usual = new Map(columns.map((column) => [
    column,
    usualDecimals(cells.filter((cell) => cell.column === column)),
  ]));
  const heading = (column: string): string => {
    const what = cells.find((cell) => cell.column === column)?.what ?? column;
    return what === column
      ? escape(column)
      : `${escape(what)}<span class="measure">printed: ${escape(column)}</span>`;
  };
  const at = new Map(cells.map((cell) => [`${cell.row}\n${cell.column}`, cell]));
  const groups = unique(cells.map((cell) => cell.row)).map((row) => {
    const kinds = lines(cells.filter((cell) => cell.row === row));
    const body = kinds.map(({ name, className, cell }, i) => {
      const first = i === 0
        ? `<th scope="rowgroup" rowspan="${kinds.length}">${escape(rowWords(row))}</th>`
        : "";
      const values = columns.map((column) => {
        const found = at.get(`${row}\n${column}`);
        return `<td class="num ${className}">${
          found === undefined ? "" : cell(found, usual.get(column)!)
        }</td>`;
      });
      return `<tr>${first}<th scope="row" class="kind">${name}</th>${values.join("")}</tr>`;
    });
    return `<tbody>\n${body.join("\n")}\n</tbody>`;
  });
  return `<section class="scroll" tabindex="0" aria-label="Drawing of the z-scores of ${
    escape(label)
  }">${scoreDrawing(cells, id)}</section>
<section class="scroll" tabindex="0" aria-labelledby="${id}-caption">
<table id="${id}-table" class="data compare">
<caption id="${id}-caption"><span class="unseen">${
    escape(label)
  }.</span> Published and ours, each ± one Monte Carlo standard error where it is known.</caption>
<thead><tr><th scope="col">Row</th><th scope="col"><span class="quiet">Whose</span></th>${
    columns.map((column) => `<th scope="col" class="num">${heading(column)}</th>`).join("")
  }</tr></thead>
${groups.join("\n")}
</table>
</section>`;
}

/** The cells as data, for the CSV file. */
export function comparisonTable({ title, cells }: PublishedModel): TableData {
  return {
    caption: title,
    columns: [
      { name: "row", label: "Row", kind: "text" },
      { name: "column", label: "Column as printed", kind: "text" },
      { name: "what", label: "What it is", kind: "text" },
      { name: "published", label: "Published", kind: "number", error: "published_error" },
      { name: "ours", label: "Ours", kind: "number", error: "ours_error" },
      { name: "exact", label: "Exact", kind: "number" },
      { name: "z", label: "z", kind: "number" },
    ],
    rows: cells.map((cell) => ({
      row: cell.row,
      column: cell.column,
      what: cell.what ?? cell.column,
      published: cell.published,
      published_error: cell.publishedError,
      ours: cell.ours,
      ours_error: cell.oursError,
      exact: cell.exact ?? null,
      z: cell.z,
    })),
  };
}
