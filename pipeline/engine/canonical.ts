/**
 * Canonical JSON (RFC 8785) and SHA-256: one value, one text, one digest.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** SHA-256 of bytes or of a text's UTF-8, as 64 hexadecimal digits. */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** True of what `sha256` may have given, and so of what may be the name of a blob. */
export function isDigest(text: unknown): text is string {
  return typeof text === "string" && /^[0-9a-f]{64}$/.test(text);
}

/** A text with its digest before it, so that damage shows. */
export function sealed(text: string): string {
  return `${sha256(text)}\n${text}`;
}

/** The text that was sealed, or undefined if it is damaged or was never. */
export function unsealed(text: string): string | undefined {
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  return text.slice(0, end) === sha256(body) ? body : undefined;
}

/**
 * The canonical text of a JSON value: members sorted by name, no spaces, numbers as ECMAScript
 * writes them (RFC 8785).
 *
 * @throws {TypeError} If the value holds something JSON has no form for (NaN, undefined, a function, a Map).
 */
export function canonicalJson(value: Json): string {
  const text = textOf(value);
  if (text !== undefined) return text;
  throw new TypeError(refusal(value, "value"));
}

/** A JSON value with its members in the order of its canonical text, which is all that a key knows. */
export function inCanonicalOrder<Value extends Json>(value: Value): Value {
  return JSON.parse(canonicalJson(value)) as Value;
}

/** The text of a value, or undefined if JSON has no form for it. Every key is made of one. */
function textOf(value: Json): string | undefined {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Number.isFinite(value) ? String(value) : undefined;
    case "boolean":
      return String(value);
  }
  if (value === null) return "null";
  let text = "";
  if (isArray(value)) {
    // By number, so that a hole is seen.
    for (let i = 0; i < value.length; i++) {
      const item = textOf(value[i]!);
      if (item === undefined) return undefined;
      text += i === 0 ? item : `,${item}`;
    }
    return `[${text}]`;
  }
  if (!isPlainObject(value)) return undefined;
  for (const key of Object.keys(value).sort()) {
    const item = textOf(value[key]!);
    if (item === undefined) return undefined;
    text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${item}`;
  }
  return `{${text}}`;
}

/** What in a value JSON cannot hold, and where. */
function refusal(value: unknown, path: string): string | undefined {
  if (typeof value === "number" && !Number.isFinite(value)) {
    return `${path} is ${value}, which JSON cannot hold; use null or a string.`;
  }
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return undefined;
  if (!Array.isArray(value) && !isPlainObject(value)) {
    return `${path} is ${kindOf(value)}, which JSON cannot hold; leave it out.`;
  }
  const places: [unknown, string][] = Array.isArray(value)
    ? Array.from(value, (item, i) => [item, `${path}[${i}]`])
    : Object.keys(value).sort().map((key) => [value[key], `${path}.${key}`]);
  return places.map(([item, at]) => refusal(item, at)).find((found) => found !== undefined);
}

function isPlainObject(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "undefined";
  return `a ${typeof value === "object" ? value!.constructor.name : typeof value}`;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
