/**
 * The options of `estimate`, read and checked.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import { type OwnArguments, wholeNumber } from "../options.ts";
import type { OwnSettings } from "./estimate.ts";
import { type Adjustment, ADJUSTMENTS } from "./adjusted.ts";
import { type Axis, MOST_POINTS, type OwnChoice } from "./points.ts";
import type { Sampling } from "./sample.ts";
import { AUTOMATIC, LEARNER_NAMES } from "./learners.ts";

/** What is to be estimated, from what, and how. */
export interface OwnRequest extends OwnSettings, OwnChoice {
  /** The files as they were named. */
  readonly data: string;
  readonly losses: string;
  readonly sampling: Sampling;
  /** The folder for files and the page, as it was named. */
  readonly out?: string;
  /** Whether rows with missing values are left out. */
  readonly dropMissing: boolean;
}

/**
 * Reads what the command line says.
 *
 * @throws {UsageError} that names the option and the remedy.
 */
export function ownRequest(given: OwnArguments): OwnRequest {
  if (given.root && (given.at.length > 1 || given.grid.length > 0)) {
    throw new UsageError("--root starts at one outer point; give --at once and no --grid.");
  }
  const { foldsColumn } = given;
  for (const name of ["folds", "repetitions"] as const) {
    if (foldsColumn === undefined || given[name] === undefined) continue;
    throw new UsageError(
      `--${name} is given beside --folds-column, whose folds are one split; leave out one of them.`,
    );
  }
  const learner = given.learner ?? AUTOMATIC;
  if (!LEARNER_NAMES.includes(learner)) {
    throw new UsageError(`--learner is "${learner}"; choose ${LEARNER_NAMES.join(", ")}.`);
  }
  const repetitions = wholeNumber("repetitions", given.repetitions);
  const folds = wholeNumber("folds", given.folds) ?? 5;
  if (folds < 2) throw new UsageError(`--folds is ${folds}; give at least 2.`);
  const { weights } = given;
  const cluster = given.cluster.map((name) => file("cluster", name, "the name of a column"));
  if (cluster.length > 2 || new Set(cluster).size < cluster.length) {
    throw new UsageError(
      `--cluster is given ${cluster.length} times (${
        cluster.join(" and ")
      }); give one column, or two ` +
        `different ones.`,
    );
  }
  if (given.missing !== undefined && given.missing !== "drop") {
    throw new UsageError(`--missing is "${given.missing}"; give drop, or leave it out.`);
  }
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
    ...(given.at.length === 0 ? {} : { points: given.at.map(numbers) }),
    ...(given.grid.length === 0 ? {} : { grid: given.grid.map(axis) }),
    sampling: {
      ...(cluster.length === 0 ? {} : { cluster }),
      ...(foldsColumn === undefined
        ? {}
        : { foldsColumn: file("folds-column", foldsColumn, "the name of a column") }),
      ...(weights === undefined
        ? {}
        : { weights: file("weights", weights, "the name of a column") }),
    },
    ...(given.learners === undefined ? {} : { learners: panel(given.learners) }),
    root: given.root,
    details: given.out !== undefined,
    ...(given.out === undefined ? {} : { out: file("out", given.out, "a folder") }),
    dropMissing: given.missing === "drop",
    ...(given.adjust === undefined ? {} : { adjust: adjustment(given.adjust) }),
  };
}

/** "linear,series" as the names of learners. */
function panel(text: string): string[] {
  const list = text.split(",").map((name) => name.trim());
  const known = LEARNER_NAMES.filter((name) => name !== AUTOMATIC);
  const bad = list.find((name, at) => !known.includes(name) || list.indexOf(name) !== at);
  if (bad === undefined && list.length > 1) return list;
  throw new UsageError(
    bad !== undefined && known.includes(bad)
      ? `--learners names "${bad}" twice; name it once.`
      : `--learners is "${text}"; give two or more of ${known.join(", ")}, separated by commas.`,
  );
}

/** "w1=0:2:9" as nine values from 0 to 2. */
function axis(text: string): Axis {
  const [, name, range] = /^(.*)=([^=]*)$/s.exec(text) ?? [];
  const [from, to, count] = (range ?? "").split(":")
    .map((part) => part.trim() === "" ? NaN : Number(part));
  const parts = (range ?? "").split(":").length;
  if (
    name === undefined || name.trim() === "" || parts !== 3 || ![from, to].every(Number.isFinite) ||
    !(Number.isInteger(count) && count! >= 1 && count! <= MOST_POINTS)
  ) {
    throw new UsageError(
      `--grid is "${text}"; give a coordinate, its ends and a number of values, at most ${MOST_POINTS}, ` +
        `as in --grid w1=0:2:9.`,
    );
  }
  if (count === 1 ? from !== to : from === to) {
    throw new UsageError(
      `--grid is "${text}": ${count} value${count === 1 ? "" : "s"} from ${from} to ${to}; give ` +
        `ends that differ, and one value only where they are the same.`,
    );
  }
  return {
    name: name.trim(),
    values: Array.from(
      { length: count! },
      // the ends exactly
      (_, k) => k === count! - 1 ? to! : from! + (to! - from!) * k / (count! - 1),
    ),
  };
}

function adjustment(text: string): Adjustment {
  const found = ADJUSTMENTS.find((name) => name === text);
  if (found !== undefined) return found;
  throw new UsageError(`--adjust is "${text}"; choose ${ADJUSTMENTS.join(", ")}.`);
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
