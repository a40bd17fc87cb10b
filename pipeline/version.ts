/**
 * The version of bigrad, and the Deno it is pinned to. Deno's V8 decides the bits of Math.*, and older
 * ones crash at exit once DuckDB was loaded.
 *
 * @module
 */

import { BIGRAD } from "../reports/page/launcher.ts";
import { UsageError } from "./engine/stage.ts";

/** The version of bigrad. */
export const VERSION: string =
  (JSON.parse(Deno.readTextFileSync(new URL("../deno.json", import.meta.url))) as {
    version: string;
  }).version;

/** The pinned version of Deno, from the file that the launcher and version managers read, too. */
export const DENO_VERSION: string = Deno.readTextFileSync(new URL("../.dvmrc", import.meta.url))
  .trim();

/** @throws {UsageError} If this is another Deno. */
export function requireDeno(version: string = Deno.version.deno): void {
  if (version === DENO_VERSION) return;
  throw new UsageError(
    `bigrad is pinned to Deno ${DENO_VERSION} and this is ${version}; run "${BIGRAD} reproduce", which ` +
      `brings the right one, or "npx deno@${DENO_VERSION} task reproduce".`,
  );
}
