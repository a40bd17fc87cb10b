/**
 * The bundler, started with a sentence if it cannot be.
 *
 * @module
 */

import { UsageError } from "./stage.ts";

/** The bundler's module. */
export type Esbuild = typeof import("esbuild");

/**
 * esbuild, whose helper process runs until `stop` is called.
 *
 * @throws {UsageError} if its program is missing or may not be started.
 */
export async function startEsbuild(): Promise<Esbuild> {
  const esbuild = await import("esbuild");
  try {
    await esbuild.transform("");
    return esbuild;
  } catch (error) {
    throw new UsageError(
      `esbuild, which bundles code, cannot be started; run "./bigrad setup", if need be after removing ` +
        `node_modules, and let Deno run node_modules/.deno/@esbuild+*/…/bin/esbuild (${
          error instanceof Error ? error.message : error
        }).`,
    );
  }
}
