/**
 * The pages of a study: what is asked, and its experiments with the claims that they show.
 *
 * @module
 */

import { sectionClaims } from "./claims.ts";
import { framed, masthead } from "./frame.ts";
import { anchor, escape, inline, paragraphs } from "./html.ts";
import { marks } from "./marks.ts";
import type { ClaimModel, ReportModel, StudyModel } from "./model.ts";
import { heading } from "./parts.ts";
import { renderExperiment } from "./section.ts";
import { claimsBySection, METHODS, pageOf, type Place } from "./site.ts";

/** Where everything is. */
export interface Places {
  readonly results: ReadonlyMap<string, Place>;
  /** Claims beside their evidence. */
  readonly claims: ReadonlyMap<string, Place>;
}

const papersOf = (study: StudyModel, { papers }: ReportModel): string => {
  const links = papers.filter(({ key }) => study.papers.includes(key)).map(({ key, short }) =>
    `<a href="${METHODS}#paper-${anchor(key)}">${escape(short)}</a>`
  );
  return links.length === 0 ? "" : `<p class="paper">On ${links.join(", ")}</p>`;
};

/** The further pages of a study, each with the marks of its claims. */
function further(study: StudyModel, own: Map<string, ClaimModel[]>, places: Places): string {
  const { id, pages = [], experiments } = study;
  if (pages.length === 0) return "";
  const items = pages.map((page) => {
    const sections = experiments.filter((one) => one.page === page.id);
    const claims = sections.flatMap((one) => own.get(one.id) ?? []);
    const titles = sections.map(({ title }) => `<li>${inline(title)}</li>`).join("");
    return `<li><a href="${pageOf(id, page.id)}">${inline(page.title)}</a> ${
      marks(claims, places.claims)
    }<ul>${titles}</ul></li>`;
  });
  return [
    `<section aria-labelledby="further">`,
    heading(2, "further", "Further pages of this study"),
    `<ul class="further">\n${items.join("\n")}\n</ul>`,
    `</section>`,
  ].join("\n");
}

const WITHOUT = { id: "without-figure", title: "Claims without a figure" };

/** One page of a study: the first, or the one with the given part. */
export function studyPage(
  model: ReportModel,
  study: StudyModel,
  places: Places,
  part?: string,
): string {
  const own = claimsBySection(study, model.claims);
  const page = study.pages?.find(({ id }) => id === part);
  const experiments = study.experiments.filter((one) => one.page === part);
  const title = page?.title ?? study.title;
  const unshown = part === undefined ? own.get("") ?? [] : [];
  const sections = experiments.map((one) =>
    renderExperiment(one, own.get(one.id) ?? [], places.results)
  );
  const rest = unshown.length === 0 ? "" : [
    `<section aria-labelledby="without-figure">`,
    heading(2, WITHOUT.id, WITHOUT.title),
    sectionClaims(unshown, WITHOUT, places.results),
    `</section>`,
  ].join("\n");
  const head = part === undefined
    ? papersOf(study, model)
    : `<p class="paper">Part of <a href="${pageOf(study.id)}">${inline(study.title)}</a></p>`;
  return framed(model, {
    path: pageOf(study.id, part),
    title,
    description: study.question,
    contents: [
      ...experiments.map(({ id, title }) => ({ id: anchor(id), title })),
      ...(rest === "" ? [] : [WITHOUT]),
      ...(part === undefined && study.pages?.length
        ? [{ id: "further", title: "Further pages of this study" }]
        : []),
    ],
    main: [
      masthead(inline(title), head),
      part === undefined ? paragraphs(study.question) : "",
      ...sections,
      rest,
      part === undefined ? further(study, own, places) : "",
    ].filter((part) => part !== "").join("\n"),
  });
}
