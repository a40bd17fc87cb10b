/**
 * Slurm, as far as it is needed to have workers started and started again: one job array is submitted,
 * looked at, cancelled.
 *
 * @module
 */

import { UsageError } from "./stage.ts";

/** What Slurm is asked for. */
export interface SlurmOptions {
  /** How many workers, as tasks of one array. */
  readonly workers: number;
  readonly partition?: string;
  readonly account?: string;
  /** Wall time of a worker, as Slurm reads it: minutes, hours:minutes:seconds, days-hours. */
  readonly time?: string;
  /** Memory of a worker: a number and K, M, G or T, megabytes without. */
  readonly memory?: string;
  /** Further arguments of `sbatch`. */
  readonly extra: readonly string[];
}

/** What a program came to. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program; its standard input is `input`. */
export type Shell = (program: string, args: readonly string[], input?: string) => Promise<Said>;

/** How long before a worker's time is over it is told, in seconds: it gives back what it holds. */
const NOTICE_SECONDS = 60;

/** The tasks of an array that are not over, counted by what the queue says of them. */
export type Tasks = ReadonlyMap<string, number>;

/** One array of workers in Slurm's queue. */
export class SlurmArray {
  private constructor(readonly id: string, readonly shell: Shell) {}

  /**
   * Submits an array.
   *
   * @param command What each of its tasks runs, ended by SIGTERM a while before its time is over.
   * @param log Where they write, with Slurm's %A and %a.
   * @throws {UsageError} If Slurm refuses it.
   */
  static async submit(
    options: SlurmOptions,
    command: string,
    log: string,
    shell: Shell,
  ): Promise<SlurmArray> {
    const { code, stdout, stderr } = await shell(
      "sbatch",
      sbatchArguments(options, log),
      `#!/bin/sh\nexec ${command}\n`,
    );
    const id = /^(\d+)/.exec(stdout)?.[1];
    if (code !== 0 || id === undefined) {
      throw new UsageError(
        `Slurm refused the workers (${
          oneLine(stderr) || `sbatch ended with ${code}`
        }); change the ` +
          "--slurm options.",
      );
    }
    return new SlurmArray(id, shell);
  }

  /** The tasks that are not over; undefined if Slurm does not answer now. */
  async tasks(): Promise<Tasks | undefined> {
    const { code, stdout, stderr } = await this.shell(
      "squeue",
      ["--noheader", "--array", `--jobs=${this.id}`, "--format=%T %r"],
    );
    if (code === 0) return countTasks(stdout);
    return /invalid job id/i.test(stderr) ? new Map() : undefined;
  }

  /** Takes out of the queue what has not begun. */
  async cancelPending(): Promise<void> {
    await this.shell("scancel", ["--quiet", "--state=PENDING", this.id]);
  }

  /** Takes the array out of the queue; those at work are told to end. */
  async cancel(): Promise<void> {
    await this.shell("scancel", ["--quiet", this.id]);
  }
}

/** How `sbatch` is called. */
export function sbatchArguments(options: SlurmOptions, log: string): string[] {
  const { workers, partition, account, time, memory, extra } = options;
  const set = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${name}=${value}`];
  return [
    "--parsable",
    "--job-name=bigrad",
    `--array=1-${workers}`,
    "--requeue",
    "--open-mode=append",
    `--signal=B:TERM@${NOTICE_SECONDS}`,
    `--output=${log}`,
    ...set("partition", partition),
    ...set("account", account),
    ...set("time", time),
    ...set("mem", memory),
    // Several in one, as they would be typed.
    ...extra.flatMap((words) => words.trim().split(/\s+/)),
  ];
}

/** Counts lines of `squeue`, each a state and a reason ("None" where there is none to tell). */
export function countTasks(text: string): Tasks {
  const counts = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [state, reason] = line.trim().split(/\s+/);
    if (!state) continue;
    const why = state !== "RUNNING" && reason && reason !== "None" ? ` (${reason})` : "";
    const said = `${state.toLowerCase()}${why}`;
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  return counts;
}

/** Three quarters of a memory that Slurm grants, in whole gigabytes, for the stages of a worker; at least 1. */
export function memoryForStages(memory: string): number {
  const [, size, unit] = /^(\d+)([KMGT]?)$/.exec(memory)!;
  const gigabytes =
    { K: 1e-6, M: 1e-3, "": 1e-3, G: 1, T: 1e3 }[unit as "K" | "M" | "" | "G" | "T"];
  return Math.max(1, Math.floor(0.75 * Number(size) * gigabytes));
}

/**
 * A folder as Slurm's patterns of file names take it.
 *
 * @throws {UsageError} If it has a backslash, with which Slurm takes nothing for a pattern.
 */
export function asPattern(folder: string): string {
  if (!folder.includes("\\")) return folder.replaceAll("%", "%%");
  throw new UsageError(
    `The path of the store, ${folder}, has a backslash, which Slurm does not take in names of logs; ` +
      "choose another with --store.",
  );
}

/** The programs of this machine. */
export const shell: Shell = async (program, args, input = "") => {
  try {
    const child = new Deno.Command(program, {
      args: [...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    // A program that does not read is no mistake.
    await writer.write(new TextEncoder().encode(input)).catch(() => {});
    await writer.close().catch(() => {});
    const { code, stdout, stderr } = await child.output();
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  } catch (error) {
    const { NotFound, NotCapable } = Deno.errors;
    if (!(error instanceof NotFound || error instanceof NotCapable)) throw error;
    throw new UsageError(
      `"${program}" cannot be started; run this where Slurm's sbatch, squeue and scancel are on the ` +
        "PATH, or without --executor slurm.",
    );
  }
};

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, "; ");
}
