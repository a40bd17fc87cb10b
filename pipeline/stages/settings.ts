/**
 * How settings are written in tables; SQL reads the numbers back.
 *
 * @module
 */

import type { CrossFitting } from "./design.ts";

/** The label of a penalty. */
export function lambdaSetting(lambda: number): string {
  return `lambda=${lambda}`;
}

/** The label of a way to cross-fit: "folds=5,repetitions=3", "double,folds=5". */
export function designSetting({ folds, repetitions = 1, double = false }: CrossFitting): string {
  const parts = [double ? "double" : "", `folds=${folds}`];
  if (repetitions > 1) parts.push(`repetitions=${repetitions}`);
  return parts.filter((part) => part !== "").join(",");
}
