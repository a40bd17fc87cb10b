/**
 * A figure on a page of its own folder: the files behind it lie beside the page, named by the figure.
 *
 * @module
 */

import type { TableData } from "../charts/table_data.ts";
import { escape, inline } from "./html.ts";
import { copyableTable, folded } from "./parts.ts";

/** What is shown of a figure. */
export interface OwnFigureModel {
  readonly id: string;
  /** What is shown, or what was found. */
  readonly title: string;
  /** How to read it. */
  readonly caption: string;
  /** The drawing at length, in words. */
  readonly description: string;
  /** From `renderSvg`. */
  readonly svg: string;
  /** The numbers behind the drawing. */
  readonly table: TableData;
}

/** The files that lie beside the page, by what they are. */
const FILES = [["SVG", "svg"], ["Vega-Lite", "vl.json"], ["Parquet", "parquet"]] as const;

/** Relative link to a file behind a figure. */
export const ownFile = (id: string, ending: (typeof FILES)[number][1]): string => `${id}.${ending}`;

/** The block of a figure. */
export function ownFigureBlock(figure: OwnFigureModel): string {
  const { id, title, caption, description, svg, table } = figure;
  const links = FILES.map(([text, ending]) =>
    `<a class="button" href="${ownFile(id, ending)}" download>${text}</a>`
  );
  return [
    `<figure id="${id}">`,
    `<section class="scroll" tabindex="0" aria-label="Drawing of ${
      escape(title)
    }">${svg.trimEnd()}</section>`,
    `<figcaption><strong>${inline(title)}.</strong> ${inline(caption)}</figcaption>`,
    `</figure>`,
    `<div class="apparatus">`,
    folded("Data table", copyableTable(table, `${id}-data`, `Data of ${title}`)),
    folded("In words", `<p>${escape(description)}</p>`),
    `<span class="downloads">${links.join(" ")}</span>`,
    `</div>`,
  ].join("\n");
}
