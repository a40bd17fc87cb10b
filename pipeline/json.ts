/**
 * JSON artifacts.
 *
 * @module
 */

import { canonicalJson, type Json } from "./engine/canonical.ts";

/** A JSON value as bytes; equal values give equal bytes. */
export function encodeJson(value: Json): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalJson(value) + "\n");
}

/** The JSON value of an artifact. */
export function decodeJson<Value = Json>(bytes: Uint8Array): Value {
  return JSON.parse(new TextDecoder().decode(bytes)) as Value;
}
