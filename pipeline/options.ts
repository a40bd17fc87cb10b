/**
 * The options of the command line, and what they mean; `option_words.ts` tells them from other words.
 *
 * @module
 */

import { join } from "node:path";
import type { SlurmOptions } from "./engine/slurm.ts";
import { UsageError } from "./engine/stage.ts";
import { OWN_VALUES, parseWords, requireWanted, type ValueName } from "./option_words.ts";
import { PROJECT_FOLDER, userPath } from "./paths.ts";
import { readSlurm } from "./slurm_options.ts";
import type { Profile } from "./studies/contract.ts";

/** What the user asked for. */
export interface Options {
  readonly profile: Profile;
  readonly studies: readonly string[];
  readonly jobs: number;
  readonly keepGoing: boolean;
  readonly dryRun: boolean;
  /** Whether the report is also made as one file. */
  readonly singleFile: boolean;
  /** A database of results to compare with: its absolute path, and as it was written. */
  readonly against?: { readonly path: string; readonly name: string };
  readonly json: boolean;
  /** Whether to list all stages. */
  readonly list: boolean;
  readonly replications?: number;
  /** Further seeds on which every claim is judged. */
  readonly seeds: readonly number[];
  /** Whether claims that were found are judged on their confirmation seeds. */
  readonly confirm: boolean;
  /** Seconds of wall time that any stage may take. */
  readonly timeLimit?: number;
  /** Gigabytes of memory that all stages at work may take. */
  readonly memoryLimit?: number;
  /** Absolute paths of the store and the view. */
  readonly store: string;
  readonly out: string;
  readonly sample?: number;
  /** The archive to be run again, as it was written. */
  readonly crate?: string;
  /** After how many minutes "work" ends. */
  readonly minutes?: number;
  /** The folder that "work" is to judge as a store; absolute. */
  readonly check?: string;
  /** What workers have in common that take each other's failures for their own. */
  readonly session?: string;
  /** Seconds of silence after which a run on another machine is given up. */
  readonly silenceSeconds?: number;
  /** How a cluster is to be asked for workers, if it is. */
  readonly slurm?: SlurmOptions;
  /** The options and words that say what is to be computed, as another command may be given them. */
  readonly selection: readonly string[];
  /** Words that are no options. */
  readonly words: readonly string[];
  /** What "estimate" or "compare" was given. */
  readonly own: OwnArguments;
}

/**
 * The options of "estimate" and "compare" as they were written; `pipeline/own_data/settings.ts` and
 * `pipeline/own_problem/settings.ts` read them.
 */
export interface OwnArguments {
  readonly problem?: string;
  readonly methods?: string;
  readonly budget?: string;
  readonly draws?: string;
  readonly data?: string;
  readonly losses?: string;
  readonly covariates?: string;
  readonly at: readonly string[];
  readonly grid: readonly string[];
  readonly cluster: readonly string[];
  readonly weights?: string;
  readonly missing?: string;
  readonly adjust?: string;
  readonly foldsColumn?: string;
  /** The folder for files and the page. */
  readonly out?: string;
  readonly root: boolean;
  readonly learner?: string;
  readonly learners?: string;
  readonly folds?: string;
  readonly repetitions?: string;
  readonly seed?: string;
  readonly level: readonly string[];
  readonly joint: boolean;
}

/** The store where none is named; an absolute path. */
export const USUAL_STORE: string = join(PROJECT_FOLDER, ".bigrad");
/** What a run may compute, from the least to the most. */
export const PROFILES: readonly Profile[] = ["smoke", "default", "paper"];
/** The options that say what is computed. */
const SELECTING = ["profile", "study", "replications", "seeds"] as const;

/**
 * Reads the words after the command.
 *
 * @param allowed The options this command knows, without dashes.
 * @throws {UsageError} On an unknown option or word, or a value out of range.
 */
export function readOptions(
  args: readonly string[],
  command: string,
  allowed: readonly string[],
): Options {
  const parsed = parseWords(args, command, allowed);
  const one = (name: ValueName): string | undefined => parsed[name][0];
  const profile = (one("profile") ?? "default") as Profile;
  if (!PROFILES.includes(profile)) {
    throw new UsageError(`--profile is "${profile}"; choose ${PROFILES.join(", ")}.`);
  }
  const replications = wholeNumber("replications", one("replications"));
  const sample = wholeNumber("sample", one("sample"));
  const timeLimit = wholeNumber("time-limit", one("time-limit"));
  const memoryLimit = wholeNumber("memory-limit", one("memory-limit"));
  const minutes = wholeNumber("minutes", one("minutes"));
  const silenceSeconds = wholeNumber("silence", one("silence"));
  const slurm = readSlurm(one("executor"), (name) => parsed[name]);
  const store = folder(one("store"), USUAL_STORE);
  const out = folder(
    one("out"),
    join(PROJECT_FOLDER, command === "compare" ? join("out", "own") : "out"),
  );
  const words = parsed._.map(String);
  requireWanted(words, command, allowed);
  return {
    profile,
    studies: parsed.study,
    jobs: wholeNumber("jobs", one("jobs")) ?? navigator.hardwareConcurrency,
    keepGoing: parsed["keep-going"],
    dryRun: parsed["dry-run"],
    singleFile: parsed["single-file"],
    json: parsed.json,
    list: parsed.list,
    confirm: parsed.confirm,
    seeds: one("seeds") === undefined
      ? []
      : [...new Set(one("seeds")!.split(",").map((seed) => wholeNumber("seeds", seed)!))],
    store,
    out,
    words,
    selection: [
      ...SELECTING.flatMap((name) => parsed[name].map((value) => `--${name}=${value}`)),
      ...(parsed.confirm ? ["--confirm"] : []),
      ...words,
    ],
    own: {
      level: parsed.level,
      at: parsed.at,
      grid: parsed.grid,
      cluster: parsed.cluster,
      joint: parsed.joint,
      root: parsed.root,
      ...(one("out") === undefined ? {} : { out: one("out")! }),
      ...(one("folds-column") === undefined ? {} : { foldsColumn: one("folds-column")! }),
      ...Object.fromEntries(
        OWN_VALUES.flatMap((name) => one(name) === undefined ? [] : [[name, one(name)]]),
      ),
    },
    ...(one("against") === undefined
      ? {}
      : { against: { path: userPath(one("against")!), name: one("against")! } }),
    ...(replications === undefined ? {} : { replications }),
    ...(sample === undefined ? {} : { sample }),
    ...(one("crate") === undefined ? {} : { crate: one("crate")! }),
    ...(timeLimit === undefined ? {} : { timeLimit }),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(silenceSeconds === undefined ? {} : { silenceSeconds }),
    ...(one("check") === undefined ? {} : { check: userPath(one("check")!) }),
    ...(one("session") === undefined ? {} : { session: one("session")! }),
    ...(slurm === undefined ? {} : { slurm }),
  };
}

/** The folder an option names; where it names none, the usual one. */
function folder(value: string | undefined, usual: string): string {
  return value === undefined ? usual : userPath(value);
}

/**
 * Reads an option that counts something.
 *
 * @throws {UsageError} If it is there and no whole number, at least 1.
 */
export function wholeNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9][0-9]{0,8}$/.test(value)) {
    const most = /^[1-9][0-9]*$/.test(value) ? " and at most 999999999" : "";
    throw new UsageError(`--${name} is "${value}"; give a whole number, at least 1${most}.`);
  }
  return Number(value);
}
