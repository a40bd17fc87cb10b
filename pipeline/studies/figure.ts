/**
 * Figures as data: a chart form with its options, and the query that gives its rows.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { Stage } from "../engine/stage.ts";
import type { Value } from "./claim.ts";
import type { Tables } from "./contract.ts";
import { textStage } from "./query.ts";
import type { Made } from "./ref.ts";

/** The chart forms: each is what the file of `reports/charts/` of its name exports under its name. */
interface Forms {
  bandCoverage: typeof import("../../reports/charts/band_coverage.ts").bandCoverage;
  biasAndCoverage: typeof import("../../reports/charts/bias_and_coverage.ts").biasAndCoverage;
  biasOrder: typeof import("../../reports/charts/bias_order.ts").biasOrder;
  budgetSplits: typeof import("../../reports/charts/budget_splits.ts").budgetSplits;
  byDesign: typeof import("../../reports/charts/by_design.ts").byDesign;
  byLearner: typeof import("../../reports/charts/by_learner.ts").byLearner;
  costCurves: typeof import("../../reports/charts/cost_curves.ts").costCurves;
  coverageBySize: typeof import("../../reports/charts/coverage_by_size.ts").coverageBySize;
  descentCurves: typeof import("../../reports/charts/descent_curves.ts").descentCurves;
  errorByPenalty: typeof import("../../reports/charts/error_by_penalty.ts").errorByPenalty;
  errorBySize: typeof import("../../reports/charts/error_by_size.ts").errorBySize;
  exactBias: typeof import("../../reports/charts/exact_bias.ts").exactBias;
  fixedPenalties: typeof import("../../reports/charts/fixed_penalties.ts").fixedPenalties;
  floors: typeof import("../../reports/charts/floors.ts").floors;
  histograms: typeof import("../../reports/charts/histograms.ts").histograms;
  intervalCurves: typeof import("../../reports/charts/interval_curves.ts").intervalCurves;
  league: typeof import("../../reports/charts/league.ts").league;
  learningErrors: typeof import("../../reports/charts/learning_errors.ts").learningErrors;
  methodCurves: typeof import("../../reports/charts/method_curves.ts").methodCurves;
  methodDots: typeof import("../../reports/charts/method_dots.ts").methodDots;
  momentChecks: typeof import("../../reports/charts/moment_checks.ts").momentChecks;
  normality: typeof import("../../reports/charts/normality.ts").normality;
  oneSample: typeof import("../../reports/charts/one_sample.ts").oneSample;
  phaseDiagram: typeof import("../../reports/charts/phase_diagram.ts").phaseDiagram;
  quantilePlots: typeof import("../../reports/charts/quantile_plots.ts").quantilePlots;
  slopePanels: typeof import("../../reports/charts/slope_panels.ts").slopePanels;
}

/** One figure. */
export interface FigureEntry {
  /** In stage names, anchors and files. */
  readonly id: string;
  /** The form of its chart, with its options. */
  readonly chart: Made;
  /** The query that gives its rows, and the tables that it reads. */
  readonly rows: Value;
}

/** A figure before it is told its tables. */
export type Figure = (tables: Tables) => FigureEntry;

/** A figure: a chart form with its options; then `from` its query, over tables that are given by name. */
export function figure<Name extends keyof Forms>(
  id: string,
  form: Name,
  options: Parameters<Forms[Name]>[0],
): { readonly from: (sql: string) => Figure } {
  const file = form.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const code = `reports/charts/${file}.ts#${form}`;
  const chart: Made = { code, options: options as unknown as JsonObject };
  return { from: (sql) => (tables) => ({ id, chart, rows: { sql, tables } }) };
}

/** The stages of a figure: its rows, its specification and its drawing. */
export function figureStages(study: string, { id, chart, rows }: FigureEntry): Stage[] {
  const at = `${study}/figure/${id}`;
  return [
    textStage(`${at}/rows`, rows),
    {
      name: `${at}/spec`,
      kind: "figure",
      code: { entry: "pipeline/stages/figure.ts", slots: { chart: chart.code } },
      parameters: { id, options: chart.options },
      inputs: { rows: { stage: `${at}/rows`, output: "rows" } },
      outputs: ["figure", "spec"],
    },
    {
      name: `${at}/drawing`,
      kind: "drawing",
      code: { entry: "pipeline/stages/drawing.ts" },
      parameters: {},
      inputs: {
        figure: { stage: `${at}/spec`, output: "figure" },
        spec: { stage: `${at}/spec`, output: "spec" },
      },
      outputs: ["svg"],
    },
  ];
}
