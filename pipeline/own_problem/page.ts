/**
 * The page of a comparison: `out/own/index.html`.
 *
 * @module
 */

import { renderDocument } from "../../reports/page/document.ts";
import { escape, paragraphs } from "../../reports/page/html.ts";
import { ownFigureBlock } from "../../reports/page/own_figure.ts";
import { copyableTable, facts, heading } from "../../reports/page/parts.ts";
import { BIGRAD } from "../../reports/page/launcher.ts";
import type { OwnFigure } from "./figures.ts";
import { ESTIMATOR_HEADINGS, estimatorCells, METHOD_HEADINGS, methodCells } from "./report.ts";
import type { Results } from "./results.ts";
import { counted } from "../wording.ts";
import { diagnosed, parts, short, whatPassIs } from "./words.ts";
import type { TableData } from "../../reports/charts/table_data.ts";

/** The page as one HTML document. */
export function renderOwnPage(
  results: Results,
  figures: readonly OwnFigure[],
  notes: readonly string[],
): string {
  const { shown, budget, grid, searchGrid, draws } = results;
  const [gradients, methods, curves] = figures;
  const sections = [
    {
      id: "gradients",
      title: "Hypergradients against the truth",
      text:
        `What each estimator gives where x and y start: ${
          whatPassIs(results)
        }; a gradient and a product with second derivatives are a pass each. Lower-level steps are ` +
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
        `radii ${searchGrid.map(short).join(", ")}. What depends on chance has ${
          counted(draws, "draw")
        }, and half as ` +
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
    ...notes.map((note) => paragraphs(`Note: ${note}`)),
    `</header>`,
    ...sections.map(({ id, title, text, figures, table }) =>
      [
        `<section aria-labelledby="${id}">`,
        heading(2, id, title),
        paragraphs(text),
        ...figures.map(ownFigureBlock),
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
