/**
 * The words after a command: which are options, which their values, and which are refused.
 *
 * @module
 */

import { parseArgs } from "@std/cli";
import { UsageError } from "./engine/stage.ts";
import { SLURM_VALUES } from "./slurm_options.ts";
import { nearNames } from "./stage_names.ts";

const FLAGS = [
  "keep-going",
  "dry-run",
  "single-file",
  "json",
  "list",
  "joint",
  "root",
  "confirm",
] as const;
/** Those of "estimate" and "compare" alone. */
export const OWN_VALUES = [
  "problem",
  "methods",
  "budget",
  "draws",
  "data",
  "losses",
  "covariates",
  "weights",
  "missing",
  "adjust",
  "learner",
  "learners",
  "folds",
  "repetitions",
  "seed",
] as const;
const VALUES = [
  "profile",
  "study",
  "jobs",
  "replications",
  "seeds",
  "store",
  "out",
  "sample",
  "crate",
  "time-limit",
  "memory-limit",
  "against",
  "level",
  "minutes",
  "check",
  "session",
  "silence",
  "executor",
  ...SLURM_VALUES,
  "at",
  "grid",
  "cluster",
  "folds-column",
  ...OWN_VALUES,
] as const;
/** Options that mean something when they are given again. */
const REPEATABLE: readonly string[] = ["study", "level", "at", "grid", "cluster", "slurm-extra"];
/** Commands that mean something by words that are no options. */
const TAKES_WORDS: readonly string[] = [
  "reproduce",
  "work",
  "store",
  "status",
  "explain",
  "graph",
  "verify",
  "publish",
];

/** The name of an option with a value. */
export type ValueName = (typeof VALUES)[number];

/** Options as they were written, and the words that are none. */
export type Parsed =
  & Readonly<Record<(typeof FLAGS)[number], boolean>>
  & Readonly<Record<ValueName, string[]>>
  & { readonly _: (string | number)[] };

/**
 * Tells options, values and other words apart.
 *
 * @param allowed The options this command knows, without dashes.
 * @throws {UsageError} On an unknown option, or one with no value, an empty one, or more than it takes.
 */
export function parseWords(
  args: readonly string[],
  command: string,
  allowed: readonly string[],
): Parsed {
  const joined = joinValues(args);
  requireValues(joined);
  const parsed = parseArgs(joined, {
    boolean: [...FLAGS],
    string: [...VALUES],
    collect: [...VALUES],
    unknown: (argument, key) => {
      if (key !== undefined) throw new UsageError(unknownOption(argument, command, allowed));
      return true;
    },
  });
  for (const name of [...FLAGS, ...VALUES]) {
    const given = parsed[name];
    const used = Array.isArray(given) ? given.length > 0 : given !== undefined && given !== false;
    if (used && !allowed.includes(name)) {
      throw new UsageError(unknownOption(`--${name}`, command, allowed));
    }
  }
  for (const name of VALUES) {
    const given = parsed[name];
    if (given.includes("")) {
      throw new UsageError(`--${name} is given no value; give one, or leave it out.`);
    }
    if (given.length < 2 || REPEATABLE.includes(name)) continue;
    throw new UsageError(
      `--${name} is given ${given.length} times (${given.join(" and ")}); give it once.`,
    );
  }
  return parsed;
}

/** @throws {UsageError} If there are words that are no options, and the command means nothing by them. */
export function requireWanted(
  [word]: readonly string[],
  command: string,
  allowed: readonly string[],
): void {
  if (word === undefined || TAKES_WORDS.includes(command)) return;
  throw new UsageError(
    unnamedFile(word, command, allowed) ?? unknownOption(word, command, allowed),
  );
}

/** What may begin with a minus though options do: the name of a file, options. */
const MINUS_FIRST: Readonly<Record<string, RegExp>> = {
  "--data": /^-[^-]/,
  "--crate": /^-[^-]/,
  "--losses": /^-[^-]/,
  "--slurm-extra": /^-/,
  "--problem": /^-[^-]/,
};

/** A number below zero is the value of any option. */
const NEGATIVE = /^-(\d|\.\d|inf|nan)/i;
const TAKES_VALUE: ReadonlySet<string> = new Set(VALUES.map((name) => `--${name}`));

/** "--at -1,2" as "--at=-1,2", and blank values in the same form. */
function joinValues(args: readonly string[]): string[] {
  const joins = (at: number): boolean => {
    const [name, value] = [args[at], args[at + 1]];
    if (name === undefined || value === undefined || !TAKES_VALUE.has(name)) return false;
    return value.trim() === "" || NEGATIVE.test(value) || (MINUS_FIRST[name]?.test(value) ?? false);
  };
  return args.flatMap((argument, at) =>
    joins(at - 1) ? [] : joins(at) ? [`${argument}=${args[at + 1]}`] : [argument]
  );
}

function unknownOption(argument: string, command: string, allowed: readonly string[]): string {
  const name = argument.replace(/^--/, "");
  const known: readonly string[] = [...FLAGS, ...VALUES];
  const [near] = name === argument || known.includes(name) ? [] : nearNames(name, allowed);
  return `"${argument}" is not an option of "${command}"; ` +
    (near === undefined ? "" : `did you mean --${near}? `) +
    `${near === undefined ? "its" : "Its"} options are ` +
    `${allowed.map((name) => `--${name}`).join(", ")}.`;
}

/** What is said of a file that no option hands over, where its ending says which one should. */
function unnamedFile(
  word: string,
  command: string,
  allowed: readonly string[],
): string | undefined {
  const fitting = /\.ts$/.test(word)
    ? ["problem", "losses"]
    : /\.(csv|parquet)$/.test(word)
    ? ["data"]
    : [];
  const name = fitting.find((one) => allowed.includes(one));
  return name &&
    `"${word}" stands alone, and "${command}" takes files by options; write --${name} ${word}.`;
}

/** @throws {UsageError} If an option lacks the value that it needs, or has one where it takes none. */
function requireValues(args: readonly string[]): void {
  for (const argument of args) {
    if (argument === "--") return;
    const [, name = "", value] = /^--([^=]+)=(.*)$/s.exec(argument) ?? [];
    if ((FLAGS as readonly string[]).includes(name)) {
      throw new UsageError(`--${name} takes no value, and "${argument}" gives one; leave it out.`);
    }
    if (value?.trim() === "" && (VALUES as readonly string[]).includes(name)) {
      throw new UsageError(`--${name} is empty; give a value, or leave it out.`);
    }
  }
}
