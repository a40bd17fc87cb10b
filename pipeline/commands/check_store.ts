/**
 * `work --check FOLDER`: whether a folder can serve several machines as a store.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { orIfGone, replaceWhole } from "../engine/files.ts";
import { trialFolder } from "../engine/layout.ts";
import { shownPath, whyUnwritable } from "../paths.ts";
import type { Console } from "./console.ts";

/** Garbage collection takes what is young by the file system's clock for in use, for an hour. */
const MOST_SECONDS = 1800;

/** What a folder lacks, in the words of a sentence that begins "it cannot"; undefined if nothing. */
type Lack = string | undefined;

/** Runs the command; the result is the exit code. */
export async function checkStore(folder: string, console: Console): Promise<number> {
  const { lacks, ahead } = await trial(folder);
  const ok = lacks.length === 0;
  const shown = shownPath(folder);
  console.say(
    ok
      ? `${shown} can serve as a shared store: files are replaced whole, hard links and locks work, ` +
        `writes are synced, and its clock is ${Math.abs(ahead).toFixed(1)} s ${
          ahead < 0 ? "behind" : "ahead of"
        } this machine's.`
      : `${shown} cannot serve as a shared store: ${
        lacks.join("; ")
      }; use another file system, or other options of mounting it.`,
  );
  console.json({ command: "work", check: folder, ok, lacks, clockSeconds: ahead });
  return ok ? 0 : 1;
}

/** Tries all that a store needs in a folder of its own, which is removed. */
async function trial(folder: string): Promise<{ lacks: string[]; ahead: number }> {
  const place = trialFolder(folder);
  const isNew = orIfGone(() => Deno.statSync(folder), undefined) === undefined;
  let ahead = 0;
  const lacks: string[] = [];
  const demand = async (what: string, look: () => Lack | Promise<Lack>): Promise<void> => {
    try {
      const lack = await look();
      if (lack !== undefined) lacks.push(lack);
    } catch (error) {
      const why = error instanceof Error ? whyUnwritable(error, folder) : error;
      lacks.push(`${what} (${why})`);
    }
  };
  await demand("nothing can be written there", () => {
    Deno.mkdirSync(place, { recursive: true });
  });
  if (lacks.length > 0) return { lacks, ahead };
  const file = join(place, "file");
  try {
    await demand("a file cannot be replaced", () => {
      replaceWhole(file, "old");
      replaceWhole(file, "new");
      return Deno.readTextFileSync(file) === "new" ? undefined : "a file that was replaced is old";
    });
    await demand("it has no hard links", () => {
      Deno.linkSync(file, join(place, "link"));
      return Deno.statSync(file).nlink === 2 ? undefined : "its hard links are copies";
    });
    await demand("a link in the place of a file is not refused", () => {
      try {
        Deno.linkSync(file, join(place, "link"));
      } catch (error) {
        if (error instanceof Deno.errors.AlreadyExists) return undefined;
        throw error;
      }
      return "a link in the place of a file is not refused";
    });
    await demand("its files cannot be synced", () => {
      using open = Deno.openSync(file, { write: true });
      open.syncSync();
      return undefined;
    });
    await demand(
      "it has no file locks",
      async () =>
        await isExclusive(file) ? undefined : "its file locks do not keep another process out",
    );
    ahead = await clockOf(file);
    if (Math.abs(ahead) > MOST_SECONDS) {
      lacks.push(`its clock and this machine's differ by ${Math.round(ahead)} s`);
    }
  } finally {
    Deno.removeSync(place, { recursive: true });
    if (isNew) orIfGone(() => Deno.removeSync(folder), undefined);
  }
  return { lacks, ahead };
}

/** True if a file that is locked here cannot be locked by another process. */
async function isExclusive(file: string): Promise<boolean> {
  using open = Deno.openSync(file, { write: true });
  open.lockSync(true);
  const other = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-config", "--no-lock", "--allow-read", "--allow-write"],
      fileURLToPath(new URL("try_lock.ts", import.meta.url)),
      file,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
  const { code, stderr } = await other.output();
  if (code > 1) throw new Error(new TextDecoder().decode(stderr).trim().split("\n")[0]);
  return code === 1;
}

/** By how many seconds the clock of the file system is ahead of this machine's. */
async function clockOf(file: string): Promise<number> {
  await Deno.writeTextFile(file, "now");
  const mine = Date.now();
  const theirs = (await Deno.stat(file)).mtime?.getTime() ?? mine;
  return Math.round((theirs - mine) / 100) / 10 || 0;
}
