/**
 * The store of one smoke reproduction, computed once per run of all tests and copied by those that
 * are about what comes after it.
 *
 * @module
 */

import { assert } from "@std/assert";
import { type ProjectCopy, recordsOf } from "./project_copy.ts";

/** Names the folder that one run of all tests shares between its files; `run_tests.ts` makes it. */
const SHARED = Deno.env.get("BIGRAD_TESTS_SHARED");
const KEPT = `${SHARED}/smoke`;

/** Copies a folder to where nothing is; it is there wholly or not at all. */
async function copyFolder(from: string, to: string): Promise<void> {
  const part = `${to}.${crypto.randomUUID()}`;
  const { success } = await new Deno.Command("cp", { args: ["-Rp", from, part] }).output();
  assert(success, `${from} was not copied to ${part}`);
  try {
    await Deno.rename(part, to);
  } catch {
    // Another file was quicker, with the same bytes
    await Deno.remove(part, { recursive: true });
  }
}

/** Hands the store of a copy, which has reproduced the smoke profile from unedited sources, to other files. */
export async function handOver(copy: ProjectCopy): Promise<void> {
  if (SHARED !== undefined) await copyFolder(`${copy.root}/.bigrad`, KEPT);
}

/**
 * Gives a copy of unedited sources the store of a smoke reproduction: another file's, or its own.
 *
 * @param selection What is needed of it, where the copy has to make it: targets, or options.
 */
export async function warm(copy: ProjectCopy, ...selection: readonly string[]): Promise<void> {
  if (SHARED !== undefined && await Deno.stat(KEPT).then(() => true, () => false)) {
    if (await copy.has(".bigrad")) await Deno.remove(`${copy.root}/.bigrad`, { recursive: true });
    return await copyFolder(KEPT, `${copy.root}/.bigrad`);
  }
  await copy.reproduce(...selection);
  await Deno.remove(`${copy.root}/out`, { recursive: true });
  if (selection.length === 0) await handOver(copy);
}

/** Drops the records of the stages with such names, so that they are computed again. */
export async function forget(copy: ProjectCopy, names: RegExp): Promise<string[]> {
  const forgotten: string[] = [];
  for await (const path of recordsOf(`${copy.root}/.bigrad`)) {
    const { name } = JSON.parse(await Deno.readTextFile(path)) as { name: string };
    if (!names.test(name)) continue;
    forgotten.push(name);
    await Deno.remove(path);
  }
  return forgotten;
}
