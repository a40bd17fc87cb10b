/**
 * A section of a page: one experiment, its figures and tables, and the claims that they show.
 *
 * @module
 */

import { sectionClaims } from "./claims.ts";
import { figureBlock } from "./figure_block.ts";
import { anchor, inline, paragraphs } from "./html.ts";
import type { ClaimModel, ExperimentModel, PublishedModel, TableModel } from "./model.ts";
import { apparatus, failureBox, firstRows, heading } from "./parts.ts";
import { countLine, jointLine, renderComparison } from "./published.ts";
import type { Place } from "./site.ts";

function tableBlock(table: TableModel, { id, label }: Place): string {
  const note = table.note === undefined ? "" : `\n<p class="note">${inline(table.note)}</p>`;
  const body = table.failure !== undefined || table.table === null
    ? failureBox(
      `${label}, ${table.title},`,
      table.failure ?? { stage: table.id, message: "The table has no rows." },
    )
    : firstRows(table.table, table.id, `${id}-rows`, label, { isLabelSeen: false });
  return `${heading(3, id, `${label}. ${table.title}`)}
${body}${note}
${apparatus({ id, label: label.toLowerCase(), name: table.id, source: table })}`;
}

function publishedBlock(model: PublishedModel, { id, label }: Place): string {
  const title = heading(3, id, `${label}. ${model.title}: published and ours`);
  const origin = `<p class="note">Published in ${inline(model.origin)}.${
    model.note === undefined ? "" : ` ${inline(model.note)}`
  }</p>`;
  const body = model.failure !== undefined || model.count === null
    ? failureBox(
      `${label}, ${model.title},`,
      model.failure ?? { stage: model.id, message: "The comparison has no count." },
    )
    : `${model.joint === undefined ? "" : `<p>${jointLine(model.joint)}</p>\n`}<p class="count">${
      countLine(model.count)
    }</p>\n${renderComparison({ ...model, id }, label)}`;
  return `${title}
${origin}
${body}
${apparatus({ id, label: label.toLowerCase(), name: model.id, source: model })}`;
}

/** The figures, claims and tables of an experiment, under its heading. */
export function renderExperiment(
  model: ExperimentModel,
  claims: readonly ClaimModel[],
  places: ReadonlyMap<string, Place>,
): string {
  const at = (id: string): Place => places.get(id) as Place;
  const id = anchor(model.id);
  return [
    `<section aria-labelledby="${id}">`,
    heading(2, id, model.title),
    paragraphs(model.text),
    ...model.figures.map((figure) => {
      const { id, label } = at(figure.id);
      const { id: name, table, description, spec } = figure;
      const what = { id, label: label.toLowerCase(), name, source: figure };
      return figureBlock(figure, { id, label }, apparatus({ ...what, table, description, spec }));
    }),
    sectionClaims(claims, { id, title: model.title }, places),
    ...model.tables.map((table) => tableBlock(table, at(table.id))),
    ...model.published.map((table) => publishedBlock(table, at(table.id))),
    "</section>",
  ].filter((part) => part !== "").join("\n");
}
