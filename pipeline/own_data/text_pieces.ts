/**
 * A text file in pieces, with the line of what is no UTF-8.
 *
 * @module
 */

import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { UsageError } from "../engine/stage.ts";

const LF = 0x0a;
/** What other kinds of file begin with. */
const MAGIC: readonly (readonly [readonly number[], string])[] = [
  [[0xff, 0xfe], "is written in UTF-16; save it as UTF-8"],
  [[0xfe, 0xff], "is written in UTF-16; save it as UTF-8"],
  [[0x50, 0x4b, 0x03, 0x04], "is a zip archive or a spreadsheet; save its table as CSV"],
  [[0x1f, 0x8b], "is compressed; call it .csv.gz"],
  [[0x50, 0x41, 0x52, 0x31], "is a Parquet file; call it .parquet"],
];
/** So many bytes are looked at to tell text from what is none. */
const LOOKED_AT = 4096;

/** A piece of a text, up to and with the end of a line. */
export interface TextPiece {
  readonly text: string;
  /** Bytes of the file that were read so far. */
  readonly read: number;
}

/**
 * Reads a file of UTF-8, with or without a byte order mark, compressed or not.
 *
 * @param shown How messages call it.
 * @throws {UsageError} if it is no such text; names the line and the remedy.
 */
export async function* textPieces(
  path: string,
  shown: string,
  compressed: boolean,
): AsyncGenerator<TextPiece> {
  let read = 0;
  let line = 1;
  let first = true;
  let rest: Uint8Array = new Uint8Array(0);
  const decoded = (bytes: Uint8Array): TextPiece => {
    if (first) requireText(bytes, shown);
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: !first });
    first = false;
    try {
      const text = decoder.decode(bytes);
      line += lineEnds(bytes);
      return { text, read };
    } catch {
      throw new UsageError(notUtf8(bytes, line, shown));
    }
  };
  for await (const chunk of bytesOf(path, shown, compressed, (count) => read += count)) {
    const end = chunk.lastIndexOf(LF) + 1;
    const joined = new Uint8Array(rest.length + (end || chunk.length));
    joined.set(rest);
    joined.set(end > 0 ? chunk.subarray(0, end) : chunk, rest.length);
    rest = end > 0 ? chunk.slice(end) : joined;
    if (end > 0) yield decoded(joined);
  }
  if (rest.length > 0) yield decoded(rest);
}

/** The file's bytes, decompressed; large pieces, since each costs a copy of what is left over. */
async function* bytesOf(
  path: string,
  shown: string,
  compressed: boolean,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const raw = rawBytes(path, count);
  if (!compressed) return yield* raw;
  // the platform's own stream stops at the end of the first of several members
  const unpacked = Readable.from(raw).pipe(createGunzip({ chunkSize: 1 << 20 }));
  try {
    for await (const chunk of unpacked) yield chunk as Uint8Array;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`"${shown}" cannot be decompressed: ${why}; compress it again with gzip.`);
  }
}

async function* rawBytes(path: string, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  using file = await Deno.open(path);
  for (;;) {
    const buffer = new Uint8Array(1 << 20);
    const length = await file.read(buffer);
    if (length === null) return;
    count(length);
    yield buffer.subarray(0, length);
  }
}

function requireText(bytes: Uint8Array, shown: string): void {
  const [, what] = MAGIC.find(([magic]) => magic.every((byte, at) => bytes[at] === byte)) ?? [];
  if (what !== undefined) throw new UsageError(`"${shown}" ${what}.`);
  if (bytes.subarray(0, LOOKED_AT).includes(0)) {
    throw new UsageError(
      `"${shown}" holds zero bytes: it is written in UTF-16 or is no text; save it as UTF-8.`,
    );
  }
}

function notUtf8(bytes: Uint8Array, before: number, shown: string): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = before;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(LF, from) + 1 || bytes.length;
    const one = bytes.subarray(from, end);
    try {
      decoder.decode(one);
    } catch {
      const latin = new TextDecoder("windows-1252").decode(one).trim().slice(0, 60);
      return `Line ${line} of "${shown}" is no UTF-8 (as Latin-1 or Windows-1252 it is ` +
        `${JSON.stringify(latin)}); save the file as UTF-8.`;
    }
    from = end;
  }
  return `"${shown}" is no UTF-8; save it as UTF-8.`;
}

function lineEnds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) count++;
  return count;
}
