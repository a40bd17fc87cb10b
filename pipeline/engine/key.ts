/**
 * The key of a stage: what its result depends on, component by component.
 *
 * @module
 */

import { canonicalJson, type JsonObject, sha256 } from "./canonical.ts";
import type { KeyComponents, Stage } from "./stage.ts";

/** Raised when the meaning of a record changes: all results are then computed anew. */
export const SCHEMA = 1;

/** What a stage's code is, as far as the key is concerned. */
export interface CodeDigest {
  readonly digest: string;
  /** Native packages by name: version and integrity. */
  readonly native: Readonly<Record<string, string>>;
}

/** The components of a stage's key, given its code and the digests of its inputs. */
export function keyComponents(
  stage: Stage,
  code: CodeDigest,
  inputs: Readonly<Record<string, readonly string[]>>,
): KeyComponents {
  return {
    schema: SCHEMA,
    code: code.digest,
    parameters: stage.parameters,
    random: stage.random ?? [],
    inputs,
    runtime: { deno: Deno.version.deno, ...code.native },
  };
}

/** SHA-256 of the canonical text of the components. */
export function keyOf(components: KeyComponents): string {
  return sha256(canonicalJson(components as unknown as JsonObject));
}
