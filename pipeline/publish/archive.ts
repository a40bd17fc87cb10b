/**
 * Zip archives whose bytes depend on what is in them alone, and a reader that trusts none of theirs.
 *
 * @module
 */

import { inflateSync, type Zippable, zipSync } from "fflate";
import { crc32 } from "node:zlib";
import { UsageError } from "../engine/stage.ts";

/** Files by their path in an archive, with slashes. */
export type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** The time of every entry: it has no zone, and so is the same in all of them. */
const NO_TIME = "1980-01-01T00:00:00";
const UNIX = 3;
/** Beyond these an archive would have to be of another format. */
const MOST_BYTES = 0xffff_ffff;
const MOST_FILES = 0xffff;

/**
 * Packs files, by name in the order of their characters' codes. Those that begin with "#!" can be run
 * once they are unpacked.
 *
 * @throws {UsageError} If there is too much for a zip archive: 4 GB, or 65535 files.
 */
export function zipFiles(files: Files): Uint8Array<ArrayBuffer> {
  const names = [...files.keys()].sort();
  const total = names.reduce((sum, name) => sum + files.get(name)!.byteLength, 0);
  if (total > MOST_BYTES || names.length > MOST_FILES) {
    throw new UsageError(
      `The archive would have ${names.length} files of ${total} bytes, more than a zip archive ` +
        `holds; publish a study or a target alone.`,
    );
  }
  const entries: Zippable = {};
  for (const name of names) {
    const bytes = files.get(name)!;
    const mode = bytes[0] === 0x23 && bytes[1] === 0x21 ? 0o100755 : 0o100644;
    entries[name] = [bytes, { mtime: NO_TIME, os: UNIX, attrs: mode * 0x10000 }];
  }
  return zipSync(entries);
}

/**
 * Unpacks an archive in memory.
 *
 * @param shown How messages call it.
 * @throws {UsageError} If it is no zip archive, is damaged or cut short, or has a name that would lead
 *   out of the folder it is unpacked in.
 */
export function unzipFiles(archive: Uint8Array<ArrayBuffer>, shown: string): Files {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const damaged = (what: string): UsageError =>
    new UsageError(`"${shown}" is damaged or no archive of bigrad (${what}); get it again.`);
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  try {
    for (const entry of directoryOf(view)) {
      const { name } = entry;
      if (name.endsWith("/")) continue;
      if (!isSafePath(name)) {
        throw new UsageError(
          `"${shown}" has a file ${
            JSON.stringify(name)
          }, which would lead out of the folder it is unpacked in; ` +
            "nothing was unpacked.",
        );
      }
      if (files.has(name)) throw damaged(`it has two files ${name}`);
      const bytes = contentOf(view, entry);
      if (crc32(bytes) !== entry.crc) throw damaged(`${name} does not match its checksum`);
      files.set(name, bytes);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw damaged(error instanceof Error ? error.message : String(error));
  }
  if (files.size === 0) throw damaged("there is nothing in it");
  return files;
}

/** True if a path stays below the folder that it is told from, on any system. */
export function isSafePath(name: string): boolean {
  const parts = name.split("/");
  // deno-lint-ignore no-control-regex
  return !/[\\:\x00-\x1f]/.test(name) &&
    parts.every((part) => part !== "" && part !== "." && part !== "..");
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;

/** The entries of the central directory (PKWARE, APPNOTE 6.3.10, 4.3.12). */
function directoryOf(view: DataView): Entry[] {
  let end = view.byteLength - END_BYTES;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw new Error("the end of the archive is missing");
  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  let total = 0;
  for (let i = view.getUint16(end + 10, true); i > 0; i--) {
    if (view.getUint32(at, true) !== CENTRAL) throw new Error("its list of files is broken");
    const length = view.getUint16(at + 28, true);
    const entry = {
      name: textAt(view, at + CENTRAL_BYTES, length),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    };
    total += entry.size;
    if (total > MOST_BYTES) throw new Error("its files would be more than 4 GB");
    entries.push(entry);
    at += CENTRAL_BYTES + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function contentOf(view: DataView, { name, method, packed, size, at }: Entry): Uint8Array<
  ArrayBuffer
> {
  if (view.getUint32(at, true) !== LOCAL) throw new Error(`${name} is not where it should be`);
  const begin = at + LOCAL_BYTES + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const data = bytesAt(view, begin, packed);
  if (method === 0) return data.slice();
  if (method !== 8) throw new Error(`${name} is packed by an unknown method`);
  const bytes = inflateSync(data, { out: new Uint8Array(size) });
  if (bytes.byteLength !== size) throw new Error(`${name} is cut short`);
  return bytes as Uint8Array<ArrayBuffer>;
}

function textAt(view: DataView, at: number, length: number): string {
  return new TextDecoder().decode(bytesAt(view, at, length));
}

function bytesAt(view: DataView, at: number, length: number): Uint8Array<ArrayBuffer> {
  if (at + length > view.byteLength) throw new Error("it is cut short");
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset + at, length);
}
