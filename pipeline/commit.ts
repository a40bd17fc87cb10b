/**
 * Which commit is checked out, as far as files tell: no program is started for it.
 *
 * @module
 */

import { isAbsolute, join } from "node:path";
import { orIfGone } from "./engine/files.ts";

const HASH = /^[0-9a-f]{40,64}$/;

/** What may not be read tells nothing. */
function textOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path).trim();
  } catch {
    return undefined;
  }
}

/** The commit of a working tree with git, 40 hexadecimal digits; `undefined` where it cannot be told. */
export function commitOf(root: string): string | undefined {
  const git = join(root, ".git");
  const isFile = orIfGone(() => Deno.statSync(git), undefined)?.isFile === true;
  // A linked working tree has a file that says where its folder is, and that one where the common one is.
  const named = isFile ? textOf(git)?.replace(/^gitdir: /, "") : git;
  if (named === undefined) return undefined;
  const folder = isAbsolute(named) ? named : join(root, named);
  const above = textOf(join(folder, "commondir"));
  const common = above === undefined ? folder : isAbsolute(above) ? above : join(folder, above);
  const head = textOf(join(folder, "HEAD"));
  const branch = head?.startsWith("ref: ") ? head.slice("ref: ".length) : undefined;
  const commit = branch === undefined
    ? head
    : textOf(join(folder, branch)) ?? textOf(join(common, branch)) ?? packed(common, branch);
  return commit !== undefined && HASH.test(commit) ? commit : undefined;
}

/** A branch among those that git keeps in one file. */
function packed(common: string, branch: string): string | undefined {
  return textOf(join(common, "packed-refs"))?.split("\n")
    .find((line) => line.endsWith(` ${branch}`))?.split(" ")[0];
}
