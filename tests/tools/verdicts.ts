/**
 * The verdicts by study that the README shows, from the database of a run.
 *
 * @module
 */
import type { DuckDBConnection } from "@duckdb/node-api";

/** Of a study, how many claims have a verdict, and which fail. */
export interface StudyVerdicts {
  readonly study: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly failing: readonly string[];
}

const VERDICTS = ["holds", "fails", "inconclusive", "exploratory", "not judged"];
const BLOCK = /<!-- verdicts -->[\s\S]*?<!-- end of verdicts -->/;

/** The verdicts by study, in the order of the studies' claims. */
export async function readVerdicts(connection: DuckDBConnection): Promise<StudyVerdicts[]> {
  // What was found is judged on its confirmation seed, where that was computed
  const query = `SELECT study, statement, coalesce(max(verdict) FILTER (purpose = 'confirmation'),
    max(verdict) FILTER (purpose = 'study')) AS verdict
FROM claims GROUP BY id, study, statement ORDER BY min(rowid)`;
  const rows = (await connection.runAndReadAll(query)).getRowObjectsJson() as unknown as {
    readonly study: string;
    readonly verdict: string;
    readonly statement: string;
  }[];
  return [...new Set(rows.map(({ study }) => study))].map((study) => {
    const own = rows.filter((row) => row.study === study);
    return {
      study,
      counts: Object.fromEntries(
        VERDICTS.map((verdict) => [verdict, own.filter((row) => row.verdict === verdict).length]),
      ),
      failing: own.filter(({ verdict }) => verdict === "fails").map(({ statement }) => statement),
    };
  });
}

/** The block's lines of Markdown. */
export function verdictLines(profile: string, studies: readonly StudyVerdicts[]): string {
  const all = studies.flatMap(({ counts }) => Object.values(counts));
  return [
    `Of ${all.reduce((sum, count) => sum + count, 0)} claims, with the profile \`${profile}\`:`,
    "",
    ...studies.flatMap(({ study, counts, failing }) => [
      `- \`${study}\`: ${
        VERDICTS.flatMap((verdict) => counts[verdict]! > 0 ? [`${verdict} ${counts[verdict]}`] : [])
          .join(", ")
      }`,
      ...failing.map((statement) => `  - fails: ${statement}`),
    ]),
  ].join("\n");
}

/** What a block that `verdictLines` wrote was made of; lines may have been broken by the formatter. */
export function readBlock(readme: string): { profile: string; studies: StudyVerdicts[] } {
  const text = BLOCK.exec(readme)![0].replaceAll(/\s+/g, " ");
  const studies = [...text.matchAll(/ - `([\w-]+)`: (.*?)(?= - `| <!--)/g)].map(
    ([, study, rest]) => {
      const [counts, ...failing] = rest!.split(" - fails: ");
      const given = Object.fromEntries(
        counts!.split(", ").map((count) => {
          const [, verdict, number] = /^(.*) (\d+)/.exec(count)!;
          return [verdict!, Number(number)];
        }),
      );
      return {
        study: study!,
        counts: Object.fromEntries(VERDICTS.map((verdict) => [verdict, given[verdict] ?? 0])),
        failing,
      };
    },
  );
  return { profile: /profile `(\w+)`/.exec(text)?.[1] ?? "", studies };
}

/** The README with another block of verdicts. */
export function withVerdicts(readme: string, lines: string): string {
  if (!BLOCK.test(readme)) throw new Error("The README has no block of verdicts.");
  return readme.replace(
    BLOCK,
    () => `<!-- verdicts -->\n\n${lines}\n\n<!-- end of verdicts -->`,
  );
}
