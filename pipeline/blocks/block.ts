/**
 * Compact binary blocks: a JSON header and named columns of numbers, little-endian, in one artifact.
 *
 * Layout: "bigrad-2", the length of the header (32 bits, then 32 zero bits), the header, the columns in its order,
 * each starting at a multiple of eight bytes. A column has single or double precision, as it is given.
 *
 * @module
 */

import type { Json, JsonObject } from "../engine/canonical.ts";

const MAGIC = "bigrad-2";
const PROLOGUE = 16;

/** A decoded block. */
export interface Block {
  readonly meta: JsonObject;
  readonly columns: Readonly<Record<string, Float64Array<ArrayBuffer>>>;
}

/** A column: what estimates stand on is kept in double precision, bulky data in single precision. */
export type Column = Float64Array | Float32Array;

/** Encodes a block; equal content gives equal bytes. */
export function encodeBlock(
  meta: JsonObject,
  columns: Readonly<Record<string, Column>>,
): Uint8Array<ArrayBuffer> {
  const names = Object.keys(columns);
  const lengths = names.map((name) => [
    name,
    columns[name].length,
    columns[name].BYTES_PER_ELEMENT,
  ]);
  const text = JSON.stringify({ meta, columns: lengths } as unknown as Json);
  const bytesOfText = new TextEncoder().encode(text);
  const header = Math.ceil(bytesOfText.length / 8) * 8;
  const total = names.reduce((sum, name) => sum + padded(columns[name]), PROLOGUE + header);
  const bytes = new Uint8Array(total);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(8, bytesOfText.length, true);
  bytes.set(bytesOfText, PROLOGUE);
  let offset = PROLOGUE + header;
  for (const name of names) {
    const column = columns[name];
    const Type = column instanceof Float32Array ? Float32Array : Float64Array;
    const values = new Type(bytes.buffer, offset, column.length);
    values.set(column);
    // ∞ − ∞ has another sign bit once its code was compiled, which is a matter of time.
    for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) values[i] = NaN;
    offset += padded(column);
  }
  return bytes;
}

/**
 * The arrays of several items one after the other, in single precision: seven digits are far below
 * the noise of data and the errors of what is learned from them, and take half the room.
 */
export function joined<Item>(
  items: readonly Item[],
  pick: (item: Item) => Float64Array,
): Float32Array {
  const width = items[0] === undefined ? 0 : pick(items[0]).length;
  const all = new Float32Array(width * items.length);
  items.forEach((item, i) => all.set(pick(item), i * width));
  return all;
}

/**
 * Decodes a block. Columns of double precision are views of the given bytes.
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
  ) as { meta: JsonObject; columns: [name: string, length: number, bytes: number][] };
  let offset = bytes.byteOffset + PROLOGUE + Math.ceil(length / 8) * 8;
  const decoded: Record<string, Float64Array<ArrayBuffer>> = {};
  for (const [name, size, bytesEach] of columns) {
    decoded[name] = bytesEach === 4
      ? new Float64Array(new Float32Array(bytes.buffer, offset, size))
      : new Float64Array(bytes.buffer, offset, size);
    offset += Math.ceil(size * bytesEach / 8) * 8;
  }
  return { meta, columns: decoded };
}

function padded({ byteLength }: Column): number {
  return Math.ceil(byteLength / 8) * 8;
}
