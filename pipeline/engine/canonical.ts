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

/**
 * The canonical text of a JSON value: members sorted by name, no spaces, numbers as ECMAScript
 * writes them (RFC 8785).
 *
 * @throws {TypeError} If the value holds something JSON has no form for (NaN, undefined, a function, a Map).
 */
export function canonicalJson(value: Json, path = "value"): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") {
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) {
      throw new TypeError(`${path} is ${value}, which JSON cannot hold; use null or a string.`);
    }
    return JSON.stringify(value);
  }
  if (isArray(value)) {
    return `[${Array.from(value, (item, i) => canonicalJson(item, `${path}[${i}]`)).join(",")}]`;
  }
  if (isPlainObject(value)) {
    const members = Object.keys(value).sort().map((key) =>
      `${JSON.stringify(key)}:${canonicalJson(value[key] as Json, `${path}.${key}`)}`
    );
    return `{${members.join(",")}}`;
  }
  throw new TypeError(`${path} is ${kindOf(value)}, which JSON cannot hold; leave it out.`);
}

function isPlainObject(value: object): value is JsonObject {
  if (typeof value !== "object") return false;
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
