/**
 * Files that are nobody's but a user's, to be found again byte for byte.
 *
 * @module
 */

import { dirname, join } from "node:path";

/** Writes files by path below a folder; what begins with "-> " is a symbolic link to what follows. */
export function writeAll(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    const target = join(root, path);
    Deno.mkdirSync(dirname(target), { recursive: true });
    if (content.startsWith("-> ")) Deno.symlinkSync(content.slice(3), target);
    else Deno.writeTextFileSync(target, content);
  }
}

/** All that is below a folder, as `writeAll` takes it; an empty folder is "" under its path and a slash. */
export function readAll(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const look = (path: string): void => {
    const entries = [...Deno.readDirSync(join(root, path))];
    if (entries.length === 0) found[`${path}/`] = "";
    for (const { name, isDirectory, isSymlink } of entries) {
      const at = path === "" ? name : `${path}/${name}`;
      if (isDirectory) look(at);
      else {
        found[at] = isSymlink
          ? `-> ${Deno.readLinkSync(join(root, at))}`
          : Deno.readTextFileSync(join(root, at));
      }
    }
  };
  look("");
  return Object.fromEntries(Object.entries(found).sort());
}
