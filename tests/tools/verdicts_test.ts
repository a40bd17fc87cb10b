import { assertEquals, assertMatch } from "@std/assert";
import { withDuckDB } from "../../pipeline/duckdb.ts";
import { ROOT } from "./project_files.ts";
import { readBlock, readVerdicts, verdictLines, withVerdicts } from "./verdicts.ts";

const collapsed = (text: string): string => text.replaceAll(/\s+/g, " ");

Deno.test("the verdicts of the README are in the form that its script writes", async () => {
  const readme = await Deno.readTextFile(`${ROOT}README.md`);
  const { profile, studies } = readBlock(readme);
  assertMatch(profile, /^(smoke|default|paper)$/);
  assertEquals(studies.length, 5);
  for (const { counts, failing } of studies) assertEquals(failing.length, counts.fails);
  assertEquals(collapsed(withVerdicts(readme, verdictLines(profile, studies))), collapsed(readme));
});

Deno.test("verdicts are counted by study, in the order of the claims", async () => {
  const claims = [["b", "holds"], ["b", "fails"], ["a", "inconclusive"], ["b", "holds"], [
    "a",
    "not judged",
  ]];
  const values = claims.map(([study, verdict], at) =>
    `('${at}', '${study}', '${verdict}', 'Claim ${at}.', 'study')`
  );
  values[3] = values[3]!.replace("holds", "exploratory");
  values.push("('3', 'b', 'holds', 'Claim 3.', 'confirmation')");
  values.push("('1', 'b', 'holds', 'Claim 1.', 'repeat')");
  const studies = await withDuckDB(async (connection) => {
    await connection.run(
      "CREATE TABLE claims (id VARCHAR, study VARCHAR, verdict VARCHAR, statement VARCHAR, purpose VARCHAR)",
    );
    await connection.run(`INSERT INTO claims VALUES ${values.join(", ")}`);
    return await readVerdicts(connection);
  });
  const lines = verdictLines("smoke", studies);
  assertEquals(lines.split("\n").slice(2), [
    "- `b`: holds 2, fails 1",
    "  - fails: Claim 1.",
    "- `a`: inconclusive 1, not judged 1",
  ]);
  const block = "before\n<!-- verdicts -->\n\nold\n\n<!-- end of verdicts -->\nafter";
  assertEquals(readBlock(withVerdicts(block, lines)), { profile: "smoke", studies });
});
