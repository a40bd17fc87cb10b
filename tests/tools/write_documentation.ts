/**
 * Writes into the documentation what its commands print now, and into the README the verdicts and the
 * figure of a run.
 *
 *     deno run -A tests/tools/write_documentation.ts [PROFILE out/results.duckdb]
 *
 * @module
 */
import { dirname } from "node:path";
import { literal, withDuckDB } from "../../pipeline/duckdb.ts";
import { documents, printedAnew } from "./documentation.ts";
import { ROOT } from "./project_files.ts";
import { readVerdicts, verdictLines, withVerdicts } from "./verdicts.ts";

if (import.meta.main) {
  for (const document of await documents()) {
    const before = await Deno.readTextFile(ROOT + document);
    const after = await printedAnew(before);
    if (after !== before) await Deno.writeTextFile(ROOT + document, after);
  }
  const [profile, database] = Deno.args;
  if (database !== undefined) {
    const counts = await withDuckDB(async (connection) => {
      await connection.run(`ATTACH ${literal(database)} AS results (READ_ONLY)`);
      await connection.run("USE results");
      return await readVerdicts(connection);
    });
    const readme = await Deno.readTextFile(`${ROOT}README.md`);
    await Deno.writeTextFile(
      `${ROOT}README.md`,
      withVerdicts(readme, verdictLines(profile!, counts)),
    );
    const figure = "iv_1_rmse.svg";
    await Deno.copyFile(`${dirname(database)}/report/figures/${figure}`, `${ROOT}docs/${figure}`);
  }
  await new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "docs/iv_1_rmse.svg", ...await documents()],
    cwd: ROOT,
  }).output();
}
