/**
 * A user's files, and what goes wrong with them, in one line.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";

/**
 * Looks whether a file is there and is one; what is no file could be waited for in vain.
 *
 * @param shown How messages call it.
 * @param remedy What is to be given instead.
 * @throws {UsageError} if it is not.
 */
export async function requireFile(
  path: string,
  shown: string,
  remedy: string,
): Promise<Deno.FileInfo> {
  try {
    const info = await Deno.stat(path);
    if (info.isFile) return info;
    const what = info.isDirectory ? "a folder" : info.isFifo ? "a pipe" : "not a file";
    throw new UsageError(`"${shown}" is ${what}; give ${remedy}.`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`There is no file "${shown}"; give ${remedy}.`);
    }
    throw new UsageError(`"${shown}" cannot be read: ${firstLine(error)}.`);
  }
}

/** What an error says first, without a full stop. */
export function firstLine(thrown: unknown): string {
  const { name, message } = errorOf(thrown);
  if (name === "NotCapable") {
    return message.replace(/, run again .*$/s, ", which this code is not given");
  }
  return message.trim().split("\n")[0]!.replace(/\.$/, "");
}

/** What was thrown as an error with words: a user's file may throw anything, even what throws itself. */
export function errorOf(thrown: unknown): Error {
  try {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const { name, message }: { name: unknown; message: unknown } = error;
    if (typeof name === "string" && typeof message === "string" && message.trim() !== "") {
      return error;
    }
  } catch {
    // It has no words.
  }
  return new Error("it threw an error without words");
}
