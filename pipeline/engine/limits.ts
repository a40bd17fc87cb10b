/**
 * What one stage may take of the machine: generous, and there so that one that went wrong fails alone.
 *
 * @module
 */

/** The limits of a stage. They enter no key, for they change no result. */
export interface Limits {
  /** Wall time of a pure stage: one that computes. */
  readonly pureSeconds: number;
  /** Wall time of one with native packages: queries and tables. */
  readonly nativeSeconds: number;
  /** Of all outputs together. */
  readonly outputBytes: number;
  /** What it may write to the console. */
  readonly consoleCharacters: number;
}

/** The limits unless others are asked for. */
export const LIMITS: Limits = {
  pureSeconds: 3600,
  nativeSeconds: 600,
  outputBytes: 2e9,
  consoleCharacters: 20_000,
};

/** The limits, with another wall time for all stages if one is given. */
export function limitsWith(seconds: number | undefined): Limits {
  return seconds === undefined
    ? LIMITS
    : { ...LIMITS, pureSeconds: seconds, nativeSeconds: seconds };
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
