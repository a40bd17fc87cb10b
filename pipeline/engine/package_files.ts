/**
 * Which files are of packages, and which of these the project's lock file vouches for.
 *
 * @module
 */

import { join, relative } from "node:path";
import { orIfGone } from "./files.ts";

/** True of a file of any package, which may be imported as packages do. */
export const isOfPackage = (file: string): boolean => /(^|\/)node_modules\//.test(file);

/**
 * Tells of files, by their paths from the root, whether they are of the project's own packages: these are
 * what the lock file says they are. A user's own, beside their code, may change at any time.
 */
export function lockedFiles(root: string): (file: string) => boolean {
  const folder = "node_modules";
  const real = orIfGone(() => relative(root, Deno.realPathSync(join(root, folder))), folder);
  // Deno links packages to where they lie among all.
  return (file) => [folder, real].some((own) => file.startsWith(`${own}/`));
}
