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

/** Removes a file unless somebody else did. */
export function removeIfThere(path: string): void {
  orIfGone(() => Deno.removeSync(path), undefined);
}

/**
 * Makes a small file, which appears whole; false if there is something of its name already. Of
 * several processes that try at once, one is told true.
 *
 * @throws If it cannot be written.
 */
export function createWhole(path: string, text: string): boolean {
  const aside = writtenAside(path, text);
  try {
    Deno.linkSync(aside, path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  } finally {
    removeIfThere(aside);
  }
}

/**
 * Puts a file in the place of what was there; a reader sees the old one whole or the new one.
 *
 * @throws If it cannot be written.
 */
export function replaceWhole(path: string, content: Uint8Array | string): void {
  const aside = writtenAside(path, content);
  try {
    Deno.renameSync(aside, path);
  } catch (error) {
    removeIfThere(aside);
    throw error;
  }
}

/** Where a content was written, in the folder that it will be in. */
function writtenAside(path: string, content: Uint8Array | string): string {
  const aside = `${path}.${crypto.randomUUID()}`;
  try {
    if (typeof content === "string") Deno.writeTextFileSync(aside, content, { createNew: true });
    else Deno.writeFileSync(aside, content, { createNew: true });
    return aside;
  } catch (error) {
    removeIfThere(aside);
    throw error;
  }
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
