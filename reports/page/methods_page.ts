/**
 * `methods.html`: what words mean, where claims are from, how to get the report, and the papers.
 *
 * @module
 */

import { framed, masthead } from "./frame.ts";
import { anchor, escape, inline, paragraphs } from "./html.ts";
import type { DefinitionModel, PaperModel, ReportModel } from "./model.ts";
import { codeBlock, facts, heading } from "./parts.ts";
import { METHODS, termId } from "./site.ts";

function definitions(items: readonly DefinitionModel[]): string {
  const list = items.map(({ term, meaning, formula }) =>
    `<dt id="${termId(term)}">${inline(term)}</dt>\n<dd>${paragraphs(meaning)}${
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

/** The page. @throws {RangeError} If a paper's address is not one of the web. */
export function methodsPage(model: ReportModel): string {
  const section = (id: string, title: string, body: string): string =>
    `<section aria-labelledby="${id}">\n${heading(2, id, title)}\n${body}\n</section>`;
  return framed(model, {
    path: METHODS,
    title: "Methods and papers",
    contents: [
      { id: "definitions", title: "Definitions" },
      { id: "edition", title: "This edition" },
      { id: "reproduce", title: "How to reproduce" },
      { id: "papers", title: "Papers" },
    ],
    main: [
      masthead("Methods and papers", ""),
      section("definitions", "Definitions", definitions(model.definitions)),
      section("edition", "This edition", facts(model.facts)),
      section("reproduce", "How to reproduce", commands(model.reproduce)),
      section(
        "papers",
        "Papers",
        `<ul class="references">\n${model.papers.map(paperItem).join("\n")}\n</ul>`,
      ),
    ].join("\n"),
  });
}
