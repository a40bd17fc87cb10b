/**
 * The frame of a page: head, policy, skip link, contents, main.
 *
 * @module
 */

import { escape, plain } from "./html.ts";
import { SCRIPT, scriptHash } from "./script.ts";
import { styles } from "./styles.ts";

/** An entry of the table of contents. */
export interface Entry {
  /** Where it leads, without `#`. */
  readonly id: string;
  /** Its text. */
  readonly title: string;
  /** What is below it, folded where there is more than one. */
  readonly entries?: readonly Entry[];
}

/** The parts of a page. */
export interface DocumentParts {
  /** Title of the document. */
  readonly title: string;
  /** What it is, for search engines and previews. */
  readonly description: string;
  /** The table of contents. */
  readonly contents: readonly Entry[];
  /** The content of `<main>`, with the one `<h1>`. */
  readonly main: string;
  /** The content of `<footer>`. */
  readonly footer: string;
}

function contents(entries: readonly Entry[]): string {
  const items = entries.map(({ id, title, entries: below = [] }) =>
    `<li><a href="#${id}">${escape(plain(title))}</a>${
      below.length === 0 ? "" : nested(below)
    }</li>`
  );
  return `<ul>\n${items.join("\n")}\n</ul>`;
}

function nested(entries: readonly Entry[]): string {
  const list = contents(entries);
  return entries.length === 1
    ? list
    : `<details><summary>${entries.length} sections</summary>${list}</details>`;
}

// `frame-ancestors` cannot be set from here, and forms have no place: everything else is closed.
const policy = (): string =>
  "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self' file:; font-src data:; " +
  `script-src ${scriptHash()}; base-uri 'none'; form-action 'none'`;

/** A self-contained HTML document: it asks for nothing but itself. */
export function renderDocument(parts: DocumentParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escape(plain(parts.description))}">
<title>${escape(plain(parts.title))}</title>
<style>
${styles()}
</style>
<script>${SCRIPT}</script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<div class="page">
<nav class="toc" aria-labelledby="contents">
<p id="contents">Contents</p>
${contents(parts.contents)}
<button type="button" class="theme js-only">Theme</button>
</nav>
<main id="main" tabindex="-1">
${parts.main}
</main>
<footer>
${parts.footer}
</footer>
</div>
</body>
</html>
`;
}
