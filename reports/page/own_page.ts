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
import type { FigureModel, StudyModel } from "./model.ts";
import { codeBlock, heading } from "./parts.ts";
import { numbered, renderStudy } from "./section.ts";

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
    /** Relative link to these rows. */
    readonly parquet: string;
  }[];
}

/** The page, and the specifications that it links to, by path. */
export interface OwnPage {
  readonly html: string;
  readonly specs: ReadonlyMap<string, string>;
}

/** One HTML document that needs neither network nor script. Equal models give equal bytes. */
export async function renderOwnPage(model: OwnPageModel): Promise<OwnPage> {
  const specs = new Map<string, string>();
  const figures: FigureModel[] = [];
  for (const { id, definition, rows, parquet } of model.figures) {
    const spec = definition.spec(rows);
    const { title, caption } = definition;
    const description = definition.describe(rows);
    specs.set(`${id}.vl.json`, `${JSON.stringify(spec, null, 2)}\n`);
    figures.push({
      ...{ id, title, caption, description, parquet },
      finding: definition.finding(rows),
      alternative: title,
      narrow: null,
      linear: null,
      svg: await renderSvg(spec, { id: `figure-${id}`, title, description }),
      spec: `${id}.vl.json`,
      table: definition.table(rows),
      sql: null,
      stages: [],
      command: model.command,
    });
  }
  const study: StudyModel = {
    id: "evidence",
    title: "What it rests on",
    papers: [],
    question: "",
    experiments: figures.map((figure) => ({
      id: `about-${figure.id}`,
      title: figure.title,
      text: "",
      figures: [figure],
      tables: [],
      published: [],
    })),
  };
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
    renderStudy(study, [], numbered([study])),
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
      {
        id: "evidence",
        title: "What it rests on",
        entries: figures.map(({ id, title }) => ({ id: `about-${id}`, title })),
      },
      { id: "again", title: "How to make it again" },
    ],
    main,
    footer: "<p>This page holds all it shows: it loads nothing, and reads without a script.</p>",
  });
  return { html, specs };
}
