/**
 * Paths as a user writes and reads them: relative ones are meant from where the user stands, which
 * is not where the program runs when the launcher or a task of Deno has changed the folder.
 *
 * @module
 */

import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { orIfGone, removeIfThere } from "./engine/files.ts";
import { UsageError } from "./engine/stage.ts";

/** The folder of the project, with a slash at its end. */
export const PROJECT_FOLDER: string = fileURLToPath(new URL("..", import.meta.url));

/** The folder the user stands in. */
function userFolder(): string {
  return Deno.env.get("INIT_CWD") || Deno.cwd();
}

/** The absolute path of what a user wrote. */
export function userPath(path: string): string {
  return resolve(userFolder(), path);
}

/** An absolute path as the user would write it: relative if it is below where the user stands. */
export function shownPath(path: string): string {
  const from = relative(userFolder(), path);
  return from.startsWith("..") || isAbsolute(from) ? path : from || ".";
}

/**
 * Looks whether there is anything at a path, before anything is made.
 *
 * @param option The option that named it, for the message.
 * @throws {UsageError} If the system does not let bigrad look.
 */
export function requireReachable(option: string, folder: string): void {
  refusing(option, folder, () => {
    try {
      Deno.lstatSync(folder);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
    }
    try {
      Deno.statSync(folder);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ELOOP") throw error;
    }
  });
}

/**
 * Makes a folder.
 *
 * @param option The option that named it, for the message.
 * @throws {UsageError} If it cannot be one.
 */
export function requireFolder(option: string, folder: string): void {
  if (leadsNowhere(folder)) {
    throw new UsageError(
      `--${option} is "${
        shownPath(folder)
      }", a symbolic link to nothing; make the folder that it ` +
        "leads to, or name another.",
    );
  }
  const file = fileInTheWay(folder);
  if (file === undefined) {
    return refusing(option, folder, () => Deno.mkdirSync(folder, { recursive: true }));
  }
  const what = file === folder ? "which is a file" : `but "${shownPath(file)}" is a file`;
  throw new UsageError(`--${option} is "${shownPath(folder)}", ${what}; name a folder.`);
}

/**
 * Makes a folder and tries to write into it, so that a mistake is told before any work is done.
 *
 * @param trial Where in the folder a file is written and removed. Other runs may see it, so it has a
 *   name that they take for a temporary file of one of them.
 * @throws {UsageError} If it cannot be a folder or cannot be written.
 */
export function requireWritable(option: string, folder: string, trial: string): void {
  requireFolder(option, folder);
  refusing(option, folder, () => {
    Deno.writeTextFileSync(join(folder, trial), "", { createNew: true });
    // A run that begins now may have taken it for what an ended one left.
    removeIfThere(join(folder, trial));
  });
}

/**
 * Does something with a folder that an option names.
 *
 * @throws {UsageError} If the system refuses it.
 */
export function refusing<Result>(option: string, folder: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error)) throw error;
    throw new UsageError(
      `--${option} is "${shownPath(folder)}", where nothing can be written (${
        whyUnwritable(error, folder)
      }); name another folder.`,
    );
  }
}

/** Why a folder cannot be written, in words that a user can do something with. */
export function whyUnwritable(error: Error, folder: string): string {
  return error.name === "NotCapable" && folder.includes(",")
    ? "it has a comma in its path, where Deno lets paths end"
    : error.message.replace(/, run again with.*/, "");
}

function leadsNowhere(path: string): boolean {
  const link = orIfGone(() => Deno.lstatSync(path), undefined)?.isSymlink === true;
  return link && orIfGone(() => Deno.statSync(path), undefined) === undefined;
}

/** The file that stands where the folder, or a folder above it, should be. */
function fileInTheWay(folder: string): string | undefined {
  for (let path = folder;; path = dirname(path)) {
    try {
      return Deno.statSync(path).isDirectory ? undefined : path;
    } catch {
      // Not there, or not to be looked at: what is above it decides.
    }
    if (path === dirname(path)) return undefined;
  }
}
