/**
 * `index.html`: what was found.
 *
 * @module
 */

import { tally } from "./claims.ts";
import { inLine, intervalDrawing } from "./claim_numbers.ts";
import { drawings, type Drawn, isDrawn } from "./figure_block.ts";
import { framed, masthead } from "./frame.ts";
import { anchor, escape, inline, paragraphs } from "./html.ts";
import { BIGRAD } from "./launcher.ts";
import { marks, sign } from "./marks.ts";
import type { ClaimModel, ReportModel, StudyModel, Verdict } from "./model.ts";
import { heading } from "./parts.ts";
import { SUBJECT } from "./prose.ts";
import { hrefOf, INDEX, METHODS, pageOf } from "./site.ts";
import { searchIndex } from "./search_index.ts";
import { INDEX_ID, SEARCH_BOX, searchScript } from "./search_script.ts";
import type { Places } from "./study_page.ts";
import { VERDICTS } from "./verdicts.ts";

const isDecided = ({ verdict }: ClaimModel): boolean => verdict === "holds" || verdict === "fails";

/** The claim that a reader asks first of those that became this: of a paper before ours. */
function first(claims: readonly ClaimModel[], verdict: string): ClaimModel | undefined {
  const of = claims.filter((claim) => claim.verdict === verdict);
  const rank = ({ headline, paper }: ClaimModel): number =>
    (headline ? 0 : 2) + (paper === "ours" ? 1 : 0);
  return [...of].sort((a, b) => rank(a) - rank(b))[0];
}

/**
 * A claim in one line: its sign, its sentence that leads to it, and its number with a picture; in full also what
 * the number is, what was accepted, and what is said after it.
 */
function line(claim: ClaimModel, places: Places, { inFull = false, after = "" } = {}): string {
  const home = places.claims.get(claim.id);
  const drawing = intervalDrawing(claim);
  const picture = drawing === "" ? "" : ` ${drawing}`;
  const what = inFull ? `${inline(claim.measure)}: ` : "";
  const accepted = inFull && claim.bar !== "" ? `; had to be ${claim.bar}` : "";
  return `${sign(claim)} ${
    home === undefined
      ? inline(claim.statement)
      : `<a class="plain" href="${escape(hrefOf(home))}">${inline(claim.statement)}</a>`
  }${picture} <span class="quiet">${what}${escape(inLine(claim) + accepted)}${
    after === "" ? "" : `: ${after}`
  }</span>`;
}

const isOf = (study: StudyModel) => ({ id }: ClaimModel): boolean => id.startsWith(`${study.id}.`);

const ofStudy = (study: StudyModel, { claims }: ReportModel): ClaimModel[] =>
  claims.filter(isOf(study));

const papersOf = (study: StudyModel, { papers }: ReportModel): string =>
  papers.filter(({ key }) => study.papers.includes(key)).map(({ short }) => escape(short))
    .join(", ");

function studyRow(study: StudyModel, model: ReportModel, { claims }: Places): string {
  const own = ofStudy(study, model);
  if (own.length === 0) return "";
  const cell = (of: readonly ClaimModel[], whose: string): string =>
    `<td data-of="${whose}">${of.length === 0 ? "–" : marks(of, claims)}</td>`;
  return `<tr><th scope="row"><a href="${pageOf(study.id)}">${
    inline(study.title)
  }</a><span class="measure">${papersOf(study, model)}</span></th>${
    cell(own.filter(({ paper }) => paper !== "ours"), "Papers’ claims")
  }${cell(own.filter(({ paper }) => paper === "ours"), "Ours")}</tr>`;
}

/** What the marks that are there mean. */
const legend = ({ claims }: ReportModel): string =>
  (Object.keys(VERDICTS) as Verdict[])
    .filter((verdict) => claims.some((claim) => claim.verdict === verdict))
    .map((verdict) => `${VERDICTS[verdict].sign} ${verdict}`).join(", ") + ".";

/** Claims by study and by whose they are, a mark each. */
function matrix(model: ReportModel, places: Places): string {
  return `<section class="scroll" tabindex="0" aria-labelledby="matrix-caption">
<table id="matrix" class="data">
<caption id="matrix-caption">Each mark is one claim; it leads to its number, interval and figure. ${
    legend(model)
  }</caption>
<thead><tr><th scope="col">Study</th><th scope="col">Papers’ claims</th><th scope="col">Ours</th></tr></thead>
<tbody>
${model.studies.map((study) => studyRow(study, model, places)).filter(Boolean).join("\n")}
</tbody>
</table>
</section>`;
}

/** That no decided claim holds, or fails. */
const none = (verdict: "holds" | "fails", decided: number): string =>
  decided === 1
    ? `Its one decided claim does not ${verdict === "holds" ? "hold" : "fail"}.`
    : `Of its ${decided} decided claims none ${verdict}.`;

/** What of a study held and what did not: the claims that a reader asks first. */
function inShort(study: StudyModel, model: ReportModel, places: Places): string {
  const claims = ofStudy(study, model);
  const decided = claims.filter(isDecided).length;
  const one = (verdict: string, none: string): string => {
    const claim = first(claims, verdict);
    return claim === undefined
      ? `<li class="quiet">${none}</li>`
      : `<li>${line(claim, places)}</li>`;
  };
  const lines = decided === 0
    ? `<li class="quiet">None of its ${claims.length} claims is ${
      claims.every(({ verdict }) => verdict === "not judged")
        ? "judged by this run"
        : "decided at this size"
    }.</li>`
    : one("holds", none("holds", decided)) +
      one("fails", none("fails", decided));
  return `<article><h3><a href="${pageOf(study.id)}">${inline(study.title)}</a></h3>
<p class="paper">${papersOf(study, model)}</p>
<ul class="outcomes">${lines}</ul></article>`;
}

