import { DuckDBInstance } from "@duckdb/node-api";
const i = await DuckDBInstance.create(Deno.args[0], { access_mode: "READ_ONLY" });
const c = await i.connect();
for (const r of (await c.runAndReadAll(Deno.args[1])).getRowsJson()) console.log(r.join(" | "));
