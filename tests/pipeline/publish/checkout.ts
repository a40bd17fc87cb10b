/**
 * Git checkouts in temporary folders, whose commit does not depend on the machine.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { dirname } from "node:path";
import { OF_HOOKS } from "../../../pipeline/publish/origin.ts";

/** Whether there is git on this machine. */
export const HAS_GIT: boolean = await new Deno.Command("git", { args: ["--version"] }).output()
  .then(({ success }) => success, () => false);

/** Runs git in a folder; what it prints. */
export async function git(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("env", {
    args: [
      ...OF_HOOKS.flatMap((name) => ["-u", name]),
      ...["git", "-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", ...args],
    ],
    cwd: folder,
    env: {
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_SYSTEM: "/dev/null",
      GIT_AUTHOR_NAME: "a",
      GIT_AUTHOR_EMAIL: "a@example.org",
      GIT_COMMITTER_NAME: "a",
      GIT_COMMITTER_EMAIL: "a@example.org",
      ...env,
    },
  }).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  assertEquals([code, code === 0 ? "" : text(stderr)], [0, ""]);
  return text(stdout);
}

/** Makes a folder a checkout with one commit of all that is in it. */
async function commitAll(folder: string, date: string): Promise<void> {
  const dates = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  await git(folder, ["init", "--quiet"]);
  await git(folder, ["add", "--all"]);
  await git(folder, ["commit", "--quiet", "--message", "All"], dates);
}

/**
 * Makes two folders with equal files clones of one repository; where there is no git, archives of one
 * commit.
 */
export async function makeClones(one: string, other: string, date: string): Promise<void> {
  if (!HAS_GIT) {
    const text = `${"0".repeat(40)} ${Date.parse(date) / 1000}\n`;
    for (const folder of [one, other]) await Deno.writeTextFile(`${folder}/.commit`, text);
    return;
  }
  await commitAll(one, date);
  await git(other, ["clone", "--quiet", "--no-checkout", one, "clone"]);
  await Deno.rename(`${other}/clone/.git`, `${other}/.git`);
  await Deno.remove(`${other}/clone`);
  await git(other, ["reset", "--quiet"]);
}

/** A checkout. It is removed, with what lies beside it, at the end of its scope. */
export class Checkout implements AsyncDisposable {
  private constructor(readonly root: string) {}

  /** A checkout with these files. */
  static async of(files: Readonly<Record<string, string>>, date: string): Promise<Checkout> {
    const root = `${await Deno.makeTempDir({ prefix: "bigrad-checkout-" })}/checkout`;
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(`${root}/${path}`), { recursive: true });
      await Deno.writeTextFile(`${root}/${path}`, text);
    }
    await commitAll(root, date);
    return new Checkout(root);
  }

  /** The hash of its commit. */
  async head(): Promise<string> {
    return (await git(this.root, ["rev-parse", "HEAD"])).trim();
  }

  /** Unpacks an archive of its commit into a folder. */
  async archive(folder: string): Promise<void> {
    await Deno.mkdir(folder);
    await git(this.root, ["archive", "--output", `${folder}/x.tar`, "HEAD"]);
    const unpacked = await new Deno.Command("tar", { args: ["-xf", "x.tar"], cwd: folder })
      .output();
    assertEquals(unpacked.code, 0);
    await Deno.remove(`${folder}/x.tar`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(dirname(this.root), { recursive: true });
  }
}
