/**
 * The claims: one row each, with the number, its interval, and what became of it.
 *
 * @module
 */

import { anchor, escape, inline } from "./html.ts";
import { nameFor } from "../charts/names.ts";
import { type ClaimNumbers, intervalDrawing, isExact, numbersOf } from "./claim_numbers.ts";
import type { TableData } from "../charts/table_data.ts";
import type { ClaimModel, Verdict } from "./model.ts";
import { hrefOf, type Place } from "./site.ts";
import { FAILED, VERDICTS } from "./verdicts.ts";

const badge = (verdict: Verdict): string =>
  `<span class="badge ${anchor(verdict)}"><span aria-hidden="true">${
    VERDICTS[verdict].sign
  }</span> ` +
  `${verdict}</span>`;

const ERROR = `<span class="badge failed"><span aria-hidden="true">${FAILED}</span> error</span>`;

const range = (numbers: ClaimNumbers): string =>
  numbers.interval === "" ? "" : ` (${numbers.interval})`;

/** What many claims, and other draws, do to the verdict. */
function further({ verdict, adjusted, confirmedOn, elsewhere }: ClaimModel): string {
  const lines = elsewhere.map((other) => {
    const numbers = numbersOf(other);
    const seed = `${other.purpose === "study" ? "the study's seed" : "seed"} ${other.seed}`;
    return `${seed}: ${other.verdict}, ${numbers.value}${range(numbers)}`;
  });
  if (confirmedOn !== undefined) lines.unshift(`on the confirmation seed ${confirmedOn}`);
  if (adjusted !== undefined && (verdict === "holds" || verdict === "fails")) {
    const left = adjusted.verdict === verdict ? `still ${verdict}` : adjusted.verdict;
    lines.unshift(`Holm: ${left}`);
  }
  if (elsewhere.some(({ agrees }) => !agrees)) lines.push("depends on the draw");
  return lines.map((line) => `<span class="measure">${escape(line)}</span>`).join("");
}

/** Whose a claim is, with the name that tables have for the paper. */
const whose = ({ paper }: ClaimModel): string =>
  paper === "ours" ? paper : `${paper.short}, ${paper.identifier}`;

function evidenceOf({ evidence }: ClaimModel, places: ReadonlyMap<string, Place>): string {
  const links = evidence.map((name) => {
    const place = places.get(name);
    return place === undefined
      ? escape(name)
      : `<a href="${escape(hrefOf(place))}">${escape(place.label)}</a>`;
  });
  return links.join(", ") || "in the database";
}

function intervalCell(claim: ClaimModel): string {
  if (isExact(claim)) {
    return `<td>exact<span class="measure">computed, not simulated: no interval</span></td>`;
  }
  return `<td class="num">${numbersOf(claim).interval}${
    intervalDrawing(claim)
  }<span class="measure">allows for ${escape(claim.allowsFor)}</span></td>`;
}

/** How rows are shown: beside their evidence, or all in one table, each leading to where it stands. */
interface Rows {
  readonly places: ReadonlyMap<string, Place>;
  /** Where each claim stands beside its evidence; without it, it is here. */
  readonly homes?: ReadonlyMap<string, Place>;
}

function row(claim: ClaimModel, { places, homes }: Rows): string {
  const own = anchor(claim.id);
  const home = homes?.get(claim.id);
  const id = homes === undefined ? `claim-${own}` : `all-${own}`;
  const found = claim.found === undefined ? "" : `; found, not stated before: ${claim.found}`;
  const which = claim.which === undefined ? "" : ` (${nameFor(claim.which)})`;
  const verdict = claim.verdict === null ? ERROR : badge(claim.verdict);
  const reason = claim.reason === undefined
    ? ""
    : `<span class="measure">${escape(claim.reason)}</span>`;
  const failure = claim.failure === undefined ? "" : `<span class="id"><span class="key">` +
    `${escape(claim.failure.stage)}</span>: ${escape(claim.failure.message)}</span>`;
  const sort = typeof claim.value === "number" ? ` data-sort="${claim.value}"` : "";
  return `<tr id="${id}">
<th scope="row" class="statement">${inline(claim.statement)} <a class="id" href="${
    home === undefined ? `#${id}` : escape(hrefOf(home))
  }">${escape(claim.id)}</a><span class="id">${escape(whose(claim) + found)}</span>${failure}</th>
<td>${verdict}${reason}${further(claim)}</td>
<td class="num"${sort}>${numbersOf(claim).value}<span class="measure">${
    inline(claim.measure + which)
  }</span></td>
