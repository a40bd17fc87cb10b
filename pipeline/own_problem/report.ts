/**
 * A comparison for the terminal and for tools.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import { cheapest, leastError, type Results } from "./results.ts";
import { aligned, counted, rounded, wrapped } from "../wording.ts";
import { diagnosed, isLeast, recommendation, share, short, whatPassIs } from "./words.ts";

/** Accuracies that estimators are asked for. */
export const ACCURACIES = [1e-1, 1e-2, 1e-4, 1e-8];

/** What estimators reach, as cells: a row each. */
export function estimatorCells(results: Results): string[][] {
  const { estimators, errors } = results;
  return estimators.map(({ name, what, defaultOf }) => {
    const least = leastError(errors, name);
    return [
      name,
      ...ACCURACIES.map((most) => {
        const row = cheapest(errors, most, name);
        return row === undefined ? "–" : short(row.passes);
      }),
      least === undefined ? "not finite" : short(least.error!),
      what + (defaultOf === undefined ? "" : ` (default of ${defaultOf.library})`),
    ];
  });
}

/** The headings of these cells. */
export const ESTIMATOR_HEADINGS = [
  "estimator",
  ...ACCURACIES.map((most) => `passes to ${most < 1e-2 ? most.toExponential() : share(most)}`),
  "least error",
  "adjoint",
];

/** What methods reach, as cells: a row each, the best first. */
export function methodCells({ ends }: Results): string[][] {
  return ends.map(({ estimator, kind, step, at_end, value, low, high, diverged, objective }) => [
    estimator,
    value === null ? "diverged" : `${isLeast(value) ? "≤ " : ""}${short(value)}`,
    low === null || high === null ? "" : `${short(low)} to ${short(high)}`,
    objective === null ? "" : rounded(objective, 6),
    short(step) + (at_end ? " *" : ""),
    kind + (diverged > 0 ? `, ${diverged} diverged` : ""),
  ]);
}

/** The headings of these cells. */
export const METHOD_HEADINGS = ["method", "gap left", "95 %", "F", "outer step", "goes through"];

/** The whole report. */
export function compareText(results: Results): string {
  const { shown, budget, grid, searchGrid, draws } = results;
  const facts = diagnosed(results);
  const width = Math.max(...facts.map(({ name }) => name.length));
  return [
    `Bilevel methods on ${shown}`,
    "",
    ...facts.map(({ name, value }) => `${name.padEnd(width)}  ${value}`),
    "",
    `Hypergradients against the truth, where x and y start (${whatPassIs(results)})`,
    ...aligned([ESTIMATOR_HEADINGS, ...estimatorCells(results)]).map(indented),
    "",
    `Methods after ${budget} passes: share of the gap to the least F of any run`,
    ...aligned([METHOD_HEADINGS, ...methodCells(results)]).map(indented),
    `Each tuned over the outer steps ${grid.map(short).join(", ")} (random search over radii ` +
    `${
      searchGrid.map(short).join(", ")
    }); * the first or last of them. What depends on chance has ` +
    `${counted(draws, "draw")}, and half as many others for tuning.`,
    "",
    ...wrapped(recommendation(results).join(" "), 100),
  ].join("\n");
}

const indented = (line: string): string => `  ${line}`;

/** The object that tools may rely on; docs/json.md says what is in it. */
export function compareJson(results: Results, notes: readonly string[]): JsonObject {
  const { shown, coordinates, diagnosis, estimators, errors, ends } = results;
  const { budget, draws, grid, searchGrid, milliseconds } = results;
  return JSON.parse(JSON.stringify({
    command: "compare",
    ok: true,
    problem: shown,
    coordinates,
    diagnosis,
    milliseconds,
    estimators: estimators.map(({ name, what, defaultOf }) => ({
      name,
      adjoint: what,
      ...(defaultOf === undefined ? {} : { defaultOf }),
      efforts: errors.filter(({ estimator }) => estimator === name)
        .map(({ effort, passes, error, cosine }) => ({ effort, passes, error, cosine })),
    })),
    budget,
    draws,
    grid,
    searchGrid,
    methods: ends.map(({ estimator, kind, step, at_end, least: _, started: __, ...row }) => ({
      name: estimator,
      goesThrough: kind,
      outerStep: step,
      atEndOfGrid: at_end,
      ...row,
    })),
    objective: { started: ends[0]?.started ?? null, least: ends[0]?.least ?? null },
    recommendation: recommendation(results),
    warnings: notes,
  }));
}
