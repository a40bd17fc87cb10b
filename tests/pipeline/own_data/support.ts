import { assertAlmostEquals, assertEquals } from "@std/assert";
import { estimate } from "../../../pipeline/commands/estimate.ts";
import type { Console } from "../../../pipeline/commands/console.ts";
import { UsageError } from "../../../pipeline/engine/stage.ts";
import { openHere } from "../../../pipeline/own_data/computation.ts";
import { readOptions } from "../../../pipeline/options.ts";
import { literal, withDuckDB } from "../../../pipeline/duckdb.ts";
import { ROOT } from "../../tools/project_files.ts";
import { finish, type Finished } from "../project_copy.ts";

/** The options of the command. */
export const OPTIONS = [
  "data",
  "losses",
  "covariates",
  "at",
  "grid",
  "cluster",
  "weights",
  "missing",
  "adjust",
  "root",
  "folds-column",
  "learners",
  "out",
  "learner",
  "folds",
  "repetitions",
  "level",
  "joint",
  "seed",
  "json",
];

/** What `estimate --json` ends with. */
export interface Answer {
  readonly command: string;
  readonly data: string;
  readonly losses: string;
  readonly ok: boolean;
  readonly n: number;
  readonly read: {
    readonly rows: number;
    readonly columns: readonly { name: string; type: string; used: boolean }[];
  };
  readonly covariates: readonly string[];
  readonly columns: readonly string[];
  readonly at: readonly number[];
  readonly learner: string;
  readonly jackknife: boolean;
  readonly folds: number;
  readonly repetitions: number;
  readonly seed: number;
  readonly gradient: readonly {
    readonly name: string;
    readonly estimate: number;
    readonly standardError: number;
    readonly t: number;
    readonly pValue: number;
    readonly intervals: readonly { level: number; low: number; high: number }[];
  }[];
  readonly joint?: readonly {
    readonly level: number;
    readonly criticalValue: number;
    readonly low: readonly number[];
    readonly high: readonly number[];
  }[];
  readonly nuisances: readonly {
    readonly nuisance: string;
    readonly measure: string;
    readonly value: number;
    readonly r2: number;
    readonly learner: string;
    readonly smoothing: number;
  }[];
  readonly guardRails: {
    readonly minimumCurvature: number;
    readonly shareClipped: number;
    readonly newtonSteps: number;
    readonly converged: boolean;
  };
  readonly warnings: readonly string[];
}

/** A folder for a user's files, removed at the end of its scope. */
export class OwnFiles implements AsyncDisposable {
  private constructor(readonly root: string) {}

  static async make(): Promise<OwnFiles> {
    return new OwnFiles(await Deno.realPath(await Deno.makeTempDir({ prefix: "bigrad-own-" })));
  }

  /** Writes a file and returns its path. */
  async write(name: string, text: string): Promise<string> {
    const path = `${this.root}/${name}`;
    await Deno.writeTextFile(path, text);
    return path;
  }

  /** Writes columns as CSV, with every digit of the numbers. */
  async csv(name: string, columns: Readonly<Record<string, ArrayLike<number>>>): Promise<string> {
    const names = Object.keys(columns);
    const n = columns[names[0]!]!.length;
    const rows = Array.from(
      { length: n },
      (_, i) => names.map((column) => String(columns[column]![i])).join(","),
    );
    return await this.write(name, `${names.join(",")}\n${rows.join("\n")}\n`);
  }

  /** Writes a CSV file again as Parquet. */
  async parquet(name: string, csv: string): Promise<string> {
    const path = `${this.root}/${name}`;
    await withDuckDB((connection) =>
      connection.run(
        `COPY (SELECT * FROM read_csv(${literal(csv)})) TO ${literal(path)} (FORMAT parquet)`,
      )
    );
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

/** Starts the command as a process, from a folder. */
export function start(folder: string, args: readonly string[], env = {}): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", `${ROOT}pipeline/main.ts`, "estimate", ...args],
    cwd: folder,
    env: { NO_COLOR: "1", CI: "", BIGRAD_DEBUG: "", INIT_CWD: folder, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs the command as a process, from a folder, to its end. */
export async function run(folder: string, args: readonly string[], env = {}): Promise<Finished> {
  return await finish(start(folder, args, env));
}

/** What the command said. */
export interface Asked {
  readonly text: string;
  readonly notes: string;
  readonly answer: Answer;
}

/** Runs the command in this process. */
export async function ask(...args: string[]): Promise<Asked> {
  const said: string[] = [];
  const warned: string[] = [];
  const objects: unknown[] = [];
  const console: Console = {
    say: (line) => void said.push(line),
    warn: (line) => void warned.push(line),
    json: (value) => void objects.push(value),
    progress: { terminal: false, columns: () => 80, write: () => {}, now: () => 0 },
  };
  await estimate(readOptions(args, "estimate", OPTIONS), console, openHere);
  return { text: said.join("\n"), notes: warned.join("\n"), answer: objects[0] as Answer };
}

/** Estimates and standard errors, side by side. */
export function numbersOf({ gradient }: Answer): number[] {
  return gradient.flatMap(({ estimate, standardError }) => [estimate, standardError]);
}

/** Numbers that are the same but for rounding, in units of the largest. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  share = 1e-8,
  what = "",
): void {
  const size = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assertEquals(actual.length, expected.length, what);
  Array.from(actual).forEach((value, at) =>
    assertAlmostEquals(value, expected[at]!, share * size, what)
  );
}

/** The sentence with which the command refuses; it must refuse. */
export async function refusal(...args: string[]): Promise<string> {
  try {
    await ask(...args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error(`not refused: ${args.join(" ")}`);
}
