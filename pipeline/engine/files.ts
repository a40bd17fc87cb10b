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

/** The bytes of a file, or undefined if it is not there, or no file: reading a pipe would never end. */
export function readOrUndefined(path: string): Uint8Array<ArrayBuffer> | undefined {
  return orIfGone(
    () => Deno.statSync(path).isFile ? Deno.readFileSync(path) : undefined,
    undefined,
  );
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
  return writeAside(path, text, (aside) => {
    try {
      Deno.linkSync(aside, path);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return false;
      throw error;
    }
  });
}

/**
 * Puts a file in the place of what was there; a reader sees the old one whole or the new one.
 *
 * @throws If it cannot be written.
 */
export function replaceWhole(path: string, content: Uint8Array | string): void {
  writeAside(path, content, (aside) => Deno.renameSync(aside, path));
}

function writeAside<Result>(
  path: string,
  content: Uint8Array | string,
  move: (aside: string) => Result,
): Result {
  const aside = `${path}.${crypto.randomUUID()}`;
  try {
    if (typeof content === "string") Deno.writeTextFileSync(aside, content, { createNew: true });
    else Deno.writeFileSync(aside, content, { createNew: true });
    return move(aside);
  } finally {
    removeIfThere(aside);
  }
}

/** Moves a file, and makes the folder that it goes to if need be. */
export async function renameInto(from: string, to: string): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await Deno.mkdir(dirname(to), { recursive: true });
    await Deno.rename(from, to);
  }
}
