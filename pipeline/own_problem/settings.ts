/**
 * The options of `compare`, read and checked.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";
import { type OwnArguments, wholeNumber } from "../options.ts";
import type { OwnMethod } from "./entries.ts";

/** What is compared, and how much. */
export interface CompareRequest {
  /** The file as it was named. */
  readonly problem: string;
  /** Names of methods; all unless given. */
  readonly methods?: readonly string[];
  /** Passes through the lower level's rows. */
  readonly budget: number;
  /** Draws of what depends on chance. */
  readonly draws: number;
}

const BUDGET = 200;
const DRAWS = 4;

/**
 * Reads what the command line says.
 *
 * @throws {UsageError} that names the option and the remedy.
 */
export function compareRequest(given: OwnArguments): CompareRequest {
  const { problem, methods } = given;
  if (problem === undefined || problem === "") {
    throw new UsageError(
      `--problem is missing; give it a TypeScript file that exports your problem.`,
    );
  }
  return {
    problem,
    budget: wholeNumber("budget", given.budget) ?? BUDGET,
    draws: wholeNumber("draws", given.draws) ?? DRAWS,
    ...(methods === undefined
      ? {}
      : { methods: [...new Set(methods.split(",").map((name) => name.trim()))] }),
  };
}

/**
 * The methods that were asked for.
 *
 * @throws {UsageError} if there is no such method.
 */
export function chosenMethods(
  all: readonly OwnMethod[],
  names: readonly string[] | undefined,
): readonly OwnMethod[] {
  if (names === undefined) return all;
  const unknown = names.find((name) => !all.some((method) => method.name === name));
  if (unknown === undefined) return all.filter(({ name }) => names.includes(name));
  throw new UsageError(
    `--methods names "${unknown}"; choose from ${all.map(({ name }) => name).join(", ")}.`,
  );
}
