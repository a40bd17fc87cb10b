/**
 * Makes up rows for the figures of descents. TEST DATA: nothing here was measured.
 *
 * @module
 */

import type { Row } from "../../reports/model.ts";

/** Descents with a given factor a step towards errors of 0.01, 0.012, ..., and their guides. */
export function descentRows(
  estimators: readonly string[],
  steps: readonly number[],
  factor: number,
): Row[] {
  const both = (series: string, step: number, distance: number, error: number | null): Row[] =>
    [["distance", distance] as const, ["gap", 3 * distance * distance] as const].map((
      [quantity, value],
    ) => ({
      series,
      quantity,
      step,
      value,
      mc_error: error === null ? null : error * value,
      spread: error === null ? null : 8 * error * value,
      diverged: error === null ? null : 0,
    }));
  const left = (step: number): number => 0.7 * Math.exp(step * Math.log(factor));
  return [
    ...estimators.flatMap((estimator, i) =>
      steps.flatMap((step) => both(estimator, step, left(step) + 0.01 + 0.002 * i, 0.04))
    ),
    ...steps.flatMap((step) => both("exact gradient", step, left(step), null)),
  ];
}

/** The end of a published draw. */
export function publishedDraw(quantity: string, step: number, value: number): Row {
  return {
    series: "published draw",
    quantity,
    step,
    value,
    mc_error: null,
    spread: null,
    diverged: null,
  };
}
