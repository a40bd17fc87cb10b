/**
 * Methods that are all tuned over one grid of outer steps, and compared at equal budgets.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { InputReference, Stage } from "../engine/stage.ts";
import type { Tables } from "./contract.ts";
import { queryStage } from "./query.ts";
import type { PartContext } from "./parts.ts";
import {
  gatheredTraces,
  type MethodEntry,
  type TraceExperiment,
  traceStages,
} from "./trace_grid.ts";

/** A method whose outer step is still open. */
export interface OpenMethod {
  readonly name: string;
  /** "path#export". */
  readonly code: string;
  readonly options: JsonObject;
}

/** The methods with each outer step of the grid, as settings. */
export function overGrid(methods: readonly OpenMethod[], grid: readonly number[]): MethodEntry[] {
  return methods.flatMap((method) =>
    grid.map((outerStep) => ({
      ...method,
      options: { ...method.options, outerStep },
      setting: `outer-step=${outerStep}`,
    }))
  );
}

/** What a tuned experiment leaves for figures, claims and the database. */
export interface Tuned {
  readonly stages: readonly Stage[];
  /** Runs at equal budgets, with what was chosen. */
  readonly ends: InputReference;
  /** Curves of the chosen ones. */
  readonly curves: InputReference;
  /** Ratios of any two of the chosen ones. */
  readonly ratios: InputReference;
}

/**
 * The runs of the given experiments under one name, and what follows from them.
 *
 * @param points The SQL file that makes points of "traces" and "metrics".
 */
export function tunedStages(
  context: PartContext,
  id: string,
  experiments: readonly TraceExperiment[],
  points: string,
): Tuned {
  const { study, table } = context;
  const runs = experiments.flatMap((experiment) => traceStages(context, experiment));
  const query = (name: string, sql: string, tables: Tables): Stage =>
    queryStage(`${study}/${id}/${name}`, "summary", `reports/sql/${sql}.sql`, tables);
  const [all, ends, curves, ratios] = ["points", "ends", "curves", "ratios"].map((name) =>
    table(`${id}/${name}`)
  ) as [InputReference, InputReference, InputReference, InputReference];
  return {
    stages: [
      ...runs,
      gatheredTraces(context, id, runs),
      query("points", points, {
        traces: table(`${id}/collect`, "traces"),
        metrics: table(`${id}/collect`, "metrics"),
      }),
      query("ends", "tuned_ends", { points: all }),
      query("curves", "tuned_curves", { points: all, ends }),
      query("ratios", "tuned_ratios", { ends }),
    ],
    ends,
    curves,
    ratios,
  };
}
