/**
 * What became of all faults, as a page of the documentation.
 *
 * @module
 */

import type { Noticed } from "./fault_outcomes.ts";

/** Of which run the page tells. */
export interface FaultsRun {
  /** The last one that changed code. */
  readonly commit: string;
  /** Whether there were changes that had not been committed yet. */
  readonly changed: boolean;
  readonly profile: string;
  readonly all: readonly Noticed[];
  /** The headline claims that hold without a fault. */
  readonly headlines: readonly string[];
}

const code = (text: string): string => `\`${text}\``;
const codes = (texts: readonly string[]): string => texts.map(code).join(", ");

/** The page, as the formatter has not seen it. */
export function faultsPage({ commit, changed, profile, all, headlines }: FaultsRun): string {
  const seeing = all.filter(({ lost }) => lost.length > 0);
  const lost = new Set(seeing.flatMap(({ lost }) => lost)).size;
  const noticedByTest = all.filter(({ by }) => by !== null).length;
  const count = (what: "stillHold" | "unseen"): number => all.flatMap((one) => one[what]).length;
  return [
    "# Faults",
    `Written by ${code("deno task test:mutations --write")}, from a run with the code of ` +
    `${code(commit)}${changed ? ", changes that were not committed yet," : ""} and the profile ${
      code(profile)
    }. Each fault changes one line of the project (${code("tests/mutations/")}).`,
    `Of ${all.length} faults ${noticedByTest} are noticed by a test. ${seeing.length} lose claims ` +
    `that hold without them, ${lost} claims in all; ${count("stillHold")} times a claim holds on ` +
    `that should not, and ${count("unseen")} times it was not looked at. ` +
    `${all.filter(({ fault }) => fault.claims.length === 0).length} faults name no claim.`,
    "## Headline claims",
    ["| claim | faults that it is lost by |", "| --- | --- |"].concat(headlines.map((claim) => {
      const by = all.filter(({ lost }) => lost.includes(claim)).map(({ fault }) => fault.id);
      return `| ${code(claim)} | ${by.length === 0 ? "none" : codes(by)} |`;
    })).join("\n"),
    "## Faults",
    all.map((one) => `- ${code(one.fault.id)}: ${line(one)}`).join("\n"),
    "",
  ].join("\n\n");
}

function line({ by, lost, stillHold, unseen }: Noticed): string {
  return [
    by === null ? "no test fails" : `${code(by)} fails`,
    ...lost.length === 0 ? [] : [`lost are ${codes(lost)}`],
    ...stillHold.length === 0 ? [] : [`${codes(stillHold)} still hold`],
    ...unseen.length === 0 ? [] : [`${codes(unseen)} were not looked at`],
  ].join("; ");
}
