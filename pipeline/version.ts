/**
 * The Deno this project is pinned to. Its V8 decides the bits of Math.*, and older ones crash at
 * exit once DuckDB was loaded.
 *
 * @module
 */

import { UsageError } from "./engine/stage.ts";

/** The pinned version; also in the Makefile and the README. */
export const DENO_VERSION = "2.9.6";

/** @throws {UsageError} If this is another Deno. */
export function requireDeno(version: string = Deno.version.deno): void {
  if (version === DENO_VERSION) return;
  throw new UsageError(
    `bigrad is pinned to Deno ${DENO_VERSION} and this is ${version}; run "make reproduce", which brings the ` +
      `right one, or "npx deno@${DENO_VERSION} task reproduce".`,
  );
}
