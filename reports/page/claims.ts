/**
 * The claims: one row each, with the number, its interval, and what became of it.
 *
 * @module
 */

import { anchor, escape, inline } from "./html.ts";
import type { TableData } from "../charts/table_data.ts";
import type { ClaimModel, StudyModel, Verdict } from "./model.ts";
import { format, MISSING, write } from "../charts/number.ts";

const VERDICTS: Readonly<Record<Verdict, { readonly sign: string; readonly meaning: string }>> = {
  holds: { sign: "✓", meaning: "the whole interval lies in the accepted range" },
  fails: { sign: "✗", meaning: "the whole interval lies outside the accepted range" },
  inconclusive: { sign: "?", meaning: "the interval lies partly in the accepted range" },
  exploratory: {
    sign: "◇",
    meaning: "no range was laid down, or it was found on these very draws",
  },
  "not judged": { sign: "–", meaning: "it was not asked for" },
};

/** Where a result is in the page, and how it is called there. */
export interface Place {
  /** Its anchor. */
  readonly id: string;
  /** For instance `Figure 3`. */
  readonly label: string;
}

const badge = (verdict: Verdict): string =>
  `<span class="badge ${anchor(verdict)}"><span aria-hidden="true">${
    VERDICTS[verdict].sign
  }</span> ` +
  `${verdict}</span>`;

const FAILED = `<span class="badge failed"><span aria-hidden="true">!</span> error</span>`;

const isNumber = (x: number | null | undefined): x is number => typeof x === "number";

const W = 150, H = 26, PAD = 6;

/** A small drawing of the interval and the accepted range; the numbers stand beside it as text. */
function intervalDrawing({ value, low, high, accepted }: ClaimModel): string {
  const { low: from, high: to } = accepted;
  const known = [value, low, high, from, to].filter(isNumber);
  if (!isNumber(value) || !isNumber(low) || !isNumber(high) || known.length < 4) return "";
  const least = Math.min(...known), most = Math.max(...known);
  const margin = 0.12 * (most - least || 1);
  const scale = (W - 2 * PAD) / (most - least + 2 * margin);
  const x = (v: number): string => (PAD + (v - least + margin) * scale).toFixed(1);
  const left = from === null ? "0" : x(from);
  const width = ((to === null ? W : Number(x(to))) - Number(left)).toFixed(1);
  return `<svg class="where" viewBox="0 0 ${W} ${H}" aria-hidden="true" focusable="false">` +
    `<rect class="i-region" x="${left}" y="4" width="${width}" height="18"/>` +
    `<line class="i-axis" x1="0" x2="${W}" y1="13" y2="13"/>` +
    `<line class="i-bar" x1="${x(low)}" x2="${x(high)}" y1="13" y2="13"/>` +
    [low, high].map((end) => `<line class="i-bar" x1="${x(end)}" x2="${x(end)}" y1="9" y2="17"/>`)
      .join("") +
    `<circle class="i-dot" cx="${x(value)}" cy="13" r="3.5"/></svg>`;
}

/** What many claims, and other draws, do to the verdict. */
function further({ verdict, adjusted, confirmedOn, elsewhere }: ClaimModel): string {
  const lines = elsewhere.map((other) => {
    const { value, interval } = numbers(other);
    const seed = `${other.purpose === "study" ? "the study's seed" : "seed"} ${other.seed}`;
    return `${seed}: ${other.verdict}, ${value}${interval === "" ? "" : ` (${interval})`}`;
  });
  if (confirmedOn !== undefined) lines.unshift(`on the confirmation seed ${confirmedOn}`);
  if (adjusted !== undefined && adjusted.verdict !== verdict) {
    lines.unshift(`${adjusted.verdict} when the number of claims is allowed for`);
  }
  if (elsewhere.some(({ agrees }) => !agrees)) lines.push("depends on the draw");
  return lines.map((line) => `<span class="measure">${escape(line)}</span>`).join("");
}

/** Value and interval with the digits that the interval's width justifies. */
function numbers(
  { value, low, high }: Pick<ClaimModel, "value" | "low" | "high">,
): { value: string; interval: string } {
  if (!isNumber(value)) return { value: MISSING, interval: "" };
  if (!isNumber(low) || !isNumber(high)) return { value: format(value), interval: "" };
  const error = (high - low) / 4;
  const text = (x: number): string => {
    const w = write(x, error);
    return w.exponent === null ? w.value : format(x);
  };
  return { value: text(value), interval: `${text(low)} to ${text(high)}` };
}

/** Whose a claim is, with the name that tables have for the paper. */
const whose = ({ paper }: ClaimModel): string =>
  paper === "ours" ? paper : `${paper.short}, ${paper.identifier}`;

