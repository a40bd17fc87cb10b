/**
 * An estimated gradient for people and for tools.
 *
 * @module
 */

import { renderSummaryTable, summaryTable } from "../../estimators/inference/summary_table.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { OwnDescription } from "./computation.ts";
import type { OwnEstimate } from "./estimate.ts";
import { summaryOf } from "./learners.ts";
import type { OwnRequest } from "./settings.ts";
import { columnLines, type ReadTable } from "./table.ts";
import { percent } from "./warnings.ts";

/** The summary table, and what it rests on. */
export function reportText(
  { n, estimate, intervals, criticalValues, repetitions, jackknife, nuisances, guardRails }:
    OwnEstimate,
  problem: OwnDescription,
  request: OwnRequest,
  read: ReadTable["read"],
): string {
  const { gradient, standardError } = estimate;
  const { coordinates } = problem;
  const { levels } = request;
  const lines = [
    `Gradient of the outer objective at w = (${problem.at.join(", ")})`,
    "",
    renderSummaryTable(summaryTable(coordinates, gradient, standardError, levels, intervals)),
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
    ...columnLines(read),
    `Losses     ${request.losses}; they read ${problem.columns.join(", ")}`,
    `Learner    ${request.learner}: ${summaryOf(request.learner)}`,
    `Splitting  ${request.folds} folds, ${splits}${freed}, seed ${request.seed}`,
  );
  lines.push(
    `Curvature  at least ${number(guardRails.minimumCurvature)} of its mean, raised at ` +
      `${percent(guardRails.shareClipped)} of the rows; Newton's method took at most ` +
      `${guardRails.newtonSteps} steps`,
    "",
    "Learned, out of fold",
    ...aligned(nuisances.map(({ nuisance, measure, value, r2, learner, smoothing }) => [
      `  ${nuisance}`,
      `R² ${Number.isNaN(r2) ? "–" : r2.toFixed(3).replace("-", "−")}`,
      `${measure} ${number(value)}`,
      `${learner}, smoothing ${smoothing}`,
    ])),
    "",
    "Rows are taken to be independent: repeated measures of the same unit are not.",
  );
  return lines.join("\n");
}

/** Cells in columns. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, k) => Math.max(...rows.map((row) => row[k].length)));
  return rows.map((row) => row.map((cell, k) => cell.padEnd(widths[k])).join("  ").trimEnd());
}

/** The object that tools may rely on; docs/json.md says what is in it. */
export function reportJson(
  {
    n,
    estimate,
    intervals,
    criticalValues,
    repetitions,
    jackknife,
    nuisances,
    guardRails,
    warnings,
  }: OwnEstimate,
  problem: OwnDescription,
  request: OwnRequest,
  read: ReadTable["read"],
): JsonObject {
  const { gradient, standardError } = estimate;
  const { levels } = request;
  const table = summaryTable(problem.coordinates, gradient, standardError, levels);
  return {
    command: "estimate",
    ok: true,
    data: request.data,
    losses: request.losses,
    n,
    read: { rows: read.rows, columns: read.columns.map((one) => ({ ...one })) },
    covariates: [...problem.covariates],
    columns: [...problem.columns],
    at: [...problem.at],
    learner: request.learner,
    jackknife,
    folds: request.folds,
    repetitions,
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
    nuisances: nuisances.map((one) => ({ ...one, r2: finite(one.r2) })),
    guardRails: { ...guardRails },
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