${intervalCell(claim)}
<td>${escape(claim.bar)}<span class="measure">${escape(claim.accepted.why)}</span></td>${
    homes === undefined ? "" : `\n<td>${evidenceOf(claim, places)}</td>`
  }
</tr>`;
}

const HEAD = `<th scope="col">Claim</th><th scope="col">Verdict</th>` +
  `<th scope="col" class="num">Number</th><th scope="col" class="num">95 % interval</th>` +
  `<th scope="col">Accepted</th>`;

const CAPTION =
  "In the small drawings the shaded range is accepted, the dot is the number and the bar its 95 % interval; " +
  "“ours” are claims that no paper makes.";

function table(id: string, caption: string, head: string, body: readonly string[]): string {
  return `<section class="scroll" tabindex="0" aria-labelledby="${id}-caption">
<table id="${id}" class="data claims">
<caption id="${id}-caption">${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table>
</section>`;
}

/** The claims of one section, beside their evidence; nothing where there are none. */
export function sectionClaims(
  claims: readonly ClaimModel[],
  section: { readonly id: string; readonly title: string },
  places: ReadonlyMap<string, Place>,
): string {
  if (claims.length === 0) return "";
  const what = claims.length === 1 ? "The claim" : `The ${claims.length} claims`;
  const rows = claims.map((claim) => row(claim, { places }));
  return table(
    `claims-${section.id}`,
    `<span class="label">${what} of “${inline(section.title)}”.</span> ${CAPTION}`,
    HEAD,
    rows,
  );
}

/** All claims in one table, after how many there are of each kind. */
export function allClaims(
  claims: readonly ClaimModel[],
  places: ReadonlyMap<string, Place>,
  homes: ReadonlyMap<string, Place>,
): string {
  if (claims.length === 0) return `<p>No claims are judged in this report.</p>`;
  const rows = claims.map((claim) => row(claim, { places, homes }));
  return `${tally(claims)}
${
    table(
      "claims-table",
      `What became of each claim. ${CAPTION}`,
      `${HEAD}<th scope="col">Evidence</th>`,
      rows,
    )
  }`;
}

/** How many claims hold, fail, and so on, with what the words mean. */
export function tally(claims: readonly ClaimModel[]): string {
  const judged = claims.filter((claim) => claim.verdict !== null);
  const items = (Object.keys(VERDICTS) as Verdict[]).flatMap((verdict) => {
    const count = judged.filter((claim) => claim.verdict === verdict).length;
    return count === 0 ? [] : [
      `<li>${badge(verdict)} ${count} <span class="quiet">– ${
        VERDICTS[verdict].meaning
      }</span></li>`,
    ];
  });
  const failed = claims.length - judged.length;
  if (failed > 0) {
    items.push(
      `<li>${ERROR} ${failed} <span class="quiet">– lost to a stage that failed</span></li>`,
    );
  }
  return `<ul class="tally">\n${items.join("\n")}\n</ul>`;
}

/** The claims as data, for the CSV file. */
export function claimsTable(claims: readonly ClaimModel[]): TableData {
  return {
    caption: "Claims",
    columns: [
      { name: "id", label: "Id", kind: "text" },
      { name: "paper", label: "Paper", kind: "text" },
      { name: "statement", label: "Statement", kind: "text" },
      { name: "measure", label: "Measure", kind: "text" },
      { name: "which", label: "Of", kind: "text" },
      { name: "value", label: "Number", kind: "number" },
      { name: "low", label: "Low", kind: "number" },
      { name: "high", label: "High", kind: "number" },
      { name: "bar", label: "Accepted", kind: "text" },
      { name: "status", label: "Status", kind: "text" },
      { name: "verdict", label: "Verdict", kind: "text" },
      { name: "adjusted", label: "Holm-adjusted verdict", kind: "text" },
      { name: "p_adjusted", label: "Holm-adjusted p", kind: "number" },
      { name: "reason", label: "Reason", kind: "text" },
    ],
    rows: claims.map((claim) => ({
      id: claim.id,
      paper: whose(claim),
      statement: claim.statement,
      measure: claim.measure,
      which: claim.which ?? "",
      value: claim.value,
      low: claim.low,
      high: claim.high,
      bar: claim.bar,
      status: claim.status,
      verdict: claim.verdict,
      adjusted: claim.adjusted?.verdict ?? "",
      p_adjusted: claim.adjusted?.p ?? null,
      reason: claim.reason ?? "",
    })),
  };
}
