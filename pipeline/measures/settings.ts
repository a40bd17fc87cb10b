/**
 * How settings are written in tables, beside the numbers that they name.
 *
 * @module
 */

import type { CrossFitting } from "../blocks/samples.ts";
import type { Settings } from "./estimates.ts";

/** The label of a penalty. */
export function lambdaSetting(lambda: number): string {
  return `lambda=${lambda}`;
}

/** Penalties that are tried at once. */
export interface Penalties {
  readonly lambdas: readonly number[];
  /** What the tables call them; their numbers unless said. */
  readonly settings?: readonly string[];
}

/** Penalties as settings, if there are some. */
export function penaltySettings(
  { lambdas, settings = lambdas?.map(lambdaSetting) }: Partial<Penalties>,
): Settings | undefined {
  return lambdas && settings && { labels: settings, levels: lambdas };
}

/** The label of a way to cross-fit: "folds=5,repetitions=3", "double,folds=5". */
export function designSetting({ folds, repetitions = 1, double = false }: CrossFitting): string {
  const parts = [double ? "double" : "", `folds=${folds}`];
  if (repetitions > 1) parts.push(`repetitions=${repetitions}`);
  return parts.filter((part) => part !== "").join(",");
}
