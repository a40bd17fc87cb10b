/**
 * The page of an estimate on a user's own data.
 *
 * @module
 */

import type { FigureDefinition } from "../charts/figure.ts";
import { renderSvg } from "../charts/render.ts";
import type { Row } from "../charts/table_data.ts";
import { renderDocument } from "./document.ts";
import { escape, inline } from "./html.ts";
import { ownFigureBlock, type OwnFigureModel, ownFile } from "./own_figure.ts";
import { codeBlock, heading } from "./parts.ts";

/** What the page is made from. */
export interface OwnPageModel {
  readonly title: string;
  /** What the command prints. */
  readonly text: string;
  /** What gives cause for doubt, a sentence each. */
  readonly warnings: readonly string[];
  /** What makes the page again. */
  readonly command: string;
  /** Relative link to predictions and scores by row. */
  readonly rows: string;
  readonly figures: readonly {
    readonly id: string;
    readonly definition: FigureDefinition;
    readonly rows: readonly Row[];
  }[];
}

/** The page, and the files that lie beside it, by path. */
export interface OwnPage {
  readonly html: string;
  readonly files: ReadonlyMap<string, string>;
}

/** One HTML document that needs neither network nor script. Equal models give equal bytes. */
export async function renderOwnPage(model: OwnPageModel): Promise<OwnPage> {
  const files = new Map<string, string>();
  const figures: OwnFigureModel[] = [];
  for (const { id, definition, rows } of model.figures) {
    const spec = definition.spec(rows);
    const { title, caption } = definition;
    const description = definition.describe(rows);
    const svg = await renderSvg(spec, { id: `figure-${id}`, title, description });
    files.set(ownFile(id, "vl.json"), `${JSON.stringify(spec, null, 2)}\n`);
    files.set(ownFile(id, "svg"), svg);
    const heading = definition.finding(rows) ?? title;
    figures.push({
      ...{ id, caption, description, svg },
      title: heading,
      table: definition.table(rows),
    });
  }
  const doubts = model.warnings.map((warning) => `<li>${escape(warning)}</li>`);
  const main = [
    `<header class="masthead">`,
    `<p class="overline">bigrad estimate</p>`,
    `<h1>${escape(model.title)}</h1>`,
    `</header>`,
    `<section aria-labelledby="result">`,
    heading(2, "result", "Result"),
    codeBlock(model.text, "result-text", "What the command printed"),
    `<p>Predictions h, a, b and c, scores and folds of each row in each split: <a href="${
      escape(model.rows)
    }">${escape(model.rows)}</a>.</p>`,
    `</section>`,
    `<section aria-labelledby="doubts">`,
    heading(2, "doubts", "Cause for doubt"),
    doubts.length === 0 ? `<p>None was found.</p>` : `<ul>\n${doubts.join("\n")}\n</ul>`,
    `</section>`,
    `<section aria-labelledby="evidence">`,
    heading(2, "evidence", "What it rests on"),
    ...figures.map(ownFigureBlock),
    `</section>`,
    `<section aria-labelledby="again">`,
    heading(2, "again", "How to make it again"),
    codeBlock(model.command, "again-command", "Command"),
    `</section>`,
  ].join("\n");
  const html = renderDocument({
    title: model.title,
    description: inline("A bilevel gradient with its intervals, and what it rests on."),
    contents: [
      { id: "result", title: "Result" },
      { id: "doubts", title: "Cause for doubt" },
      { id: "evidence", title: "What it rests on" },
      { id: "again", title: "How to make it again" },
    ],
    main,
    footer: "<p>This page holds all it shows: it loads nothing, and reads without a script.</p>",
  });
  return { html, files };
}
