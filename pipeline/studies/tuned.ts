/**
 * Methods that are all tuned over one grid of outer steps, and compared at equal budgets.
 *
 * @module
 */

import type { InputReference } from "../engine/stage.ts";
import type { Method } from "./experiment.ts";
import type { PartContext } from "./parts.ts";
import type { Queries } from "./query.ts";

/** The methods, whose outer steps are open, with each of the grid, as settings. */
export function overGrid(methods: readonly Method[], grid: readonly number[]): Method[] {
  return methods.flatMap((method) =>
    grid.map((outerStep) => ({
      ...method,
      options: { ...method.options, outerStep },
      setting: `outer-step=${outerStep}`,
      level: outerStep,
    }))
  );
}

/** What is asked of tuned experiments, and where the answers are. */
export interface Tuned {
  readonly queries: Queries;
  /** Runs at equal budgets, with what was chosen. */
  readonly ends: InputReference;
  /** Curves of the chosen ones. */
  readonly curves: InputReference;
  /** Ratios of any two of the chosen ones. */
  readonly ratios: InputReference;
}

/**
 * What follows from the traces of all experiments of one name.
 *
 * @param points The SQL file that makes points of "traces" and "metrics".
 */
export function tuned({ table }: PartContext, id: string, points: string): Tuned {
  const [traces, metrics] = [table(`${id}/collect`, "traces"), table(`${id}/collect`, "metrics")];
  const [all, ends] = [table(`${id}/points`), table(`${id}/ends`)];
  return {
    ends,
    curves: table(`${id}/curves`),
    ratios: table(`${id}/ratios`),
    queries: {
      [`${id}/points`]: { sql: points, tables: { traces, metrics } },
      [`${id}/ends`]: { sql: "tuned_ends", tables: { points: all }, into: "tuned_ends" },
      [`${id}/curves`]: { sql: "tuned_curves", tables: { points: all, ends } },
      [`${id}/ratios`]: { sql: "tuned_ratios", tables: { ends }, into: "tuned_ratios" },
    },
  };
}
