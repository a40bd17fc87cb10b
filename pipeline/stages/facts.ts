/**
 * Stage: the numbers that a section's words hold, by name.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { NativeRun } from "../engine/stage.ts";
import { tableOutputs, withTables } from "./query.ts";

/** Parameter "facts": a query of one row; inputs "macros" and tables; outputs "rows" and "table". */
export const run: NativeRun<JsonObject & { readonly facts: string }> = (
  { facts },
  inputs,
  _random,
  native,
) =>
  withTables(inputs, native, { sql: facts }, async (connection) => {
    await connection.run(`CREATE TABLE facts AS ${facts}`);
    return await tableOutputs(connection, "facts", native);
  });
