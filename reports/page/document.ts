/**
 * The frame of a page: head, policy, skip link, main, contents.
 *
 * @module
 */

import { escape, plain } from "./html.ts";
import { SCRIPT, scriptHash } from "./script.ts";
import { styles } from "./styles.ts";

/** An entry of the contents of a page. */
export interface Entry {
  /** Where it leads, without `#`. */
  readonly id: string;
  /** Its text. */
  readonly title: string;
}

/** Another page. */
export interface PageLink {
  /** Where it is, seen from this page. */
  readonly href: string;
  /** Its text. */
  readonly title: string;
  /** Whether it is this page, or one that this page belongs to. */
  readonly isCurrent?: boolean;
  /** Whether it stands below the one before it. */
  readonly isBelow?: boolean;
}

/** The parts of a page. */
export interface DocumentParts {
  /** Title of the document. */
  readonly title: string;
  /** What it is, for search engines and previews. */
  readonly description: string;
  /** The pages that the reader may go to, if there are others. */
  readonly pages?: readonly PageLink[];
  /** What is on this page; nothing where it is short. */
  readonly contents: readonly Entry[];
  /** The content of `<main>`, with the one `<h1>`. */
  readonly main: string;
  /** The content of `<footer>`. */
  readonly footer: string;
  /** Scripts at the end of the page besides the one of all pages. */
  readonly scripts?: readonly string[];
  /** Style classes of the body. */
  readonly kind?: string;
}

const items = (entries: readonly Entry[]): string =>
  entries.map(({ id, title }) => `<li><a href="#${id}">${escape(plain(title))}</a></li>`).join(
    "\n",
  );

function contentsOf(pages: readonly PageLink[], entries: readonly Entry[]): string {
  const here = entries.length < 2 ? "" : `\n<ul class="here">\n${items(entries)}\n</ul>`;
  const isShown = pages.some(({ isCurrent }) => isCurrent);
  const links = pages.map(({ href, title, isCurrent, isBelow }) =>
    `<li${isBelow ? ' class="below"' : ""}><a href="${escape(href)}"${
      isCurrent ? ' aria-current="page"' : ""
    }>${escape(plain(title))}</a>${isCurrent ? here : ""}</li>`
  );
  const others = links.length === 0 ? "" : `<ul>\n${links.join("\n")}\n</ul>`;
  return `${others}${isShown ? "" : here}`;
}

// `frame-ancestors` cannot be set from here, and forms have no place: everything else is closed.
const policy = (scripts: readonly string[]): string =>
  "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self' file:; font-src data:; " +
  `script-src ${scripts.map(scriptHash).join(" ")}; base-uri 'none'; form-action 'none'`;

/** A self-contained HTML document: it asks for nothing but itself. */
export function renderDocument(parts: DocumentParts): string {
  const { pages = [], scripts = [] } = parts;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy([SCRIPT, ...scripts])}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escape(plain(parts.description))}">
<title>${escape(plain(parts.title))}</title>
<style>
${styles()}
</style>
<script>${SCRIPT}</script>
</head>
<body${parts.kind === undefined ? "" : ` class="${parts.kind}"`}>
<a class="skip" href="#main">Skip to the content</a>
<a class="skip to-contents" href="#contents">Contents</a>
<div class="page">
<main id="main" tabindex="-1">
${parts.main}
</main>
<nav class="toc" aria-labelledby="contents">
<h2 id="contents">Contents</h2>
${contentsOf(pages, parts.contents)}
<button type="button" class="theme js-only">Theme</button>
</nav>
<footer>
${parts.footer}
</footer>
</div>
${scripts.map((script) => `<script>${script}</script>\n`).join("")}</body>
</html>
`;
}
