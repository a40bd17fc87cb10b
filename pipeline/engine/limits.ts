/**
 * What stages may take of the machine: generous, and there so that one that went wrong fails alone.
 *
 * @module
 */

import { systemFile } from "./system_files.ts";

/** The limits. They enter no key, for they change no result. */
export interface Limits {
  /** Wall time of a pure stage: one that computes. */
  readonly pureSeconds: number;
  /** Wall time of one with native packages: queries and tables. */
  readonly nativeSeconds: number;
  /** Of all outputs of a stage together. */
  readonly outputBytes: number;
  /** What a stage may write to the console. */
  readonly consoleCharacters: number;
  /** What all workers together may hold in memory; most of the machine's unless given. */
  readonly memoryBytes?: number;
}

/** The limits unless others are asked for. */
export const LIMITS: Limits = {
  pureSeconds: 3600,
  nativeSeconds: 600,
  outputBytes: 1e9,
  consoleCharacters: 20_000,
};

/** The limits, with another wall time for all stages, or another size of memory, if one is given. */
export function limitsWith(
  { timeLimit, memoryLimit }: { readonly timeLimit?: number; readonly memoryLimit?: number },
): Limits {
  return {
    ...LIMITS,
    ...(timeLimit === undefined ? {} : { pureSeconds: timeLimit, nativeSeconds: timeLimit }),
    ...(memoryLimit === undefined ? {} : { memoryBytes: memoryLimit * 1e9 }),
  };
}

/** Calls back after some seconds; timers cannot wait longer than 24 days. */
export function after(seconds: number, act: () => void): ReturnType<typeof setTimeout> {
  return setTimeout(act, Math.min(seconds * 1000, 2 ** 31 - 1));
}

/** What a stage is told that ran out of time. */
export function tooSlow(seconds: number): string {
  return `It did not end within its limit of ${seconds} s; make it cheaper, split it, or give all ` +
    "stages longer with --time-limit SECONDS.";
}

/** What a stage is told that took too much memory though it ran alone. */
export function tooLarge(bytes: number): string {
  return `It takes more than the limit of ${
    Number((bytes / 1e9).toPrecision(3))
  } GB of memory, even alone; ` +
    "make it smaller, split it, or allow more with --memory-limit GB.";
}

/** What a stage is told that filled the part of the memory that the language has for objects. */
export const heapExhausted =
  "Its objects take more memory than JavaScript has for them; hold numbers in typed arrays, make it " +
  "smaller, or split it.";

/** The part of the machine's memory that workers may hold. */
const SHARE = 0.75;

/** Most of the memory of the machine, or of what this process and its children may have of it. */
export function mostOfMemory(): number {
  return SHARE * Math.min(Deno.systemMemoryInfo().total, groupLimit(systemFile));
}

/**
 * The bytes that a control group (of a container, of a job) and those above it allow; infinite if none
 * sets a limit.
 *
 * @param read The text of a system file, or undefined.
 */
export function groupLimit(read: (path: string) => string | undefined): number {
  const group = /^0::\/(.*)$/m.exec(read("/proc/self/cgroup") ?? "")?.[1] ?? "";
  const parts = group.split("/").filter((part) => part !== "" && part !== "..");
  let least = Infinity;
  for (let depth = 0; depth <= parts.length; depth++) {
    const folder = ["/sys/fs/cgroup", ...parts.slice(0, depth)].join("/");
    const limit = Number.parseInt(read(`${folder}/memory.max`) ?? "", 10);
    if (limit > 0) least = Math.min(least, limit);
  }
  return least;
}

/** A process that has asked for this many times as much as it has used will use it. */
const ASKED_AT_MOST = 4;

/** What a process holds in memory, in bytes; 0 where the system does not tell. */
export function heldBy(pid: number): number {
  const status = systemFile(`/proc/${pid}/status`) ?? "";
  const of = (name: string): number =>
    1024 * Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(status)?.[1] ?? 0);
  return Math.max(of("VmRSS") + of("VmSwap"), of("VmData") / ASKED_AT_MOST);
}
