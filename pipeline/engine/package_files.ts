/**
 * Which files are of packages, and by which files a bundle with packages in it is known.
 *
 * @module
 */

import { join, relative } from "node:path";
import { orIfGone } from "./files.ts";

/** True of a file of any package, which may be imported as packages do. */
export const isOfPackage = (file: string): boolean => /(^|\/)node_modules\//.test(file);

/**
 * The files by which a bundle is known, of all that went in. The project's own packages are what the lock
 * file says they are; a user's, beside their code, may change at any time, and with them the
 * `package.json` that says which of their files are meant.
 *
 * @param files By their paths from the root.
 * @param exists Tells of such a file whether it can be read.
 */
export function knownBy(
  files: readonly string[],
  root: string,
  exists: (file: string) => boolean,
): string[] {
  const folder = "node_modules";
  // Deno links packages to where they lie among all.
  const real = orIfGone(() => relative(root, Deno.realPathSync(join(root, folder))), folder);
  const own = files.filter((file) =>
    !file.startsWith(`${folder}/`) && !file.startsWith(`${real}/`)
  );
  const chosenBy = own.flatMap((file) => {
    const [pack] = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(file) ?? [];
    return pack !== undefined && exists(`${pack}package.json`) ? [`${pack}package.json`] : [];
  });
  return [...new Set([...own, ...chosenBy])].sort();
}
