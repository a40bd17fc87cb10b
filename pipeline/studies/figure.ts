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

/** The chart forms: what the files of `reports/charts/forms/` export. */
type Charts =
  & typeof import("../../reports/charts/forms/biases.ts")
  & typeof import("../../reports/charts/forms/budget_splits.ts")
  & typeof import("../../reports/charts/forms/by_parameter.ts")
  & typeof import("../../reports/charts/forms/by_size.ts")
  & typeof import("../../reports/charts/forms/by_step.ts")
  & typeof import("../../reports/charts/forms/cost_curves.ts")
  & typeof import("../../reports/charts/forms/curves.ts")
  & typeof import("../../reports/charts/forms/distributions.ts")
  & typeof import("../../reports/charts/forms/heat_maps.ts")
  & typeof import("../../reports/charts/forms/levels.ts")
  & typeof import("../../reports/charts/forms/moment_checks.ts")
  & typeof import("../../reports/charts/forms/normality.ts")
  & typeof import("../../reports/charts/forms/one_sample.ts")
  & typeof import("../../reports/charts/forms/rows.ts")
  & typeof import("../../reports/charts/forms/slope_panels.ts");

/** In which of them each is; what is not listed is an error of `deno check` where a figure names it. */
const FILES = {
  biases: ["biasAndCoverage", "biasOrder", "byLearner"],
  budget_splits: ["budgetSplits"],
  by_parameter: ["errorByPenalty", "exactBias"],
  by_size: ["errorBySize", "fixedPenalties", "learningErrors"],
  by_step: ["descentCurves", "floors"],
  cost_curves: ["costCurves"],
  curves: ["intervalCurves", "methodCurves"],
  distributions: ["histograms", "quantilePlots"],
  heat_maps: ["phaseDiagram"],
  levels: ["bandCoverage", "byDesign", "coverageBySize"],
  moment_checks: ["momentChecks"],
  normality: ["normality"],
  one_sample: ["oneSample"],
  rows: ["league", "methodDots"],
  slope_panels: ["slopePanels"],
} as const satisfies Readonly<Record<string, readonly (keyof Charts)[]>>;

type Form = (typeof FILES)[keyof typeof FILES][number];

/** One figure. */
export interface FigureEntry {
  /** In stage names, anchors and files. */
  readonly id: string;
  /** The form of its chart, with its options. */
  readonly chart: Made;
  /** The query that gives its rows, and the tables that it reads. */
  readonly rows: Value;
  /** What its numbers were drawn from, if they were. */
  readonly draws?: Draws;
}

/** Sizes, replications from the fewest to the most, and the seed. */
export interface Draws {
  readonly sizes: readonly number[];
  readonly replications: readonly number[];
  readonly seed: number;
}

/** A figure before it is told its tables. */
export type Figure = (tables: Tables) => FigureEntry;

/** A figure: a chart form with its options; then `from` its query, over tables that are given by name. */
export function figure<Name extends Form>(
  id: string,
  form: Name,
  options: Parameters<Charts[Name]>[0],
): { readonly from: (sql: string) => Figure } {
  const [file] = Object.entries<readonly Form[]>(FILES).find(([, forms]) => forms.includes(form))!;
  const code = `reports/charts/forms/${file}.ts#${form}`;
  const chart: Made = { code, options: options as unknown as JsonObject };
  return { from: (sql) => (tables) => ({ id, chart, rows: { sql, tables } }) };
}

/** The stages of a figure: its rows, its specification and its drawing. */
export function figureStages(study: string, { id, chart, rows, draws }: FigureEntry): Stage[] {
  const at = `${study}/figure/${id}`;
  return [
    textStage(`${at}/rows`, rows),
    {
      name: `${at}/spec`,
      kind: "figure",
      code: { entry: "pipeline/stages/figure.ts", slots: { chart: chart.code } },
      parameters: {
        id,
        options: JSON.stringify(chart.options ?? {}),
        ...(draws === undefined ? {} : { draws: draws as unknown as JsonObject }),
      },
      inputs: { rows: { stage: `${at}/rows`, output: "rows" } },
      outputs: ["figure", "spec", "narrow"],
    },
    {
      name: `${at}/drawing`,
      kind: "drawing",
      code: { entry: "pipeline/stages/drawing.ts" },
      parameters: {},
      inputs: {
        figure: { stage: `${at}/spec`, output: "figure" },
        spec: { stage: `${at}/spec`, output: "spec" },
        narrow: { stage: `${at}/spec`, output: "narrow" },
      },
      outputs: ["svg", "narrow", "linear"],
    },
  ];
}
