/**
 * Makes up numbers for the tests of the report. TEST DATA: nothing here was measured.
 *
 * @module
 */

import type { Row } from "../../../reports/charts/table_data.ts";

/** Made-up noise: a little generator of normal numbers, the same on each run. */
export function noise(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Sample sizes of the made-up experiments. */
export const SIZES = [200, 400, 800, 1600, 3200];
/** Names of estimators, the oracle first. */
export const ESTIMATORS = [
  "oracle",
  "orthogonal",
  "plug-in",
  "plug-in-full",
  "plug-in-adjoint",
  "plug-in-forward",
];

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
