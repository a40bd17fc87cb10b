/**
 * What the documentation shows: files, and commands with what they print.
 *
 * A block `ts` whose first line is `// name.ts` is a file. A block `console` is a command after `$ `
 * and all that it prints, notes first.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { finish, PLAIN } from "../pipeline/project_copy.ts";
import { ROOT } from "./project_files.ts";

/** A command and what it prints. */
export interface Shown {
  readonly command: string;
  readonly output: string;
}

const CONSOLE = /^```console\n\$ (.*)\n([\s\S]*?)```$/gm;
const NAMED = /^```ts\n(\/\/ ([\w/]+\.ts)\n[\s\S]*?)```$/gm;
/** What the launcher does with a command. */
const LAUNCHED: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\.\/bigrad run /, ["run", "--no-prompt", "--config", `${ROOT}deno.json`]],
  [/^\.\/bigrad /, ["run", "-A", "--no-prompt", `${ROOT}pipeline/main.ts`]],
];

/** The documents that show commands. */
export async function documents(): Promise<string[]> {
  const names = ["README.md"];
  for await (const { name } of Deno.readDir(`${ROOT}docs`)) names.push(`docs/${name}`);
  return names.filter((name) => name.endsWith(".md")).sort();
}

/** The files that a document shows, by name. */
export function filesIn(text: string): Map<string, string> {
  return new Map([...text.matchAll(NAMED)].map(([, code, name]) => [name!, code!]));
}

/** The commands that a document shows. */
export function commandsIn(text: string): Shown[] {
  return [...text.matchAll(CONSOLE)].map(([, command, output]) => ({
    command: command!,
    output: output!,
  }));
}

/** The document with what its commands print now. */
export async function printedAnew(text: string): Promise<string> {
  const outputs = new Map<string, string>();
  for (const { command } of commandsIn(text)) {
    outputs.set(command, await printed(command, filesIn(text)));
  }
  return text.replaceAll(
    CONSOLE,
    (_, command) => `\`\`\`console\n$ ${command}\n${outputs.get(command)}\`\`\``,
  );
}

/**
 * What a command prints, in a folder that has the files and the examples.
 *
 * @throws {Error} if it fails.
 */
export async function printed(
  command: string,
  files: ReadonlyMap<string, string> = new Map(),
): Promise<string> {
  const [pattern, launched] = LAUNCHED.find(([pattern]) => pattern.test(command))!;
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "bigrad-shown-" }));
  try {
    await Deno.symlink(`${ROOT}examples`, `${folder}/examples`);
    for (const [name, code] of files) {
      if (name.startsWith("examples/")) continue;
      await Deno.mkdir(dirname(join(folder, name)), { recursive: true });
      await Deno.writeTextFile(join(folder, name), code);
    }
    const { code, stdout, stderr } = await finish(
      new Deno.Command(Deno.execPath(), {
        args: [...launched, ...command.replace(pattern, "").split(" ")],
        cwd: folder,
        env: { ...PLAIN, INIT_CWD: folder },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
    if (code !== 0) throw new Error(`"${command}" ends with ${code}: ${stderr}`);
    return stderr + stdout;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
