/**
 * Small pieces that every page is made of.
 *
 * @module
 */

import { escape, inline } from "./html.ts";
import type { TableData } from "../charts/table_data.ts";
import type { Failure, Source, SourceStage } from "./model.ts";
import { renderTable, type TableOptions } from "./table.ts";
import { tableLatex, tableMarkdown } from "./table_text.ts";
import { tablePage } from "./site.ts";

/** A heading with an anchor and a link to itself. */
export function heading(level: 2 | 3 | 4, id: string, title: string): string {
  return `<h${level} id="${id}">${inline(title)}${permalink(id, title)}</h${level}>`;
}

/** A link to the place it stands at. */
export function permalink(id: string, title: string): string {
  return `<a class="permalink" href="#${id}" aria-label="Link to ${escape(title)}">#</a>`;
}

/** What is shown in place of a part that failed. */
export function failureBox(what: string, { stage, message, skipped }: Failure): string {
  if (skipped) {
    return `<div class="failure skipped"><strong>Not up to date:</strong> ${
      inline(what)
    }; it was not ` +
      `asked for.</div>`;
  }
  return `<div class="failure"><strong>✗ Failed:</strong> ${inline(what)} could not be made. ` +
    `Stage <span class="key">${escape(stage)}</span> reports:\n<pre>${escape(message)}</pre></div>`;
}

/** Code with a copy button. */
export function codeBlock(text: string, id: string, what: string): string {
  return `<div class="code"><section tabindex="0" aria-label="${escape(what)}"><pre>` +
    `<code id="${id}">${escape(text.trimEnd())}</code></pre></section>` +
    `<button type="button" class="js-only" data-copy="${id}">Copy</button></div>`;
}

/** Names with their values. */
export function facts(items: readonly { readonly name: string; readonly value: string }[]): string {
  if (items.length === 0) return "";
  const list = items.map(({ name, value }) =>
    `<div><dt>${inline(name)}</dt><dd>${inline(value)}</dd></div>`
  );
  return `<dl class="facts">\n${list.join("\n")}\n</dl>`;
}

/** Something to unfold. */
export function folded(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n<div class="body">\n${body}\n</div>\n</details>`;
}

/** A table with buttons that copy it as Markdown and LaTeX. */
export function copyableTable(
  table: TableData,
  id: string,
  label: string,
  options: TableOptions = {},
): string {
  const copies = ([["Markdown", tableMarkdown], ["LaTeX", tableLatex]] as const).map((
    [name, text],
  ) => {
    const at = `${id}-${name.toLowerCase()}`;
    return `<button type="button" data-copy="${at}">Copy as ${name}</button>` +
      `<template id="${at}">${escape(text(table))}</template>`;
  });
  return `${renderTable(table, id, label, options)}\n<div class="copies js-only">${
    copies.join("")
  }</div>`;
}

/** Rows of a long table that are shown where it is not the point. */
const FIRST_ROWS = 8;

/** The first rows of a table, and a link to the page that has all of them. */
export function firstRows(
  table: TableData,
  name: string,
  id: string,
  label: string,
  options: TableOptions = {},
): string {
  const page = `<a href="${escape(tablePage(name))}">the whole table</a>`;
  return renderTable(table, id, label, {
    limit: FIRST_ROWS,
    elsewhere: `${page} has all of them, to copy and to sort`,
    ...options,
  });
}

function madeBy(stages: readonly SourceStage[]): string {
  const items = stages.map(({ name, digest }) =>
    `<li>${escape(name)} <span class="quiet">SHA-256</span> <span class="key quiet">${
      escape(digest)
    }</span></li>`
  );
  return `<ul class="keys">\n${items.join("\n")}\n</ul>`;
}

/** What stands below a result: its data, how it was made, and how to make it again. */
export interface ApparatusParts {
  /** Identifier of the result; ids below it start with it. */
  readonly id: string;
  /** For instance `figure 3`. */
  readonly label: string;
  /** Where the data is. */
  readonly source: Source;
  /** The name of its table, whose page has all of it. */
  readonly name: string;
  /** The table to fold away, if it is not shown already. */
  readonly table?: TableData | null;
  /** Text alternative to offer in words. */
  readonly description?: string;
  /** Relative link to the Vega-Lite specification. */
  readonly spec?: string | null;
}

/** Folded tables, queries and stages, and links to files. */
export function apparatus(parts: ApparatusParts): string {
  const { id, label, name, source, table, description, spec } = parts;
  const items: string[] = [];
  if (table) {
    const rows = firstRows(table, name, `${id}-data`, `Data of ${label}`);
    items.push(folded("Data table", rows));
  }
  if (description) items.push(folded("In words", `<p>${escape(description)}</p>`));
  if (source.sql !== null) {
    items.push(folded("SQL", codeBlock(source.sql, `${id}-sql`, `SQL of ${label}`)));
  }
  if (source.stages.length > 0) items.push(folded("Made by", madeBy(source.stages)));
  items.push(
    folded("Reproduce", codeBlock(source.command, `${id}-command`, `Command for ${label}`)),
  );
  const links = [
    `<a class="button" href="${escape(tablePage(name))}" aria-label="Table of ${
      escape(label)
    }">Table</a>`,
  ];
  const download = (text: string, name: string, href: string): void => {
    links.push(
      `<a class="button" href="${escape(href)}" download="${escape(name)}" ` +
        `aria-label="${text} of ${escape(label)}">${text}</a>`,
    );
  };
  const file = (text: string, path: string): void =>
    download(text, path.split("/").pop() ?? path, path);
  if (source.csv) file("CSV", source.csv);
  if (source.parquet !== null) file("Parquet", source.parquet);
  if (spec) file("Vega-Lite", spec);
  items.push(`<span class="downloads">${links.join(" ")}</span>`);
  return `<div class="apparatus">\n${items.join("\n")}\n</div>`;
}
