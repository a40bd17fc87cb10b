/**
 * A losses file with all it imports, rewritten so that its losses take numbers that carry derivatives.
 *
 * @module
 */

import { startEsbuild } from "../engine/esbuild.ts";
import { differentiable } from "./differentiable.ts";
import { firstLine } from "./files.ts";

/** The code of a rewritten losses file, or why there is none. */
export type Rewritten = { readonly code: string } | { readonly why: string };

const EXPORTS = "$losses";

/**
 * Rewrites a losses file.
 *
 * @param path Where it is, absolute.
 * @returns Code for `runDifferentiable`, which returns the file's exports; or why it cannot be made,
 * which matters only if the losses do not give their derivatives.
 */
export async function rewriteLosses(path: string): Promise<Rewritten> {
  const esbuild = await startEsbuild();
  try {
    const { outputFiles } = await esbuild.build({
      entryPoints: [path],
      bundle: true,
      write: false,
      format: "iife",
      globalName: EXPORTS,
      platform: "neutral",
      target: "esnext",
      logLevel: "silent",
    });
    return { code: differentiable(`${outputFiles[0].text}\nreturn ${EXPORTS};`) };
  } catch (error) {
    const [first] = (error as { errors?: readonly { text: string }[] }).errors ?? [];
    return { why: first?.text ?? firstLine(error) };
  } finally {
    await esbuild.stop();
  }
}
