/**
 * `against.html`: what changed since an earlier database of results.
 *
 * @module
 */

import { renderDocument } from "./document.ts";
import { masthead } from "./frame.ts";
import { escape } from "./html.ts";
import type { TableData } from "../charts/table_data.ts";
import { formatInteger } from "../charts/number.ts";
import { heading } from "./parts.ts";
import { INDEX } from "./site.ts";
import { renderTable } from "./table.ts";

/** A claim whose verdict is another. */
export interface ChangedVerdict {
  readonly id: string;
  readonly seed: number;
  readonly statement: string;
  readonly was: string;
  readonly now: string;
  readonly was_value: number | null;
  readonly now_value: number | null;
}

/** A number that is another, beyond its error. */
export interface ChangedNumber {
  readonly table: string;
  /** Which row of the table, in words. */
  readonly row: string;
  readonly was: number | null;
  readonly was_error: number | null;
  readonly now: number | null;
  readonly now_error: number | null;
  /** How many standard errors of the difference it is; `null` where it is exact. */
  readonly errors: number | null;
}

/** What the page shows. */
export interface AgainstModel {
  /** How the earlier file is called. */
  readonly name: string;
  /** How many stages the earlier run alone has, and this one. */
  readonly alone: { readonly was: number; readonly now: number };
  readonly verdicts: readonly ChangedVerdict[];
  /** Claims in both, and in each. */
  readonly claims: { readonly both: number; readonly was: number; readonly now: number };
  readonly numbers: readonly ChangedNumber[];
  /** How many numbers were compared. */
  readonly compared: number;
}

/** Rows shown at most. */
const ROWS = 300;

const plural = (n: number, word: string): string =>
  `${formatInteger(n)} ${word}${n === 1 ? "" : "s"}`;

/** The comparison in a sentence, and another where the two runs are not of the same stages. */
export function againstWords(model: AgainstModel): string {
  const { name, alone, verdicts, claims, numbers, compared } = model;
  const only = [
    ...(claims.now > claims.both ? [`${plural(claims.now - claims.both, "claim")} new`] : []),
    ...(claims.was > claims.both ? [`${plural(claims.was - claims.both, "claim")} gone`] : []),
  ];
  return `Against ${name}: ${formatInteger(verdicts.length)} of ${
    plural(claims.both, "verdict")
  } changed${only.length === 0 ? "" : ` (${only.join(", ")})`}, and ${
    formatInteger(numbers.length)
  } of ${plural(compared, "number")} by more than two Monte Carlo errors.${
    alone.was + alone.now === 0
      ? ""
      : ` The two are not of one design (${plural(alone.was, "stage")} of the earlier one and ${
        formatInteger(alone.now)
      } of this one are not in the other): another ` +
        "profile, size, study or version may be all that changed."
  }`;
}

const VERDICTS = (rows: readonly ChangedVerdict[]): TableData => ({
  caption: "Verdicts that are others",
  columns: [
    { name: "id", label: "Claim", kind: "text" },
    { name: "statement", label: "Statement", kind: "text" },
    { name: "seed", label: "Seed", kind: "integer" },
    { name: "was", label: "Was", kind: "text" },
    { name: "now", label: "Is", kind: "text" },
    { name: "was_value", label: "Number before", kind: "number" },
    { name: "now_value", label: "Number now", kind: "number" },
  ],
  rows: rows.map((row) => ({ ...row })),
});

const NUMBERS = (rows: readonly ChangedNumber[]): TableData => ({
  caption:
    "Numbers that are others by more than two standard errors of the difference, the most first; " +
    "of exact ones, without an error, any change counts",
  columns: [
    { name: "table", label: "Table", kind: "text" },
    { name: "row", label: "Row", kind: "text" },
    { name: "was", label: "Was", kind: "number", error: "was_error" },
    { name: "now", label: "Is", kind: "number", error: "now_error" },
    { name: "errors", label: "Errors apart", kind: "number", decimals: 1 },
  ],
  rows: rows.map((row) => ({ ...row })),
});

/** The page. Nothing in it is ever hashed. */
export function renderAgainstPage(model: AgainstModel): string {
  const { verdicts, numbers } = model;
  const section = (id: string, title: string, body: string): string =>
    `<section aria-labelledby="${id}">\n${heading(2, id, title)}\n${body}\n</section>`;
  const words = againstWords(model);
  return renderDocument({
    title: "What changed – bigrad",
    description: words,
    kind: "front",
    pages: [{ href: INDEX, title: "The report" }, {
      ...{ href: "against.html", title: "What changed", isCurrent: true },
    }],
    contents: [{ id: "verdicts", title: "Verdicts" }, { id: "numbers", title: "Numbers" }],
    main: [
      masthead("What changed", `<div class="lede"><p>${escape(words)}</p></div>`),
      section(
        "verdicts",
        "Verdicts",
        verdicts.length === 0
          ? "<p>All that both have are the same.</p>"
          : renderTable(VERDICTS(verdicts), "changed-verdicts", "Verdicts", { limit: ROWS }),
      ),
      section(
        "numbers",
        "Numbers",
        numbers.length === 0
          ? "<p>All that both have are the same, to within two Monte Carlo errors.</p>"
          : renderTable(NUMBERS(numbers), "changed-numbers", "Numbers", {
            limit: ROWS,
            elsewhere: "the others are less far apart",
          }),
      ),
    ].join("\n"),
    footer:
      "<p>Numbers are matched by all columns of their table that say what they are of. Equal seeds " +
      "draw equal data: then a change is one of the code.</p>",
  });
}
