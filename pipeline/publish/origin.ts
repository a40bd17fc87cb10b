/**
 * Where the sources come from: the commit, its date, and which files are the sources.
 *
 * The date of what is published is that of its commit, by one rule: SOURCE_DATE_EPOCH if it is set
 * (seconds since 1970, as reproducible-builds.org has it); else what git says of the checkout; else what
 * `.commit` says, which git fills in when it makes an archive of a commit.
 *
 * @module
 */

import { join } from "node:path";
import { orIfGone } from "../engine/files.ts";
import { MARKER } from "../engine/layout.ts";
import { UsageError } from "../engine/stage.ts";
import { MANIFEST } from "../view_folder.ts";

/** The file that archives of a commit have, with its hash and the seconds since 1970 of its date. */
export const COMMIT_FILE = ".commit";

/** What is known of the sources. */
export interface Origin {
  /** The commit's hash, if it is known. */
  readonly commit?: string;
  /** Seconds since 1970. */
  readonly seconds: number;
  /** Paths of the files that are sources. */
  readonly files: readonly string[];
  /** Files that are not as in the commit, or missing, as far as they are known. */
  readonly changed: readonly string[];
  /** True if any is not, be it that whoever published these sources before said so. */
  readonly altered: boolean;
}

/** What is said of sources that are not as in their commit. */
const ALTERED = " with changes";

/**
 * Looks where the sources of a project come from.
 *
 * @param reached Files that results stand on, whether or not anybody told git of them.
 * @throws {UsageError} If nothing tells a date.
 */
export async function originOf(root: string, reached: Iterable<string>): Promise<Origin> {
  const told = Deno.env.get("SOURCE_DATE_EPOCH") || undefined;
  if (told !== undefined && !/^\d{1,10}$/.test(told)) {
    throw new UsageError(
      `SOURCE_DATE_EPOCH is "${told}"; give whole seconds since 1970, or leave it unset.`,
    );
  }
  if (orIfGone(() => Deno.lstatSync(join(root, ".git")), undefined) !== undefined) {
    return await ofCheckout(root, told, reached);
  }
  const [, commit, seconds, altered] =
    /^([0-9a-f]{40,64}) (\d+)( with changes)?$/m.exec(read(root, COMMIT_FILE)) ?? [];
  if (told === undefined && seconds === undefined) {
    throw new UsageError(
      "Nothing tells the date of these sources, which is that of what is published: they are no git " +
        "checkout, and no archive of a commit; set SOURCE_DATE_EPOCH to seconds since 1970.",
    );
  }
  return {
    ...(commit === undefined ? {} : { commit }),
    seconds: Number(told ?? seconds),
    files: [...new Set([...filesBelow(root), ...reached])].sort(),
    changed: [],
    altered: altered !== undefined,
  };
}

/** The text of `.commit` where the commit is known: what git would make of it, and whether files differ. */
export function commitText({ commit, seconds, altered }: Origin): string | undefined {
  return commit === undefined ? undefined : `${commit} ${seconds}${altered ? ALTERED : ""}\n`;
}

/** How the commit is called where it is known, with so many digits of its hash. */
export function commitName({ commit, altered }: Origin, digits = Infinity): string | undefined {
  return commit === undefined ? undefined : commit.slice(0, digits) + (altered ? ALTERED : "");
}

async function ofCheckout(
  root: string,
  told: string | undefined,
  reached: Iterable<string>,
): Promise<Origin> {
  const [commit, seconds] = (await git(root, "log", "-1", "--format=%H %ct")).trim().split(" ");
  const tracked = (await git(root, "ls-files", "-z")).split("\0")
    .filter((file) => file !== "" && isFile(root, file));
  const files = new Set([...tracked, ...reached]);
  const differing = (await git(root, "diff", "--name-only", "-z", "HEAD")).split("\0")
    .filter((file) => file !== "");
  const known = new Set(tracked);
  const changed = [...differing, ...[...files].filter((file) => !known.has(file))];
  return {
    commit: commit!,
    seconds: Number(told ?? seconds),
    files: [...files].sort(),
    changed: [...new Set(changed)].sort(),
    altered: changed.length > 0,
  };
}

/** What a hook of git hands to what it starts: a repository that need not be that of the folder. */
export const OF_HOOKS: readonly string[] = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_OBJECT_DIRECTORY",
];

/** What git prints. */
async function git(root: string, ...args: string[]): Promise<string> {
  const refuse = (why: string): UsageError =>
    new UsageError(
      `git does not tell the commit of ${root}, whose date is that of what is published ` +
        `(${why}); mend that, or copy the sources without .git and set SOURCE_DATE_EPOCH.`,
    );
  try {
    const environment = Object.entries(Deno.env.toObject())
      .filter(([name]) => !OF_HOOKS.includes(name));
    const { success, stdout, stderr } = await new Deno.Command("git", {
      args: ["-C", root, "-c", "core.quotePath=false", ...args],
      env: { ...Object.fromEntries(environment), LC_ALL: "C" },
      clearEnv: true,
    }).output();
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    if (success) return text(stdout);
    throw refuse(text(stderr).trim().split("\n")[0]!);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}

/** Without git: all files but what `.gitignore` names, stores, views, and what is hidden from git. */
function* filesBelow(root: string, folder = ""): Generator<string> {
  const ignored = new Set(
    [
      ".git",
      ...read(root, ".gitignore").split("\n").map((line) => line.replaceAll("/", "").trim()),
    ],
  );
  for (const { name, isFile, isDirectory } of Deno.readDirSync(join(root, folder))) {
    if (folder === "" && ignored.has(name)) continue;
    const path = folder + name;
    if (isFile) yield path;
    else if (isDirectory && ![MARKER, MANIFEST].some((file) => isIn(root, `${path}/${file}`))) {
      yield* filesBelow(root, `${path}/`);
    }
  }
}

function isIn(root: string, path: string): boolean {
  return orIfGone(() => Deno.lstatSync(join(root, path)), undefined) !== undefined;
}

function isFile(root: string, path: string): boolean {
  return orIfGone(() => Deno.lstatSync(join(root, path)).isFile, false);
}

function read(root: string, file: string): string {
  return orIfGone(() => Deno.readTextFileSync(join(root, file)), "");
}
