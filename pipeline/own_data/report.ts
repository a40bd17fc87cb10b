/**
 * An estimated gradient for people and for tools.
 *
 * @module
 */

import { renderSummaryTable, summaryTable } from "../../estimators/inference/summary_table.ts";
import { waldInterval } from "../../estimators/inference/wald.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { OwnEstimate } from "./estimate.ts";
import { LEARNERS } from "./learners.ts";
import type { OwnProblem } from "./problem.ts";
import type { OwnRequest } from "./settings.ts";

/** The summary table, and what it rests on. */
export function reportText(
  { n, estimate, criticalValues, smoothing, jackknife, nuisances, guardRails }: OwnEstimate,
  problem: OwnProblem,
  request: OwnRequest,
): string {
  const { gradient, standardError } = estimate;
  const { coordinates } = problem;
  const { levels, repetitions } = request;
  const lines = [
    `Gradient of the outer objective at w = (${problem.at.join(", ")})`,
    "",
    renderSummaryTable(summaryTable(coordinates, gradient, standardError, levels)),
    "",
  ];
  criticalValues?.forEach((c, at) => {
    lines.push(
      `All coordinates at once, level ${levels[at]}: coef ± ${c.toFixed(3)} std err`,
      ...coordinates.map((name, k) => {
        const [low, high] = [-c, c].map((width) => gradient[k] + width * standardError[k]);
        return `  ${name}  [${number(low)}, ${number(high)}]`;
      }),
      "",
    );
  });
  const splits = repetitions === 1 ? "one split" : `medians over ${repetitions} splits`;
  const freed = jackknife ? ", jackknife" : "";
  lines.push(
    `Data       ${request.data}, ${n} rows; covariates ${problem.covariates.join(", ")}`,
    `Losses     ${request.losses}; they read ${problem.columns.join(", ")}`,
    `Learner    ${request.learner} (${LEARNERS[request.learner].summary}), smoothing ${smoothing}`,
    `Splitting  ${request.folds} folds, ${splits}${freed}, seed ${request.seed}`,
  );
  if (guardRails !== undefined) {
    lines.push(
      `Curvature  at least ${number(guardRails.minimumCurvature)}, raised at ` +
        `${number(100 * guardRails.shareClipped)} % of the rows; Newton's method took at most ` +
        `${guardRails.newtonSteps} steps`,
    );
  }
  const width = Math.max(...nuisances.map(({ nuisance }) => nuisance.length));
  lines.push(
    "",
    "Out of fold",
    ...nuisances.map(({ nuisance, measure, value }) =>
      `  ${nuisance.padEnd(width)}  ${measure} ${number(value)}`
    ),
  );
  return lines.join("\n");
}

/** The object that tools may rely on; the README says what is in it. */
export function reportJson(
  { n, estimate, criticalValues, smoothing, jackknife, nuisances, guardRails, warnings }:
    OwnEstimate,
  problem: OwnProblem,
  request: OwnRequest,
): JsonObject {
  const { gradient, standardError } = estimate;
  const { levels } = request;
  const table = summaryTable(problem.coordinates, gradient, standardError, levels);
  const intervals = levels.map((level) => waldInterval(estimate, level));
  return {
    command: "estimate",
    ok: true,
    data: request.data,
    losses: request.losses,
    n,
    covariates: [...problem.covariates],
    columns: [...problem.columns],
    at: [...problem.at],
    learner: request.learner,
    smoothing,
    jackknife,
    folds: request.folds,
    repetitions: request.repetitions,
    seed: request.seed,
    gradient: table.map(({ name, coefficient, standardError, t, pValue }, k) => ({
      name,
      estimate: coefficient,
      standardError,
      t: finite(t),
      pValue: finite(pValue),
      intervals: intervals.map(({ low, high }, at) => ({
        level: levels[at],
        low: low[k],
        high: high[k],
      })),
    })),
    ...(criticalValues === undefined ? {} : {
      joint: criticalValues.map((criticalValue, at) => ({
        level: levels[at],
        criticalValue,
        low: [...gradient].map((value, k) => value - criticalValue * standardError[k]),
        high: [...gradient].map((value, k) => value + criticalValue * standardError[k]),
      })),
    }),
    nuisances: nuisances.map((one) => ({ ...one })),
    guardRails: guardRails === undefined ? null : { ...guardRails },
    warnings: [...warnings],
  };
}

/** A number that JSON can hold. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}
