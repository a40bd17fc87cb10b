/**
 * Copies of the project in temporary folders, to be run, edited, interrupted and damaged through
 * real processes.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { dirname } from "node:path";
import { projectFiles, ROOT } from "../tools/project_files.ts";

const COPIED =
  /^(numerics|pipeline|estimators|problems|reports)\/|^(deno\.(json|lock)|mod\.ts|bigrad|\.dvmrc|Makefile|LICENSE|CITATION\.cff|codemeta\.json|\.commit)$/;

/** Nothing of how the tests were called reaches a command but this. */
export const PLAIN: Readonly<Record<string, string>> = {
  NO_COLOR: "1",
  FORCE_COLOR: "",
  CI: "",
  BIGRAD_DEBUG: "",
  INIT_CWD: "",
};

/** What a finished process left. */
export interface Finished {
  /** Exit code. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The object that `reproduce --json` ends with. */
export interface ReproduceResult {
  readonly command: string;
  readonly profile: string;
  readonly ok: boolean;
  readonly stages: {
    readonly total: number;
    readonly ran: number;
    readonly cached: number;
    readonly failed: number;
    readonly blocked: number;
    readonly skipped: number;
    readonly pending: number;
  };
  readonly ran: readonly string[];
  readonly failed: readonly { readonly name: string; readonly message: string }[];
  readonly seconds: number;
  readonly spent: Readonly<Record<string, number>>;
}

/** A bare copy: sources and lock file, no results. It is removed at the end of its scope. */
export class ProjectCopy implements AsyncDisposable {
  readonly #started: Deno.ChildProcess[] = [];

  private constructor(
    /** Absolute path, without a slash at the end. */
    readonly root: string,
  ) {}