function paperByPaper(model: ReportModel, places: Places): string {
  const studies = model.studies.filter((study) => ofStudy(study, model).length > 0);
  return `<section aria-labelledby="papers">
${heading(2, "papers", "Paper by paper")}
<p>Of each study the claim that a reader asks first among those that hold, and among those that do not.</p>
<div class="cards">
${studies.map((study) => inShort(study, model, places)).join("\n")}
</div>
</section>`;
}

/** A list with more items is folded, if it may be. */
const MOST = 8;

/** A list of claims under a heading, folded by study if it is long and may be; nothing where there are none. */
function list(
  id: string,
  title: string,
  claims: readonly ClaimModel[],
  item: (claim: ClaimModel) => string,
  foldedBy: readonly StudyModel[] = [],
): string {
  if (claims.length === 0) return "";
  const items = (some: readonly ClaimModel[]): string =>
    `<ul class="outcomes">\n${some.map((claim) => `<li>${item(claim)}</li>`).join("\n")}\n</ul>`;
  const folded = foldedBy.flatMap((study) => {
    const own = claims.filter(isOf(study));
    return own.length === 0 ? [] : [
      `<details><summary>${inline(study.title)} (${own.length})</summary>\n${items(own)}</details>`,
    ];
  });
  return `<section aria-labelledby="${id}">
${heading(2, id, `${title} (${claims.length})`)}
${folded.length > 0 && claims.length > MOST ? folded.join("\n") : items(claims)}
</section>`;
}

/** Up to so many figures are shown on the first page; of more there is a list. */
const SHOWN = 4;

/** What is there, where a run has computed a part alone: its figures, with what is found in each. */
function computed(model: ReportModel, { results }: Places): string {
  const figures = model.studies.flatMap(({ experiments }) =>
    experiments.flatMap(({ figures }) => figures)
  );
  if (!figures.some(({ failure }) => failure?.skipped)) return "";
  const drawn = figures.filter(isDrawn);
  const shown = drawn.length <= SHOWN;
  const item = (figure: Drawn): string => {
    const place = results.get(figure.id);
    const text = inline(figure.finding ?? figure.title);
    const line = place === undefined
      ? text
      : `<a href="${escape(hrefOf(place))}">${escape(place.label)}</a>: ${text}`;
    return `<li>${line}${shown ? drawings(figure, place?.label ?? figure.title) : ""}</li>`;
  };
  return `<section aria-labelledby="computed">
${heading(2, "computed", `Computed by this run (${drawn.length} of ${figures.length} figures)`)}
<p>What was asked for and what it needs is here; <code>${BIGRAD} reproduce</code> without a target computes the rest.</p>
${drawn.length === 0 ? "" : `<ul class="outcomes">\n${drawn.map(item).join("\n")}\n</ul>`}
</section>`;
}

/** The page. */
export function indexPage(model: ReportModel, places: Places, miniSearch: string): string {
  const of = (verdict: string | null): ClaimModel[] =>
    model.claims.filter((claim) => claim.verdict === verdict);
  const fails = list(
    "fails",
    "Does not hold",
    of("fails"),
    (claim) => line(claim, places, { inFull: true }),
  );
  const lost = list(
    "lost",
    "Lost to a stage that failed",
    of(null),
    (claim) =>
      `${line(claim, places)} <span class="quiet">${
        escape(`${claim.failure?.stage}: ${claim.failure?.message}`)
      }</span>`,
  );
  const undecided = list(
    "undecided",
    "Undecided at this size",
    of("inconclusive"),
    (claim) => line(claim, places, { inFull: true, after: escape(claim.reason ?? "") }),
    model.studies,
  );
  const there = computed(model, places);
  // Marks that all say "not judged" would tell nothing, and fill the page.
  const judged = model.claims.some(({ verdict }) => verdict !== "not judged");
  const entry = (id: string, title: string, part: string) => part === "" ? [] : [{ id, title }];
  return framed(model, {
    path: INDEX,
    title: model.title,
    description: model.summary,
    kind: "front",
    scripts: [searchScript(miniSearch)],
    contents: [
      ...entry("computed", "Computed by this run", there),
      ...entry("fails", "Does not hold", fails),
      ...entry("lost", "Lost", lost),
      ...entry("undecided", "Undecided at this size", undecided),
      ...entry("papers", "Paper by paper", judged ? "papers" : ""),
      { id: "reading", title: "How to read this" },
    ],
    main: [
      masthead(
        inline(model.title),
        `<div class="lede"><p>${escape(SUBJECT)}</p>\n${
          paragraphs(model.summary)
        }</div>\n${SEARCH_BOX}`,
      ),
      there,
      !judged ? "<p>No claims are judged in this report.</p>" : [
        `<div class="columns">`,
        `<div>${matrix(model, places)}</div>`,
        `<div>${fails}${lost}${undecided}</div>`,
        `</div>`,
        paperByPaper(model, places),
      ].join("\n"),
      `<section aria-labelledby="reading">`,
      heading(2, "reading", "How to read this"),
      paragraphs(model.reading),
      tally(model.claims),
      `<p>What the words mean is on <a href="${METHODS}#${
        anchor("definitions")
      }">the page of methods</a>.</p>`,
      `</section>`,
      `<script type="application/json" id="${INDEX_ID}">${
        searchIndex(model, places).replaceAll("<", "\\u003c")
      }</script>`,
    ].join("\n"),
  });
}
