/**
 * What all pages of the report share: their contents, and what stands at their end.
 *
 * @module
 */

import { type DocumentParts, type PageLink, renderDocument } from "./document.ts";
import { escape } from "./html.ts";
import type { ReportModel } from "./model.ts";
import { COMMIT_PLACE, INDEX, RUN, type SitePage, sitePages } from "./site.ts";

/** A page without what all pages share. */
export interface PageParts extends Pick<DocumentParts, "contents" | "main" | "kind" | "scripts"> {
  readonly path: string;
  readonly title: string;
  readonly description?: string;
}

/** The whole page. */
export function framed(model: ReportModel, parts: PageParts): string {
  const { path } = parts;
  const up = "../".repeat(path.split("/").length - 1);
  const pages = sitePages(model.studies);
  const current = pages.find((page) => page.path === path);
  const isShown = ({ study, part }: SitePage): boolean =>
    part === undefined || study === current?.study;
  const links: PageLink[] = pages.filter(isShown).map((page) => ({
    href: `${up}${page.path}`,
    title: page.title,
    isCurrent: page === current,
    isBelow: page.part !== undefined,
  }));
  const run = model.runPage === undefined ? [] : [{ href: `${up}${RUN}`, title: "The run" }];
  return renderDocument({
    ...parts,
    title: path === INDEX ? model.title : `${parts.title} – bigrad`,
    description: parts.description ?? parts.title,
    pages: [...links, ...run],
    footer: `<p>${
      escape(model.edition)
    }${COMMIT_PLACE}. This page loads nothing, and reads without a script.</p>`,
  });
}

/** The head of a page. */
export const masthead = (title: string, below: string, overline = "bigrad report"): string =>
  [
    `<header class="masthead">`,
    `<p class="overline">${overline}</p>`,
    `<h1>${title}</h1>`,
    below,
    `</header>`,
  ].join("\n");
