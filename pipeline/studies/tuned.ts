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
import { traced } from "./outer_loops.ts";
import type { Data } from "./recorded.ts";
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
  loop: Budgeted,
  ...of: readonly [data?: Data, metrics?: string]
): Experiment {
  return { ...experiment, over: overGrid(methods, grid), measure: traced(untilSpent(loop), ...of) };
}

/** A loop that may end after so many samples, or calls of lower-level oracles. */
export type Budgeted = Partial<LoopSettings> & {
  readonly samples?: number;
  readonly calls?: number;
};

/** Its settings: as many iterations as the budget allows for. */
export function untilSpent({ samples, calls, ...loop }: Budgeted): LoopSettings {
  const stop = samples !== undefined ? { samples } : calls !== undefined ? { calls } : undefined;
  return { iterations: 100_000, ...loop, ...(stop === undefined ? {} : { stop }) };
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
export function tuned({ table }: Pick<PartContext, "table">, id: string, points: string): Tuned {
  const [all, ends] = [table(`${id}/points`), table(`${id}/ends`)];
  return {
    ends,
    curves: table(`${id}/curves`),
    ratios: table(`${id}/ratios`),
    queries: {
      [`${id}/points`]: { sql: points, tables: tracesOf({ table }, id) },
      [`${id}/ends`]: { sql: "tuned_ends", tables: { points: all }, into: "tuned_ends" },
      [`${id}/curves`]: { sql: "tuned_curves", tables: { points: all, ends } },
      [`${id}/ratios`]: { sql: "tuned_ratios", tables: { ends }, into: "tuned_ratios" },
    },
  };
}

const tracesOf = ({ table }: Pick<PartContext, "table">, id: string) => ({
  traces: table(`${id}/collect`, "traces"),
  metrics: table(`${id}/collect`, "metrics"),
});

/** A problem on which methods are tuned and compared. */
export interface Trial {
  readonly problem: Problem;
  /** Methods whose outer steps are open. */
  readonly methods: readonly Method[];
  readonly grid: readonly number[];
  readonly loop: LoopSettings;
  /** What the problem is made of, and further numbers at each recorded iteration, if any. */
  readonly data?: Data;
  readonly metrics?: string;
  /** How many draws they are compared on, if not as many as others. */
  readonly compared?: number;
  /** With other loops, on all draws: what the least objective is looked for with. */
  readonly besides?: readonly Beside[];
  /** The same on draws that methods are compared on alone: no step is chosen by them. */
  readonly marks?: readonly Beside[];
}

/** What runs beside methods that are compared, its steps given. */
export interface Beside {
  readonly method: Method;
  readonly loop: LoopSettings;
  /** How many of these draws it runs on; all unless said. */
  readonly draws?: number;
}

/** How many draws steps are tuned on, and how many methods are compared on. */
export interface TrialDraws {
  readonly tuning: number;
  readonly compared: number;
  /** The first draw that they are compared on; 0 unless said. */
  readonly first?: number;
  readonly block: number;
  /** The budget at whose end a step is the best, in the units of this axis; observations unless said. */
  readonly axis?: string;
}

/** Outer steps around the best of the grid, over it: a factor of 1.5 from one to the next. */
const NEAR = { smoke: [3 / 2], others: [4 / 9, 2 / 3, 3 / 2, 9 / 4] };
/** The first draw that steps are tuned on: beyond all others. */
const TUNING = 1_000_000;

/**
 * Methods on draws that no step was chosen on. The step of each is chosen on others: the best of a grid, and
 * then of steps around it.
 */
export function tunedApart(
  context: PartContext,
  id: string,
  points: string,
  trials: readonly Trial[],
  { tuning, compared, first, block, axis = "samples" }: TrialDraws,
): Tuned & {
  readonly experiments: readonly Experiment[];
  readonly tuning: readonly InputReference[];
} {
  const { table, profile } = context;
  const factors = profile === "smoke" ? NEAR.smoke : NEAR.others;
  const [grid, near] = [`${id}-grid`, `${id}-near`];
  const steps = (of: string): InputReference => table(`${of}/steps`, "rows");
  const experimentsOf = (
    of: string,
    over: (trial: Trial) => readonly Method[],
    own: Parameters<typeof traced>[3] & object,
  ): Experiment[] =>
    trials.flatMap((trial) => {
      const chosen = of === id;
      const draws = chosen
        ? {
          replications: trial.compared ?? compared,
          ...(first === undefined ? {} : { firstReplication: first }),
        }
        : { replications: tuning, firstReplication: TUNING };
      const experiment = { id: of, problem: trial.problem, block, ...draws };
      const { data, metrics, besides = [], marks = [] } = trial;
      const open = {
        ...experiment,
        over: over(trial),
        measure: traced(trial.loop, data, metrics, own),
      };
      const given = [...besides, ...(chosen ? marks : [])];
      return [
        open,
        ...given.map(({ method, loop, draws = experiment.replications }) => ({
          ...experiment,
          replications: Math.min(draws, experiment.replications),
          over: [method],
          measure: traced(loop, data, metrics, {}),
        })),
      ];
    });
  const around = ({ methods }: Trial): Method[] =>
    methods.flatMap((method) =>
      factors.map((times) => ({
        ...method,
        setting: `times=${times.toFixed(2)}`,
        level: times,
        tried: { times },
      }))
    );
  const final = tuned(context, id, points);
  const endsOf = (of: string): InputReference => table(`${of}/ends`);
  const choice = (of: string, ends: readonly InputReference[]): Queries => ({
    [`${of}/points`]: { sql: points, tables: tracesOf(context, of) },
    [`${of}/ends`]: { sql: "tuned_ends", tables: { points: table(`${of}/points`) } },
    [`${of}/steps`]: { sql: "tuned_steps", tables: { ends } },
  });
  // The best of the grid is not run again.
  const tried = [endsOf(grid), endsOf(near)];
  return {
    ...final,
    tuning: tried,
    experiments: [
      ...experimentsOf(grid, ({ methods, grid }) => overGrid(methods, grid), {}),
      ...experimentsOf(near, around, { tuned: steps(grid), axis }),
      ...experimentsOf(id, ({ methods }) => methods, { tuned: steps(near), axis }),
    ],
    queries: { ...choice(grid, [endsOf(grid)]), ...choice(near, tried), ...final.queries },
  };
}
