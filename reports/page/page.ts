/**
 * The report: `index.html`.
 *
 * @module
 */

import { claimsTable, renderClaims } from "./claims.ts";
import { type Entry, renderDocument } from "./document.ts";
import { anchor, escape, inline, paragraphs } from "./html.ts";
import type { DefinitionModel, PaperModel, ReportModel } from "./model.ts";
import { apparatus, codeBlock, facts, heading } from "./parts.ts";
import { numbered, renderStudy } from "./section.ts";

function definitions(items: readonly DefinitionModel[]): string {
  const list = items.map(({ term, meaning, formula }) =>
    `<dt>${inline(term)}</dt>\n<dd>${paragraphs(meaning)}${
      formula === undefined ? "" : `\n<p class="formula">${inline(formula)}</p>`
    }</dd>`
  );
  return `<dl class="definitions">\n${list.join("\n")}\n</dl>`;
}

function commands({ text, commands }: ReportModel["reproduce"]): string {
  const items = commands.map(({ what, command }, i) =>
    `<li>${inline(what)}\n${codeBlock(command, `command-${i + 1}`, `Command: ${what}`)}</li>`
  );
  return `${paragraphs(text)}\n<ol class="commands">\n${items.join("\n")}\n</ol>`;
}

function paperItem({ key, authors, title, venue, url, bibtex }: PaperModel): string {
  if (!/^https?:\/\//.test(url)) {
    throw new RangeError(`Paper ${key}: "${url}" is not a web address; give one with https://.`);
  }
  const id = `paper-${anchor(key)}`;
  const entry = bibtex === undefined
    ? ""
    : `<details><summary>BibTeX</summary><div class="body">${
      codeBlock(bibtex, `${id}-bibtex`, `BibTeX of ${title}`)
    }</div></details>`;
  return `<li id="${id}">${escape(authors)}. <cite>${inline(title)}</cite>. ` +
    `<a href="${escape(url)}">${inline(venue)}</a>.<div class="apparatus">${entry}</div></li>`;
}

function contents(model: ReportModel): Entry[] {
  return [
    { id: "claims", title: "Claims" },
    ...model.studies.map((study) => ({
      id: anchor(study.id),
      title: study.title,
      entries: study.experiments.map(({ id, title }) => ({ id: anchor(id), title })),
    })),
    { id: "definitions", title: "Methods and definitions" },
    { id: "reproduce", title: "How to reproduce" },
    { id: "papers", title: "Papers" },
  ];
}

function claimsData({ claims, claimsSource }: ReportModel): string {
  if (claimsSource === undefined || claims.length === 0) return "";
  const csv = claimsTable(claims);
  return apparatus({ id: "claims-data", label: "the claims", source: claimsSource, csv });
}

/**
 * The whole report as one HTML document that needs neither network nor script. Equal models give
 * equal bytes.
 *
 * @throws {RangeError} If two results share an id, or a paper's address is not one of the web.
 * @throws {TypeError} If a drawing was not made by `renderSvg`.
 */
export function renderPage(model: ReportModel): string {
  const places = numbered(model.studies);
  const main = [
    `<header class="masthead">`,
    `<p class="overline">bigrad report</p>`,
    `<h1>${inline(model.title)}</h1>`,
    `<div class="lede">${paragraphs(model.summary)}</div>`,
    facts(model.facts),
    `</header>`,
    `<section aria-labelledby="claims">`,
    heading(2, "claims", "Claims"),
    renderClaims(model.claims, model.studies, places),
    claimsData(model),
    `</section>`,
    ...model.studies.map((study) => renderStudy(study, model.papers, places)),
    `<section aria-labelledby="definitions">`,
    heading(2, "definitions", "Methods and definitions"),
    definitions(model.definitions),
    `</section>`,
    `<section aria-labelledby="reproduce">`,
    heading(2, "reproduce", "How to reproduce"),
    commands(model.reproduce),
    `</section>`,
    `<section aria-labelledby="papers">`,
    heading(2, "papers", "Papers"),
    `<ul class="references">\n${model.papers.map(paperItem).join("\n")}\n</ul>`,
    `</section>`,
  ].filter((part) => part !== "").join("\n");
  const run = model.runPage === undefined
    ? ""
    : `<p>How this report was computed, stage by stage: <a href="${
      escape(model.runPage)
    }">the story of the run</a>.</p>`;
  return renderDocument({
    title: model.title,
    description: model.summary,
    contents: contents(model),
    main,
    footer:
      `${run}<p>This page holds all it shows: it loads nothing, and reads without a script.</p>`,
  });
}
