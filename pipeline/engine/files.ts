/**
 * Small dealings with files that another run may make or remove at any moment.
 *
 * @module
 */

import { dirname } from "node:path";

/** What a look at the disk gives, or something else if what it looks at is not there. */
export function orIfGone<Value, Other>(look: () => Value, other: Other): Value | Other {
  try {
    return look();
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return other;
    throw error;
  }
}

/**
 * The bytes of a file; undefined if nothing is there, and "no file" if a folder, a pipe or a device is:
 * reading a pipe would never end.
 */
export function lookAt(path: string): Uint8Array<ArrayBuffer> | "no file" | undefined {
  return orIfGone(
    () => Deno.statSync(path).isFile ? Deno.readFileSync(path) : "no file",
    undefined,
  );
}

/** The bytes of a file, or undefined if it is not there, or no file. */
export function readOrUndefined(path: string): Uint8Array<ArrayBuffer> | undefined {
  const found = lookAt(path);
  return found === "no file" ? undefined : found;
}

/** True if there is something, but no file: a folder, a pipe, a device. */
export function isNoFile(path: string): boolean {
  return orIfGone(() => !Deno.statSync(path).isFile, false);
}

/** What to do about a refusal of the system: it may be that too many files are open, or what is given. */
export function remedyFor(why: string, otherwise: string): string {
  return /too many open files/i.test(why)
    ? "allow more (ulimit -n), or run fewer stages at once with --jobs"
    : otherwise;
}

/** Removes a file unless somebody else did. */
export function removeIfThere(path: string): void {
  orIfGone(() => Deno.removeSync(path), undefined);
}

/**
 * Makes a small file, which appears whole; false if there is something of its name already. Of
 * several processes that try at once, one is told true.
 *
 * @param lasting Whether it is to outlast a failure of the power.
 * @throws If it cannot be written.
 */
export function createWhole(path: string, text: string, lasting = false): boolean {
  try {
    writeAside(path, text, lasting, (aside) => Deno.linkSync(aside, path));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

/**
 * Puts a file in the place of what was there; a reader sees the old one whole or the new one.
 *
 * @param lasting Whether it is to outlast a failure of the power.
 * @throws If it cannot be written.
 */
export function replaceWhole(path: string, content: Uint8Array | string, lasting = false): void {
  writeAside(path, content, lasting, (aside) => Deno.renameSync(aside, path));
}

/** The form of what `crypto.randomUUID` gives. */
export const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** Where a path is written aside, under a name that nothing else has. */
export const asideOf = (path: string): string => `${path}.${crypto.randomUUID()}`;

const ASIDE = new RegExp(`^(.+)\\.${UUID}$`);

/** The path of which a process that was ended may have left this one aside; undefined if it is no such path. */
export function wholeOf(aside: string): string | undefined {
  return ASIDE.exec(aside)?.[1];
}

/** How often a content is written that somebody takes for what a process left. */
const WRITTEN_AT_MOST = 10;

/** Writes a content into the folder that it will be in, and puts it in its place from there. */
function writeAside(
  path: string,
  content: Uint8Array | string,
  lasting: boolean,
  place: (aside: string) => void,
): void {
  for (let writing = 1;; writing++) {
    const aside = asideOf(path);
    try {
      writeFile(aside, content, { createNew: true }, lasting);
      return place(aside);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound) || writing === WRITTEN_AT_MOST) throw error;
    } finally {
      discard(aside);
    }
  }
}

/**
 * Removes what was written aside, if that can be done: where it cannot, what failed before is what is
 * to be told, and a later run removes it.
 */
export function discard(aside: string): void {
  try {
    Deno.removeSync(aside);
  } catch {
    // It is in its place, or the disk can only be read.
  }
}

/** Adds to a file what is to outlast a failure of the power. */
export function appendLasting(path: string, text: string): void {
  writeFile(path, text, { append: true, create: true }, true);
}

function writeFile(
  path: string,
  content: Uint8Array | string,
  how: Deno.OpenOptions,
  lasting: boolean,
): void {
  using file = Deno.openSync(path, { write: true, ...how });
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  for (let done = 0; done < bytes.byteLength;) done += file.writeSync(bytes.subarray(done));
  if (lasting) file.syncDataSync();
}

/**
 * Moves a file to the place of another, and makes the folder that it goes to if need be.
 *
 * @param clear Takes away a folder that is in its place.
 */
export async function renameInto(from: string, to: string, clear: () => void): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) await Deno.mkdir(dirname(to), { recursive: true });
    else if (error instanceof Deno.errors.IsADirectory) clear();
    else throw error;
    await Deno.rename(from, to);
  }
}
