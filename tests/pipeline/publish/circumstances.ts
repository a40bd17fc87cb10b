/**
 * Commands of bigrad in a clone, under circumstances that results must not depend on.
 *
 * @module
 */

import { finish, oneObject, PLAIN, type ProjectCopy } from "../project_copy.ts";

const SMOKE = ["--profile", "smoke", "--jobs", "1", "--json"];

/** The object that `publish --json` ends with. */
export interface Published {
  readonly ok: boolean;
  readonly archive: string;
  readonly files: number;
  readonly stages: { readonly total: number; readonly ran: number; readonly cached: number };
}

/** The object that `verify --crate --json` ends with. */
export interface Verified {
  readonly ok: boolean;
  readonly files: { readonly checked: number; readonly damaged: readonly string[] };
  readonly code: { readonly changed: readonly string[] };
  readonly stages: {
    readonly total: number;
    readonly equal: number;
    readonly different: readonly string[];
    readonly after: readonly string[];
  };
  readonly results: {
    readonly equal: number;
    readonly different: readonly { readonly file: string; readonly largest: number | null }[];
  };
}

/** How a clone is run. */
export interface Circumstances {
  readonly umask: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a command of bigrad in a clone; its last line and what it says on standard error. */
export async function run<Result>(
  { root }: ProjectCopy,
  { umask, env }: Circumstances,
  ...args: string[]
): Promise<{ code: number; stderr: string; value: Result }> {
  const process = new Deno.Command("sh", {
    args: [
      ...["-c", `umask ${umask}; exec "$@"`, "sh", Deno.execPath(), "run", "-A"],
      ...["pipeline/main.ts", ...args, ...SMOKE],
    ],
    cwd: root,
    env: { ...PLAIN, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return oneObject<Result>(await finish(process));
}

/** Two circumstances that have nothing in common. */
export const HERE: Circumstances = { umask: "022", env: { TZ: "Asia/Tokyo", LC_ALL: "C" } };
export const THERE: Circumstances = {
  umask: "077",
  env: { TZ: "America/New_York", LC_ALL: "de_DE.UTF-8", LANG: "de_DE.UTF-8" },
};
