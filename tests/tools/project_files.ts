/**
 * The files of the project.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** The root of the repository, an absolute path that ends in a slash. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** The files below the root that git does not ignore, sorted, named from the root. */
export async function projectFiles(root: string): Promise<string[]> {
  const ignored = (await Deno.readTextFile(`${root}.gitignore`)).split("\n")
    .map((line) => line.replaceAll("/", "").trim());
  const skipped = new Set([".git", ...ignored]);
  const files: string[] = [];
  async function walk(folder: string): Promise<void> {
    for await (const { name, isDirectory, isFile } of Deno.readDir(root + folder)) {
      if (folder === "" && skipped.has(name)) continue;
      if (isDirectory) await walk(`${folder}${name}/`);
      else if (isFile) files.push(folder + name);
    }
  }
  await walk("");
  return files.sort();
}
