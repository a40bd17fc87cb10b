/**
 * Methods that are all tuned over one grid of outer steps, and compared at equal budgets.
 *
 * @module
 */

import type { InputReference } from "../engine/stage.ts";
import type { LoopSettings } from "../measures/outer_loop.ts";
import type { Experiment, Method, Problem } from "./experiment.ts";
import { LEVELS } from "./methods.ts";
import { modules } from "./modules.ts";
import { type Data, traced } from "./parametric.ts";
import { named } from "./ref.ts";
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

/** Runs of methods over a grid, which end after so many iterations or, where they are given, samples. */
export function runs(
  experiment: Omit<Experiment, "over" | "measure">,
  methods: readonly Method[],
  grid: readonly number[],
  { samples, ...loop }: Partial<LoopSettings> & { readonly samples?: number },
  ...of: readonly [data?: Data, metrics?: string]
): Experiment {
  const stop = samples === undefined ? {} : { stop: { samples } };
  const measure = traced({ iterations: 100_000, ...loop, ...stop }, ...of);
  return { ...experiment, over: overGrid(methods, grid), measure };
}

/** Classifiers with fixed weights on problems of cleaning, to compare with. */
export const levels = (
  experiment: Omit<Experiment, "over" | "measure">,
  ...of: readonly [data: Data, metrics: string]
): Experiment => ({
  ...experiment,
  over: LEVELS,
  measure: traced({ iterations: 0, truths: false }, ...of),
});

/** A penalty for each feature of a logistic regression, with n observations at either level. */
export const logisticPenalties = (n: number, p: number): Problem =>
  named(
    "logistic-tuning",
    modules.parametricProblems("simulatedLogistic", { data: { n, validation: n, p } }),
  );

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
