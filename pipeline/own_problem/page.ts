/**
 * The page of a comparison: `out/own/index.html`.
 *
 * @module
 */

import { renderDocument } from "../../reports/page/document.ts";
import { escape, inline, paragraphs } from "../../reports/page/html.ts";
import { copyableTable, facts, folded, heading } from "../../reports/page/parts.ts";
import { BIGRAD } from "../../reports/page/launcher.ts";
import type { OwnFigure } from "./figures.ts";
import { ESTIMATOR_HEADINGS, estimatorCells, METHOD_HEADINGS, methodCells } from "./report.ts";
import type { Results } from "./results.ts";
import { diagnosed, parts, short } from "./words.ts";
import type { TableData } from "../../reports/charts/table_data.ts";

/** The page as one HTML document. */
export function renderOwnPage(results: Results, figures: readonly OwnFigure[]): string {
  const { shown, budget, grid, searchGrid, draws } = results;
  const [gradients, methods, curves] = figures;
  const sections = [
    {
      id: "gradients",
      title: "Hypergradients against the truth",
      text:
        `What each estimator gives where x and y start. A pass goes through the rows of the lower level ` +
        `once; a gradient and a product with second derivatives are a pass each. Lower-level steps are ` +
        `gradient steps of 1/L.`,
      figures: [gradients],
      table: tableOf("What estimators reach", ESTIMATOR_HEADINGS, estimatorCells(results)),
    },
    {
      id: "methods",
      title: `Methods after ${budget} passes`,
      text:
        `Each is tuned over the outer steps ${
          grid.map(short).join(", ")
        }; the random search over the ` +
        `radii ${
          searchGrid.map(short).join(", ")
        }. What depends on chance has ${draws} draws, and half as ` +
        `many others for tuning. An asterisk marks a step at an end of the grid.`,
      figures: [methods, curves],
      table: tableOf("What methods reach", METHOD_HEADINGS, methodCells(results)),
    },
  ];
  const main = [
    `<header class="masthead">`,
    `<p class="overline">bigrad compare</p>`,
    `<h1>${escape(shown)}</h1>`,
    `<div class="lede">${
      paragraphs(parts(results).map((part) => part.join(" ")).join("\n\n"))
    }</div>`,
    facts(diagnosed(results)),
    `</header>`,
    ...sections.map(({ id, title, text, figures, table }) =>
      [
        `<section aria-labelledby="${id}">`,
        heading(2, id, title),
        paragraphs(text),
        ...figures.map(figureBlock),
        copyableTable(table, `${id}-table`, title),
        `</section>`,
      ].join("\n")
    ),
  ].join("\n");
  return renderDocument({
    title: `bigrad compare: ${shown}`,
    description: `Bilevel methods on ${shown}.`,
    contents: sections.map(({ id, title }) => ({ id, title })),
    main,
    footer:
      `<p>Made by <code>${
        escape(`${BIGRAD} compare --problem ${shown}`)
      }</code>. This page holds all it ` +
      `shows: it loads nothing, and reads without a script.</p>`,
  });
}

function tableOf(
  caption: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): TableData {
  const columns = headings.map((label) => ({ name: label, label, kind: "text" as const }));
  return {
    caption,
    columns,
    rows: rows.map((cells) => Object.fromEntries(cells.map((cell, k) => [headings[k], cell]))),
  };
}

function figureBlock({ id, title, caption, description, svg, table }: OwnFigure): string {
  const files = [["SVG", `${id}.svg`], ["Vega-Lite", `${id}.vl.json`], [
    "Parquet",
    `${id}.parquet`,
  ]];
  return [
    `<figure id="${id}">`,
    `<div class="scroll" role="region" tabindex="0" aria-label="Drawing of ${
      escape(title)
    }">${svg.trimEnd()}</div>`,
    `<figcaption><strong>${inline(title)}.</strong> ${inline(caption)}</figcaption>`,
    `<div class="apparatus">`,
    folded("Data table", copyableTable(table, `${id}-data`, `Data of ${title}`)),
    folded("In words", `<p>${escape(description)}</p>`),
    `<span class="downloads">${
      files.map(([text, path]) => `<a class="button" href="${path}" download>${text}</a>`).join(" ")
    }</span>`,
    `</div>`,
    `</figure>`,
  ].join("\n");
}
