/**
 * Reading what the documentation shows.
 *
 * @module
 */
import { ROOT } from "./project_files.ts";

/** A block of code: the TypeScript and what the indented block after it shows. */
export interface Shown {
  /** The name in its first line, `// name.ts`. */
  readonly name: string;
  readonly code: string;
  /** The command of the first indented block after the code, and what it prints. */
  readonly command: string;
  readonly output: string;
}

/** The block of TypeScript that begins with `// name`, and the command with its output after it. */
export async function shownIn(document: string, name: string): Promise<Shown> {
  const text = await Deno.readTextFile(ROOT + document);
  const [, code, rest] = text.split(`\`\`\`ts\n// ${name}\n`)[1]!.match(
    /^([\s\S]*?)```\n([\s\S]*)$/,
  )!;
  const [, command, output] = rest!.match(/^ {4}(\.\/bigrad .*)\n\n((?: {4}.*\n|\n(?= {4}))+)/m)!;
  return { name, code: code!, command: command!, output: output!.replace(/^ {4}/gm, "").trimEnd() };
}
