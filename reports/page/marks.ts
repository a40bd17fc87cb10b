/**
 * Claims as small marks: a sign for each, which leads to where the claim stands.
 *
 * @module
 */

import { anchor, escape, plain } from "./html.ts";
import { inLine } from "./claim_numbers.ts";
import type { ClaimModel } from "./model.ts";
import { hrefOf, type Place } from "./site.ts";
import { FAILED, VERDICTS } from "./verdicts.ts";

/** The sign and the word of what became of a claim. */
export function became({ verdict }: ClaimModel): { sign: string; word: string } {
  return verdict === null
    ? { sign: FAILED, word: "error" }
    : { sign: VERDICTS[verdict].sign, word: verdict };
}

/** The sign of a claim alone; its word is read out. */
export function sign(claim: ClaimModel): string {
  const { sign, word } = became(claim);
  return `<span class="sign ${anchor(word)}"><span aria-hidden="true">${sign}</span>` +
    `<span class="unseen">${word}:</span></span>`;
}

/** The claims as marks in a row. Signs and shapes differ, not only colours. */
export function marks(
  claims: readonly ClaimModel[],
  homes: ReadonlyMap<string, Place>,
): string {
  const links = claims.map((claim) => {
    const { sign, word } = became(claim);
    const what = `${word}: ${plain(claim.statement)} ${inLine(claim)}`;
    const home = homes.get(claim.id);
    return `<a class="mark ${anchor(word)}" href="${
      escape(home === undefined ? "#main" : hrefOf(home))
    }" aria-label="${escape(what)}" data-tip="${escape(what)}">${sign}</a>`;
  });
  return `<span class="marks">${links.join("")}</span>`;
}