function row(
  claim: ClaimModel,
  places: ReadonlyMap<string, Place>,
): string {
  const { value, interval } = numbers(claim);
  const id = `claim-${anchor(claim.id)}`;
  const found = claim.found === undefined ? "" : `; found, not stated before: ${claim.found}`;
  const which = claim.which === undefined ? "" : ` (${claim.which})`;
  const evidence = claim.evidence.map((name) => {
    const place = places.get(name);
    return place === undefined ? escape(name) : `<a href="#${place.id}">${escape(place.label)}</a>`;
  }).join(", ");
  const verdict = claim.verdict === null ? FAILED : badge(claim.verdict);
  const reason = claim.reason === undefined
    ? ""
    : `<span class="measure">${escape(claim.reason)}</span>`;
  const failure = claim.failure === undefined ? "" : `<span class="id"><span class="key">` +
    `${escape(claim.failure.stage)}</span>: ${escape(claim.failure.message)}</span>`;
  return `<tr id="${id}">
<th scope="row" class="statement">${inline(claim.statement)} <a class="id" href="#${id}">${
    escape(claim.id)
  }</a><span class="id">${escape(whose(claim) + found)}</span>${failure}</th>
<td>${verdict}${reason}${further(claim)}</td>
<td class="num"${
    isNumber(claim.value) ? ` data-sort="${claim.value}"` : ""
  }>${value}<span class="measure">${inline(claim.measure + which)}</span></td>
<td class="num">${interval}${intervalDrawing(claim)}<span class="measure">allows for ${
    escape(claim.allowsFor)
  }</span></td>
<td>${escape(claim.bar)}<span class="measure">${escape(claim.accepted.why)}</span></td>
<td>${evidence || "in the database"}</td>
</tr>`;
}

/** The table of claims, after a table of how many there are of each study. */
export function renderClaims(
  claims: readonly ClaimModel[],
  studies: readonly StudyModel[],
  places: ReadonlyMap<string, Place>,
): string {
  if (claims.length === 0) return `<p>No claims are judged in this report.</p>`;
  return `${tally(claims)}${byStudy(claims, studies)}
<div class="scroll" role="region" tabindex="0" aria-labelledby="claims-caption">
<table id="claims-table" class="data claims">
<caption id="claims-caption">What became of each claim; “ours” are those that no paper makes. In the small drawings the shaded range is accepted, the dot is the number and the bar its 95 % interval.</caption>
<thead><tr><th scope="col">Claim</th><th scope="col">Verdict</th><th scope="col" class="num">Number</th><th scope="col" class="num">95 % interval</th><th scope="col">Accepted</th><th scope="col">Evidence</th></tr></thead>
<tbody>
${claims.map((claim) => row(claim, places)).join("\n")}
</tbody>
</table>
</div>`;
}

/** How many claims hold, fail, and so on, with what the words mean. */
function tally(claims: readonly ClaimModel[]): string {
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
      `<li>${FAILED} ${failed} <span class="quiet">– lost to a stage that failed</span></li>`,
    );
  }
  return `<ul class="tally">\n${items.join("\n")}\n</ul>`;
}

/** Verdicts by study, each study leading to its first claim; nothing where there is one alone. */
function byStudy(claims: readonly ClaimModel[], studies: readonly StudyModel[]): string {
  const groups = studies.map(({ id, title }) => ({
    title,
    own: claims.filter((claim) => claim.id.startsWith(`${id}.`)),
  })).filter(({ own }) => own.length > 0);
  if (groups.length < 2) return "";
  const shown = (verdict: Verdict | null): boolean =>
    verdict !== null && verdict !== "not judged" || claims.some((one) => one.verdict === verdict);
  const verdicts = [...Object.keys(VERDICTS) as Verdict[], null].filter(shown);
  const rows = groups.map(({ title, own }) => {
    const counts = verdicts.map((verdict) =>
      own.filter((claim) => claim.verdict === verdict).length
    );
    return `<tr><th scope="row"><a href="#claim-${anchor(own[0].id)}">${inline(title)}</a></th>${
      counts.map((count) => `<td class="num" data-sort="${count}">${count || MISSING}</td>`).join(
        "",
      )
    }</tr>`;
  });
  const head = verdicts.map((verdict) => `<th scope="col" class="num">${verdict ?? "error"}</th>`)
    .join("");
  return `
<div class="scroll" role="region" tabindex="0" aria-labelledby="verdicts-caption">
<table id="verdicts-table" class="data">
<caption id="verdicts-caption">Verdicts by study; each leads to its first claim.</caption>
<thead><tr><th scope="col">Study</th>${head}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</div>`;
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
      reason: claim.reason ?? "",
    })),
  };
}
