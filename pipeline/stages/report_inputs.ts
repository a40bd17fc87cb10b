/**
 * What the report's stage is handed: results, or failures in their place.
 *
 * @module
 */

import type { Failure } from "../../reports/page/model.ts";
import type { StageInputs } from "../engine/stage.ts";
import { decodeJson } from "../json.ts";

/** An input, or why it is not there. */
export type Read<Value> = { readonly value: Value } | { readonly failure: Failure };

/** An input as text. */
export function readText(inputs: StageInputs, role: string): Read<string> {
  const content = text(inputs[role][0]);
  if (content.startsWith('{"failure":')) {
    return { failure: (JSON.parse(content) as { failure: Failure }).failure };
  }
  return { value: content };
}

/** An input as what its JSON holds. */
export function read<Value>(inputs: StageInputs, role: string): Read<Value> {
  const content = readText(inputs, role);
  return "failure" in content ? content : { value: decodeJson<Value>(inputs[role][0]) };
}

/** Bytes as text. */
export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
