/**
 * An estimated gradient for people.
 *
 * @module
 */

import { renderSummaryTable, summaryTable } from "../../estimators/inference/summary_table.ts";
import type { PointEstimate } from "./at_point.ts";
import type { OwnDescription } from "./computation.ts";
import type { OwnEstimate, PanelEstimate } from "./estimate.ts";
import type { OuterRoot } from "./outer_root.ts";
import { summaryOf } from "./learners.ts";
import type { OwnRequest } from "./settings.ts";
import { columnLines, names, type ReadTable } from "./table.ts";
import { percent } from "./warnings.ts";
import { aligned, rounded } from "../wording.ts";

/** The summary table, and what it rests on. */
export function reportText(
  found: OwnEstimate,
  problem: OwnDescription,
  request: OwnRequest,
  read: ReadTable["read"],
): string {
  const { n, points, guardRails } = found;
  const [first] = points;
  const where = points.length === 1
    ? `w = (${first!.at.join(", ")})`
    : `${points.length} outer points`;
  return [
    `Gradient of the outer objective at ${where}`,
    "",
    ...gradientLines(found, problem, request),
    "",
    ...(found.panel === undefined ? [] : panelLines(found.panel, problem)),
    ...(found.root === undefined ? [] : rootLines(found.root, problem, request)),
    `Data       ${request.data}, ${n} rows; covariates ${names(problem.covariates)}`,
    ...columnLines(read),
    ...samplingLines(found, request),
    `Losses     ${request.losses}; they read ${names(problem.columns)}`,
    `Learner    ${request.learner}: ${summaryOf(request.learner)}`,
    splittingLine(found, request),
    `Curvature  at least ${rounded(guardRails.minimumCurvature, 4)} of its mean, raised at ` +
    `${percent(guardRails.shareClipped)} of the rows; Newton's method took at most ` +
    `${guardRails.newtonSteps} steps`,
    "",
    `Learned, out of fold${points.length === 1 ? "" : `, at w = (${first!.at.join(", ")})`}`,
    ...learnedLines(first!),
    "",
    request.sampling.cluster === undefined
      ? "Rows are taken to be independent: repeated measures of the same unit are not."
      : `Rows that share no ${
        request.sampling.cluster.map((name) => `"${name}"`).join(" and no ")
      } are taken to be independent.`,
  ].join("\n");
}

/** The table of coefficients at all points, and what holds of them at once. */
function gradientLines(
  { points, criticalValues, adjusted }: OwnEstimate,
  { coordinates }: OwnDescription,
  { levels, adjust }: OwnRequest,
): string[] {
  const rows = points.flatMap(({ at, estimate, intervals, pValues }) => {
    const names = points.length === 1
      ? coordinates
      : coordinates.map((name) => `(${at.join(", ")})  ${name}`);
    return summaryTable(
      names,
      estimate.gradient,
      estimate.standardError,
      levels,
      intervals,
      pValues,
    );
  });
  const lines = renderSummaryTable(rows).split("\n");
  const extra = adjusted?.flatMap((values) => [...values]);
  if (extra !== undefined) {
    const column = [`P ${adjust}`, ...extra.map(probability)];
    const width = Math.max(...column.map(({ length }) => length));
    const longest = Math.max(...lines.map(({ length }) => length));
    column.forEach((cell, at) =>
      lines[at] = `${lines[at]!.padEnd(longest)}  ${cell.padStart(width)}`
    );
  }
  criticalValues?.forEach((c, at) => {
    const all = points.length === 1
      ? `All coordinates at once, level ${levels[at]}`
      : `Uniform band over all points${coordinates.length > 1 ? " and coordinates" : ""}, level ${
        levels[at]
      }`;
    lines.push(
      "",
      `${all}: coef ± ${c.toFixed(3)} std err`,
      ...rows.map(({ name, coefficient, standardError }) => {
        const [low, high] = [-c, c].map((width) => coefficient + width * standardError);
        return `  ${name}  [${rounded(low!, 4)}, ${rounded(high!, 4)}]`;
      }),
    );
  });
  return lines;
}

