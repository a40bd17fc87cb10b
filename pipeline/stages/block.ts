/**
 * Compact binary blocks: a JSON header and named columns of doubles, little-endian, in one artifact.
 *
 * Layout: "bigrad-1", the length of the header (32 bits, then 32 zero bits), the header, the columns in its order,
 * each starting at a multiple of eight bytes.
 *
 * @module
 */

import type { Json, JsonObject } from "../engine/canonical.ts";

const MAGIC = "bigrad-1";
const PROLOGUE = 16;

/** A decoded block. */
export interface Block {
  readonly meta: JsonObject;
  readonly columns: Readonly<Record<string, Float64Array<ArrayBuffer>>>;
}

/** Encodes a block; equal content gives equal bytes. */
export function encodeBlock(
  meta: JsonObject,
  columns: Readonly<Record<string, Float64Array>>,
): Uint8Array<ArrayBuffer> {
  const names = Object.keys(columns);
  const lengths = names.map((name) => [name, columns[name]!.length]);
  const text = JSON.stringify({ meta, columns: lengths } as unknown as Json);
  const bytesOfText = new TextEncoder().encode(text);
  const header = Math.ceil(bytesOfText.length / 8) * 8;
  const total = names.reduce((sum, name) => sum + columns[name]!.byteLength, PROLOGUE + header);
  const bytes = new Uint8Array(total);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(8, bytesOfText.length, true);
  bytes.set(bytesOfText, PROLOGUE);
  let offset = PROLOGUE + header;
  for (const name of names) {
    new Float64Array(bytes.buffer, offset, columns[name]!.length).set(columns[name]!);
    offset += columns[name]!.byteLength;
  }
  return bytes;
}

/**
 * Decodes a block. The columns are views of the given bytes.
 *
 * @throws {TypeError} If the bytes are not a block.
 */
export function decodeBlock(bytes: Uint8Array<ArrayBuffer>): Block {
  if (new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new TypeError(
      `These ${bytes.length} bytes are not a block of columns; pass an output made by encodeBlock.`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
  const { meta, columns } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(PROLOGUE, PROLOGUE + length)),
  ) as { meta: JsonObject; columns: [string, number][] };
  let offset = bytes.byteOffset + PROLOGUE + Math.ceil(length / 8) * 8;
  const views: Record<string, Float64Array<ArrayBuffer>> = {};
  for (const [name, size] of columns) {
    views[name] = new Float64Array(bytes.buffer, offset, size);
    offset += size * 8;
  }
  return { meta, columns: views };
}