  /**
   * Copies the sources below `from`, another copy or the project itself. Its packages are shared.
   *
   * @param name The name of its folder, if it matters.
   */
  static async of(from: string = ROOT, name = "copy"): Promise<ProjectCopy> {
    const source = from.replace(/\/$/, "");
    const above = await Deno.realPath(await Deno.makeTempDir({ prefix: "bigrad-copy-" }));
    const root = `${above}/${name}`;
    await Deno.mkdir(root);
    await Deno.copyFile(`${ROOT}.gitignore`, `${root}/.gitignore`);
    for (const file of (await projectFiles(`${source}/`)).filter((file) => COPIED.test(file))) {
      await Deno.mkdir(`${root}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.copyFile(`${source}/${file}`, `${root}/${file}`);
    }
    await Deno.symlink(`${ROOT}node_modules`, `${root}/node_modules`);
    return new ProjectCopy(root);
  }

  /** Starts a command of bigrad; `flags` stand before the script, `-A` unless given. */
  start(args: readonly string[], flags: readonly string[] = ["-A"]): Deno.ChildProcess {
    return this.#spawn(["pipeline/main.ts", ...args], flags);
  }

  #spawn(args: readonly string[], flags: readonly string[] = ["-A"]): Deno.ChildProcess {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", ...flags, ...args],
      cwd: this.root,
      env: PLAIN,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#started.push(process);
    return process;
  }

  /** Makes the launcher believe that it has brought the packages, for they are there. */
  async makeReady(): Promise<void> {
    await Deno.mkdir(`${this.root}/.cache`, { recursive: true });
    const stamp = 'echo "$(cat .dvmrc) $(cksum <deno.lock)" >.cache/packages';
    const made = await new Deno.Command("sh", { args: ["-c", stamp], cwd: this.root }).output();
    assertEquals(made.code, 0);
  }

  /** Runs a command of bigrad to its end. */
  async run(...args: string[]): Promise<Finished> {
    return await finish(this.start(args));
  }

  /**
   * Runs commands of bigrad one after another in one process of the copy, for what is the same in a
   * process of its own: refusals, above all.
   */
  async runAll(lines: readonly (readonly string[])[]): Promise<Finished[]> {
    const script = "tests/pipeline/run_lines.ts";
    await Deno.mkdir(`${this.root}/tests/pipeline`, { recursive: true });
    await Deno.copyFile(`${ROOT}${script}`, `${this.root}/${script}`);
    const file = await Deno.makeTempFile({ suffix: ".json" });
    await Deno.writeTextFile(file, JSON.stringify(lines));
    const { stdout, stderr } = await finish(this.#spawn([script, file]));
    await Deno.remove(file);
    const parts = (text: string) => [...text.matchAll(/([\s\S]*?)^=== (\d+)\n/gm)];
    const errors = parts(stderr);
    assertEquals(errors.length, lines.length, stderr.slice(-1000));
    return parts(stdout).map(([, said, code], k) => ({
      code: Number(code),
      stdout: said!,
      stderr: errors[k]![1]!,
    }));
  }

  /** Runs a command with `--json` on the smoke profile; its standard output must be one object. */
  async json<Result>(...args: string[]): Promise<{ code: number; stderr: string; value: Result }> {
    return oneObject<Result>(await this.run(...args, "--profile", "smoke", "--json"));
  }

  /** Reproduces the smoke profile, which must succeed. */
  async reproduce(...options: string[]): Promise<ReproduceResult> {
    const { code, stderr, value } = await this.json<ReproduceResult>("reproduce", ...options);
    assertEquals({ code, ok: value.ok, stderr }, { code: 0, ok: true, stderr: "" });
    return value;
  }

  /** Replaces the only occurrence of `from` in a file of the copy. */
  async edit(file: string, from: string, to: string): Promise<void> {
    const text = await this.read(file);
    assertEquals(text.split(from).length, 2, `occurrences of "${from}" in ${file}, plus one`);
    await Deno.writeTextFile(`${this.root}/${file}`, text.replace(from, () => to));
  }

  /** The text of a file of the copy. */
  async read(file: string): Promise<string> {
    return await Deno.readTextFile(`${this.root}/${file}`);
  }

  /** Whether there is such a file or folder. */
  async has(file: string): Promise<boolean> {
    return await Deno.lstat(`${this.root}/${file}`).then(() => true, () => false);
  }

  /** The digests of all outputs by stage and output, read from the records of a store. */
  async artifacts(store: string = `${this.root}/.bigrad`): Promise<Record<string, string>> {
    const digests: Record<string, string> = {};
    for await (const path of recordsOf(store)) {
      const { name, outputs } = JSON.parse(await Deno.readTextFile(path)) as {
        name: string;
        outputs: Record<string, { digest: string }>;
      };
      for (const [output, { digest }] of Object.entries(outputs)) {
        digests[`${name} ${output}`] = digest;
      }
    }
    return Object.fromEntries(Object.entries(digests).sort());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // After a failed assertion a process may still be writing.
    for (const process of this.#started) {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await process.status;
    }
    await Deno.remove(dirname(this.root), { recursive: true });
  }
}

/** Deno says so where another process looks into node_modules at the same moment. */
const OF_DENO = /^Blocking waiting for file lock.*\n/gm;

/** Waits for a process and what it says. */
export async function finish(process: Deno.ChildProcess): Promise<Finished> {
  const { code, stdout, stderr } = await process.output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr).replace(OF_DENO, "") };
}

/** The object that is all a process wrote to its standard output, on one line. */
export function oneObject<Result>(
  { code, stdout, stderr }: Finished,
): { code: number; stderr: string; value: Result } {
  const lines = stdout.split("\n");
  assertEquals([lines.length, lines[1]], [2, ""], `one line on standard output: ${stdout}`);
  return { code, stderr, value: JSON.parse(lines[0]!) as Result };
}

/** Waits until a process has written so many records into a store. */
export async function recordsIn(
  store: string,
  count: number,
  process: Deno.ChildProcess,
): Promise<void> {
  let ended = false;
  process.status.then(() => ended = true);
  while (await countRecords(store) < count) {
    if (ended) throw new Error(`The process ended before there were ${count} records in ${store}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** How many records there are in a store, or in what is none yet. */
export async function countRecords(store: string): Promise<number> {
  let count = 0;
  try {
    for await (const _ of recordsOf(store)) count++;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return count;
}

/** The paths of the records in a store. */
export async function* recordsOf(store: string): AsyncGenerator<string> {
  for await (const folder of Deno.readDir(`${store}/actions`)) {
    for await (const { name } of Deno.readDir(`${store}/actions/${folder.name}`)) {
      yield `${store}/actions/${folder.name}/${name}`;
    }
  }
}