/** What each learner of a panel gives, a line a coordinate. */
function panelLines(
  panel: readonly PanelEstimate[],
  { coordinates }: OwnDescription,
): string[] {
  const rows = panel.flatMap(({ learner, point: { estimate, nuisances } }) =>
    coordinates.map((name, k) => {
      const r2 = (nuisance: string) =>
        share(nuisances.find((one) => one.nuisance === nuisance)!.r2);
      return [
        `  ${learner}`,
        name,
        rounded(estimate.gradient[k]!, 4),
        rounded(estimate.standardError[k]!, 4),
        r2("h"),
        r2("a"),
        r2(`b ${name}`),
        r2(`c ${name}`),
      ];
    })
  );
  const stack = panel.at(-1)!.point.nuisances.map(({ nuisance, shares = [] }) => [
    `  ${nuisance}`,
    shares.map(({ learner, share }) => `${share.toFixed(2)} ${learner}`).join(" + "),
  ]);
  return [
    "Learners on the same folds; R² out of fold",
    ...aligned([["  learner", "", "coef", "std err", "R² h", "R² a", "R² b", "R² c"], ...rows]),
    "",
    "Shares in the stack",
    ...aligned(stack),
    "",
  ];
}

/** The outer optimum and the descent to it. */
function rootLines(
  { estimate, intervals, pValues, path }: OuterRoot,
  { coordinates }: OwnDescription,
  { levels }: OwnRequest,
): string[] {
  const { gradient: root, standardError } = estimate;
  const rows = summaryTable(coordinates, root, standardError, levels, intervals, pValues);
  return [
    "Outer optimum, where the gradient is zero",
    "",
    renderSummaryTable(rows),
    "",
    "Descent on the first split",
    ...aligned([
      ["  step", "objective", "w", "gradient"],
      ...path.map(({ w, objective, gradient }, step) => [
        `  ${step}`,
        rounded(objective, 4),
        `(${[...w].map((value) => rounded(value, 4)).join(", ")})`,
        `(${[...gradient].map((value) => rounded(value, 4)).join(", ")})`,
      ]),
    ]),
    "",
  ];
}

function samplingLines(
  { clusterCounts, effectiveRows }: OwnEstimate,
  { sampling: { cluster = [], weights } }: OwnRequest,
): string[] {
  return [
    ...(cluster.length === 0 ? [] : [
      `Clusters   ${
        cluster.map((name, way) => `${clusterCounts[way]} of ${name}`).join(" and ")
      }; no fold splits one`,
    ]),
    ...(weights === undefined ? [] : [
      `Weights    ${weights}, ${
        effectiveRows === undefined
          ? "the same for all"
          : `which leave as much as ${rounded(effectiveRows, 4)} rows of equal weight`
      }`,
    ]),
  ];
}

function splittingLine(
  { folds, repetitions, jackknife }: OwnEstimate,
  { seed, sampling: { foldsColumn } }: OwnRequest,
): string {
  const splits = repetitions === 1 ? "one split" : `medians over ${repetitions} splits`;
  const freed = jackknife ? ", jackknife" : "";
  const how = foldsColumn === undefined ? splits : `those of ${foldsColumn}`;
  return `Splitting  ${folds} folds, ${how}${freed}, seed ${seed}`;
}

function learnedLines({ nuisances }: PointEstimate): string[] {
  return aligned(nuisances.map(({ nuisance, measure, value, r2, learner, smoothing }) => [
    `  ${nuisance}`,
    `R² ${share(r2)}`,
    `${measure} ${rounded(value, 4)}`,
    `${learner}, smoothing ${smoothing}`,
  ]));
}

/** A p-value as the summary table writes it. */
function probability(p: number): string {
  return p > 0 && p < 1e-4 ? p.toExponential(1) : p.toFixed(4);
}

/** A share of what can be explained. */
function share(r2: number): string {
  return Number.isNaN(r2) ? "–" : r2.toFixed(3).replace("-", "−");
}
