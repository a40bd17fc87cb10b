/**
 * Finding stages by what a user remembers of their names.
 *
 * @module
 */

import { UsageError } from "./engine/stage.ts";
import { BIGRAD } from "../reports/page/launcher.ts";

/** How many names a message lists. */
const LISTED = 3;
/** How many edits a name may be away, as a share of the word's length. */
const MOST_EDITS = 1 / 3;

/**
 * The one stage that a word means: its name, a unique part of it, or a glob (`*` and `?`) that only
 * it matches.
 *
 * @throws {UsageError} If there is none or more than one, with the names that come near.
 */
export function stageNamed(word: string, names: readonly string[], profile: string): string {
  if (names.includes(word)) return word;
  const [found, ...more] = matchingNames(word, names);
  if (found === undefined) {
    const near = nearNames(word, names);
    const question = near.length > 0 ? ` did you mean ${near.join(" or ")}?` : "";
    throw new UsageError(
      `There is no stage "${word}" in profile ${profile};${question} ` +
        `"${BIGRAD} status --list --profile ${profile}" lists them.`,
    );
  }
  if (more.length === 0) return found;
  const listed = [found, ...more].slice(0, LISTED);
  throw new UsageError(
    `"${word}" may mean ${more.length + 1} stages: ${listed.join(", ")}${
      more.length < LISTED ? "" : ", ..."
    }; give a longer part of one name.`,
  );
}

/**
 * The stages that words ask for: each is a name, whole parts of one between slashes (the identifier of
 * a figure, a claim or an experiment), or such with `*` and `?`. A claim may also be written as
 * "study.claim". Each is named once.
 *
 * @throws {UsageError} If a word means no stage, with the names that come near.
 */
export function targetsNamed(
  words: readonly string[],
  names: readonly string[],
  profile: string,
): string[] {
  const found = words.flatMap((word) => {
    const parts = new RegExp(`(^|/)${globSource(word.replace(CLAIM, "$1/claim/$2"))}($|/)`);
    const found = names.filter((name) => parts.test(name));
    return found.length > 0 ? found : [stageNamed(word, names, profile)];
  });
  return [...new Set(found)];
}

const CLAIM = /^([\w-]+)\.(\w+)$/;

function globSource(word: string): string {
  // Wildcards side by side as one: in some orders it would take for ever to see that nothing matches.
  return word.replace(
    /[*?]+|[^*?]+/g,
    (part) =>
      /[^*?]/.test(part)
        ? RegExp.escape(part)
        : ".".repeat(part.replaceAll("*", "").length) + (part.includes("*") ? ".*" : ""),
  );
}

/** The names that match a glob as a whole or, if the word is none, contain it. */
export function matchingNames(word: string, names: readonly string[]): string[] {
  if (!/[*?]/.test(word)) return names.filter((name) => name.includes(word));
  const glob = new RegExp(`^${globSource(word)}$`);
  return names.filter((name) => glob.test(name));
}

/** The names that few edits of the word lead to, the nearest first. */
export function nearNames(word: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, edits: editsToPart(word, name) }))
    .filter(({ edits }) => edits <= MOST_EDITS * word.length)
    .sort((a, b) => a.edits - b.edits || a.name.length - b.name.length)
    .slice(0, LISTED)
    .map(({ name }) => name);
}

/**
 * The least number of letters to insert, drop or change in `word` to get a part of `text` (P.
 * Sellers, The theory and computation of evolutionary distances, Journal of Algorithms 1, 1980).
 */
function editsToPart(word: string, text: string): number {
  let row = Array.from({ length: text.length + 1 }, () => 0);
  for (let i = 1; i <= word.length; i++) {
    const next = [i];
    for (let j = 1; j <= text.length; j++) {
      const change = row[j - 1]! + (word[i - 1] === text[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return Math.min(...row);
}
