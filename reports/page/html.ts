/**
 * Text to HTML, safely.
 *
 * @module
 */

import { escape } from "../charts/svg.ts";
import { anchor } from "./anchor.ts";
import { mathml, plainMath } from "./math.ts";

export { anchor, escape };

const MARKS = [
  "`([^`]+)`",
  String.raw`\$([^$\s](?:[^$\n]*[^$\s])?)\$`,
  // Not the star of y*(x), which has a letter before it or a bracket after it.
  String.raw`(?<![\p{L}\p{N}_*}\])])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\p{L}\p{N}(*])`,
  String.raw`\^\{([^}]+)\}`,
  String.raw`_\{([^}]+)\}`,
  // One letter below one letter, as in h_w(X); names like iv_1_rmse stay as they are.
  String.raw`(?<=(?:^|[^\p{L}\p{N}_])[\p{L}∂])_([\p{L}\p{N}])(?![\p{L}\p{N}_])`,
];
const INLINE = new RegExp(MARKS.join("|"), "gu");

/**
 * Escaped HTML of a line of prose with five marks: `` `code` ``, `$TeX$`, `*emphasis*`,
 * `^{superscript}` and `_{subscript}`, which may be written `h_w` where both sides are one letter.
 * Everything else is text.
 *
 * @throws {RangeError} If a formula is no TeX.
 */
export function inline(text: string): string {
  let html = "";
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    html += escape(text.slice(end, match.index));
    const [whole, code, tex, emphasis, superscript, subscript, letter] = match;
    if (code !== undefined) html += `<code>${escape(code)}</code>`;
    else if (tex !== undefined) html += mathml(tex);
    else if (emphasis !== undefined) html += `<em>${escape(emphasis)}</em>`;
    else if (superscript !== undefined) html += `<sup>${escape(superscript)}</sup>`;
    else html += `<sub>${escape(subscript ?? letter)}</sub>`;
    end = match.index + whole.length;
  }
  return html + escape(text.slice(end));
}

/** The same line without its marks, for attributes, CSV headers and text alternatives. */
export function plain(text: string): string {
  return text.replace(
    INLINE,
    (_whole, code, tex, emphasis, superscript, subscript, letter) =>
      code ?? (tex === undefined ? undefined : plainMath(tex)) ?? emphasis ??
        (superscript !== undefined ? `^${superscript}` : subscript ?? `_${letter}`),
  );
}

/** Paragraphs of prose: blank lines separate them. */
export function paragraphs(text: string): string {
  return text.split(/\n\s*\n/).map((p) => p.trim()).filter((p) => p !== "")
    .map((p) => `<p>${inline(p)}</p>`).join("\n");
}
