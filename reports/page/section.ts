/**
 * A section of the report: one study, its experiments, their figures and tables.
 *
 * @module
 */

import type { Place } from "./claims.ts";
import { figureBlock } from "./figure_block.ts";
import { anchor, escape, inline, paragraphs } from "./html.ts";
import type {
  ExperimentModel,
  PaperModel,
  PublishedModel,
  StudyModel,
  TableModel,
} from "./model.ts";
import { apparatus, copyableTable, failureBox, heading } from "./parts.ts";
import { comparisonTable, countLine, jointLine, renderComparison } from "./published.ts";

/** Anchors and numbers of all figures and tables, in the order of the page. */
export function numbered(studies: readonly StudyModel[]): Map<string, Place> {
  const places = new Map<string, Place>();
  let figures = 0, tables = 0;
  const add = (id: string, place: Place): void => {
    if (places.has(id)) {
      throw new RangeError(
        `Two figures or tables of the report are named "${id}"; give one of them another id.`,
      );
    }
    places.set(id, place);
  };
  for (const { experiments } of studies) {
    for (const experiment of experiments) {
      for (const { id } of experiment.figures) {
        add(id, { id: `figure-${anchor(id)}`, label: `Figure ${++figures}` });
      }
      for (const { id } of [...experiment.tables, ...experiment.published]) {
        add(id, { id: `table-${anchor(id)}`, label: `Table ${++tables}` });
      }
    }
  }
  return places;
}

function tableBlock(table: TableModel, { id, label }: Place): string {
  const note = table.note === undefined ? "" : `\n<p class="note">${inline(table.note)}</p>`;
  const body = table.failure !== undefined || table.table === null
    ? failureBox(
      `${label}, ${table.title},`,
      table.failure ?? { stage: table.id, message: "The table has no rows." },
    )
    : copyableTable(table.table, `${id}-rows`, label, { isLabelSeen: false });
  return `${heading(4, id, `${label}. ${table.title}`)}
${body}${note}
${apparatus({ id, label: label.toLowerCase(), source: table, csv: table.table })}`;
}

function publishedBlock(model: PublishedModel, { id, label }: Place): string {
  const title = heading(4, id, `${label}. ${model.title}: published and ours`);
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
  const csv = model.failure === undefined ? comparisonTable(model) : null;
  return `${title}
${origin}
${body}
${apparatus({ id, label: label.toLowerCase(), source: model, csv })}`;
}

function experiment(model: ExperimentModel, places: ReadonlyMap<string, Place>): string {
  const at = (id: string): Place => places.get(id) as Place;
  return [
    `<section aria-labelledby="${anchor(model.id)}">`,
    heading(3, anchor(model.id), model.title),
    paragraphs(model.text),
    ...model.figures.map((figure) => {
      const { id, label } = at(figure.id);
      const { table, description, spec } = figure;
      const parts = { id, label: label.toLowerCase(), source: figure, table, description, spec };
      return figureBlock(figure, { id, label }, apparatus(parts));
    }),
    ...model.tables.map((table) => tableBlock(table, at(table.id))),
    ...model.published.map((table) => publishedBlock(table, at(table.id))),
    "</section>",
  ].join("\n");
}

/** The section of one study. */
export function renderStudy(
  study: StudyModel,
  papers: readonly PaperModel[],
  places: ReadonlyMap<string, Place>,
): string {
  const links = papers.filter(({ key }) => study.papers.includes(key)).map(({ key, short }) =>
    `<a href="#paper-${anchor(key)}">${escape(short)}</a>`
  );
  const id = anchor(study.id);
  return [
    `<section aria-labelledby="${id}">`,
    heading(2, id, study.title),
    links.length === 0 ? "" : `<p class="paper">On ${links.join(", ")}</p>`,
    paragraphs(study.question),
    ...study.experiments.map((model) => experiment(model, places)),
    "</section>",
  ].join("\n");
}
