/**
 * The report as one file to send: its pages as chapters of one document, with the drawings in it.
 *
 * @module
 */

import { renderDocument } from "./document.ts";
import { anchor } from "./html.ts";
import { CLAIMS, DATA, INDEX } from "./site.ts";

/** A page as it was rendered. */
export interface RenderedPage {
  readonly path: string;
  readonly html: string;
}

/** Tables as such have no place in it: claims stand beside their evidence, and data is files. */
const LEFT_OUT: readonly string[] = [CLAIMS, DATA];

const part = (html: string, pattern: RegExp): string => pattern.exec(html)?.[1] ?? "";

const chapter = (path: string): string => `page-${anchor(path.replace(/\.html$/, ""))}`;

/** The ids of a page that another had before it, under new names. */
function renamed(html: string, path: string, taken: Set<string>): Map<string, string> {
  const names = new Map<string, string>();
  for (const [, id] of html.matchAll(/ id="([^"]*)"/g)) {
    const name = taken.has(id!) ? `${chapter(path)}-${id}` : id!;
    names.set(id!, name);
    taken.add(name);
  }
  return names;
}

/**
 * One document of the pages of the report, in order. What only files beside it could show is left out.
 *
 * @param pages The pages as they were rendered; the first is `index.html`.
 * @param file A file beside them as text, for drawings; `undefined` if it is not there.
 */
export function joinPages(
  pages: readonly RenderedPage[],
  file: (path: string) => string | undefined,
): string {
  const chapters = pages.filter(({ path }) => !LEFT_OUT.includes(path));
  const taken = new Set(["main", "contents"]);
  const mains = chapters.map(({ path, html }) => ({
    path,
    main: part(html, /<main id="main" tabindex="-1">\n([\s\S]*)\n<\/main>/),
  }));
  const names = new Map(mains.map(({ path, main }) => [path, renamed(main, path, taken)]));
  const link = (from: string, href: string): string | undefined => {
    const [page, id] = href.split("#") as [string, string | undefined];
    const path = page === "" ? from : page;
    if (!names.has(path)) return undefined;
    return `#${id === undefined ? chapter(path) : names.get(path)!.get(id) ?? id}`;
  };
  const drawing = (path: string): string => {
    const svg = file(path);
    return svg === undefined ? "" : `data:image/svg+xml,${encodeURIComponent(svg)}`;
  };
  const inOne = ({ path, main }: (typeof mains)[number]): string => {
    const own = names.get(path)!;
    const rename = (id: string): string => own.get(id) ?? id;
    return main
      .replace(/<a class="button"[^>]*>[^<]*<\/a> ?/g, "")
      .replace(/ data-linear="[^"]*"/g, "")
      .replace(/ srcset="([^"]*)"/g, (_whole, source) => ` srcset="${drawing(source)}"`)
      .replace(/ id="([^"]*)"/g, (_whole, id) => ` id="${rename(id)}"`)
      .replace(
        / (aria-(?:labelledby|describedby|controls)|for|data-copy)="([^"]*)"/g,
        (_whole, name, ids) => ` ${name}="${ids.split(" ").map(rename).join(" ")}"`,
      )
      .replace(/<a ([^>]*?)href="([^"]*)"([^>]*)>([\s\S]*?)<\/a>/g, (whole, a, href, b, text) => {
        if (/^\w+:/.test(href)) return whole;
        const target = link(path, href);
        return target === undefined ? text : `<a ${a}href="${target}"${b}>${text}</a>`;
      })
      .replace(/"href":"([^"]*)"/g, (_whole, href) => `"href":"${link(path, href) ?? "#main"}"`);
  };
  const first = chapters[0]!.html;
  const title = part(first, /<title>([\s\S]*?)<\/title>/);
  return renderDocument({
    title,
    description: title,
    kind: "single",
    pages: mains.map(({ path, main }) => ({
      href: `#${chapter(path)}`,
      title: path === INDEX ? "What was found" : part(main, /<h1>([\s\S]*?)<\/h1>/),
    })),
    contents: [],
    main: mains.map((one) =>
      `<article id="${chapter(one.path)}"${one.path === INDEX ? ' class="front"' : ""}>\n${
        inOne(one)
      }\n</article>`
    ).join("\n"),
    scripts: [...first.matchAll(/<script>([\s\S]*?)<\/script>/g)].slice(1).map(([, code]) => code!),
    footer: part(first, /<footer>\n([\s\S]*?)\n<\/footer>/),
  });
}
