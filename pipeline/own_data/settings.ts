/**
 * The options of `estimate`, read and checked.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import { type OwnArguments, wholeNumber } from "../options.ts";
import type { OwnDefaults } from "./contract.ts";
import type { OwnSettings } from "./estimate.ts";
import { AUTOMATIC, LEARNER_NAMES } from "./learners.ts";

/** What is to be estimated, from what, and how. */
export interface OwnRequest extends OwnSettings, Pick<OwnDefaults, "covariates" | "at"> {
  /** The files as they were named. */
  readonly data: string;
  readonly losses: string;
}

/**
 * Reads what the command line says.
 *
 * @throws {UsageError} that names the option and the remedy.
 */
export function ownRequest(given: OwnArguments): OwnRequest {
  const learner = given.learner ?? AUTOMATIC;
  if (!LEARNER_NAMES.includes(learner)) {
    throw new UsageError(`--learner is "${learner}"; choose ${LEARNER_NAMES.join(", ")}.`);
  }
  const repetitions = wholeNumber("repetitions", given.repetitions);
  const folds = wholeNumber("folds", given.folds) ?? 5;
  if (folds < 2) throw new UsageError(`--folds is ${folds}; give at least 2.`);
  const levels = [...new Set((given.level.length > 0 ? given.level : ["0.95"]).map(level))];
  return {
    data: file("data", given.data, "a .parquet or .csv file"),
    losses: file("losses", given.losses, "a TypeScript file that exports your losses"),
    learner,
    folds,
    ...(repetitions === undefined ? {} : { repetitions }),
    levels,
    seed: wholeNumber("seed", given.seed) ?? 1,
    joint: given.joint,
    ...(given.covariates === undefined ? {} : { covariates: names(given.covariates) }),
    ...(given.at === undefined ? {} : { at: numbers(given.at) }),
  };
}

function file(name: string, value: string | undefined, remedy: string): string {
  if (value === undefined || value === "") {
    throw new UsageError(`--${name} is missing; give it ${remedy}.`);
  }
  return value;
}

function names(text: string): string[] {
  const list = text.split(",").map((name) => name.trim());
  const bad = list.find((name, at) => name === "" || list.indexOf(name) !== at);
  if (bad === undefined) return list;
  throw new UsageError(
    bad === ""
      ? `--covariates is "${text}"; give the names of columns, separated by commas.`
      : `--covariates names "${bad}" twice; name it once.`,
  );
}

function numbers(text: string): number[] {
  const list = text.split(",").map((part) => part.trim() === "" ? NaN : Number(part));
  if (list.every(Number.isFinite)) return list;
  throw new UsageError(`--at is "${text}"; give numbers, separated by commas, as in --at 0.5,1.`);
}

function level(text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (value >= 0.5 && value <= 0.999) return value;
  throw new UsageError(
    `--level is "${text}"; give a number from 0.5 to 0.999, as in --level 0.95.`,
  );
}
