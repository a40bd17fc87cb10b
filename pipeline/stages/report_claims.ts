/**
 * The claims of the report: their words, their rows on all seeds, and what is said of all of them.
 *
 * @module
 */

import type { ClaimModel, Failure, Verdict } from "../../reports/page/model.ts";
import type { ClaimWords } from "../studies/claim.ts";
import type { StageInputs } from "../engine/stage.ts";
import { read } from "./report_inputs.ts";

/** A claim on one seed, among all. */
interface VerdictRow {
  readonly id: string;
  readonly seed: number;
  readonly purpose: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly which: string | null;
  readonly reason: string | null;
  readonly by_interval: Verdict;
  readonly verdict: Verdict;
  readonly p_adjusted: number | null;
  readonly verdict_adjusted: Verdict;
}

/** The claims of the studies with what became of them. */
export function claimsOf(words: readonly ClaimWords[], inputs: StageInputs): ClaimModel[] {
  const all = read<readonly VerdictRow[]>(inputs, "verdicts");
  const rows = Map.groupBy("value" in all ? all.value : [], ({ id }) => id);
  return words.map((claim) => claimOf(claim, inputs, rows.get(claim.id) ?? []));
}

function claimOf(
  { name, ...words }: ClaimWords,
  inputs: StageInputs,
  rows: readonly VerdictRow[],
): ClaimModel {
  const result = read<readonly VerdictRow[]>(inputs, `claim/${name}`);
  const own = "value" in result ? result.value[0] : undefined;
  // What was found on the study's draws is judged on those kept for it, and what is shown is their number.
  const judging = rows.find(({ purpose }) => purpose === "confirmation");
  const row = judging ?? own;
  const adjusted = rows.find(({ seed }) => seed === row?.seed);
  return {
    ...words,
    value: row?.value ?? null,
    low: row?.low ?? null,
    high: row?.high ?? null,
    verdict: row?.verdict ?? null,
    ...adjustedOf(adjusted),
    elsewhere: rows.filter(({ seed }) => seed !== row?.seed).map((other) => {
      const { seed, purpose, value, low, high, verdict } = other;
      return {
        seed,
        purpose,
        value,
        low,
        high,
        verdict,
        agrees: other.by_interval === row?.by_interval,
      };
    }),
    ...(row?.which ? { which: row.which } : {}),
    ...(row?.reason ? { reason: row.reason } : {}),
    ...(judging === undefined ? {} : { confirmedOn: judging.seed }),
    ...("failure" in result ? notThere(result.failure) : {}),
  };
}

function adjustedOf(row: VerdictRow | undefined): Pick<ClaimModel, "adjusted"> {
  if (row === undefined || row.p_adjusted === null) return {};
  return { adjusted: { verdict: row.verdict_adjusted, p: row.p_adjusted } };
}

/** A claim whose stage failed has an error; one that was not asked for is not judged. */
function notThere(failure: Failure): Partial<ClaimModel> {
  return failure.skipped ? { verdict: "not judged", reason: failure.message } : { failure };
}

/** How many claims hold, fail and so on, and how many of those verdicts chance alone may have made. */
export function summaryOf(claims: readonly ClaimModel[], papers: number): string {
  const count = (verdict: Verdict): number =>
    claims.filter((claim) => claim.verdict === verdict).length;
  const some = (n: number, words: string): string[] => n === 0 ? [] : [`${n} ${words}`];
  const are = (n: number, one: string, more: string): string[] => some(n, n === 1 ? one : more);
  const parts = [
    ...are(count("holds"), "holds", "hold"),
    ...are(count("fails"), "fails", "fail"),
    ...are(count("inconclusive"), "is inconclusive", "are inconclusive"),
    ...some(count("exploratory"), "exploratory"),
    ...some(count("not judged"), "not judged"),
    ...some(claims.filter(({ failure }) => failure).length, "lost to a stage that failed"),
  ];
  return `Of ${claims.length} claims on ${
    papers === 1 ? "one paper" : `${papers} papers`
  }, at this ` +
    `profile's size: ${parts.join(", ")}.${byChance(claims)}`;
}

/** What many verdicts at 95 % do. */
function byChance(claims: readonly ClaimModel[]): string {
  const decided = claims.filter(({ verdict }) => verdict === "holds" || verdict === "fails");
  const simulated = decided.filter(({ adjusted }) => adjusted !== undefined && adjusted.p > 0);
  if (simulated.length === 0) return "";
  const left = simulated.filter(({ adjusted, verdict }) => adjusted!.verdict === verdict).length;
  return ` Of those that hold or fail, ${simulated.length} rest on simulation: were each number just at the ` +
    `end of its range, chance would decide ${
      (0.025 * simulated.length).toFixed(1)
    } of them wrongly on ` +
    `average; with Holm's adjustment for all claims ${left} of them stand.`;
}

/** What the draws come from. */
export function seedsOf(seeds: readonly number[], claims: readonly ClaimModel[]): string {
  const others = claims.flatMap(({ elsewhere }) => elsewhere);
  const further = (purpose: string): string => {
    const of = others.filter((one) => one.purpose === purpose).map(({ seed }) => seed);
    return [...new Set(of)].join(", ");
  };
  const own = [...new Set(seeds)].join(", ");
  const more = further("repeat") === "" ? "" : `; all claims also with ${further("repeat")}`;
  const judging = claims.flatMap(({ confirmedOn }) =>
    confirmedOn === undefined ? [] : [confirmedOn]
  );
  const confirmed = [...new Set(judging)].join(", ");
  return `${own}${more}${confirmed === "" ? "" : `; what was found is judged on ${confirmed}`}`;
}
