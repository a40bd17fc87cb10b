/**
 * The stages of an experiment with estimators on fixed-point problems: problems × estimators × blocks
 * of replications, gathered in one table.
 *
 * @module
 */

import type { StochasticImplicitOptions } from "../../estimators/parametric/stochastic_implicit.ts";
import type { Stage } from "../engine/stage.ts";
import type { Effort } from "../stages/fixed_point_errors.ts";
import type { PartContext } from "./parts.ts";
import { cells, gathered, json, type ParametricExperiment } from "./trace_grid.ts";
import * as modules from "./modules.ts";
import type { Made } from "./ref.ts";

/** An estimator with the efforts at which it is tried. */
export interface FixedPointEntry {
  /** In stage names and tables. */
  readonly name: string;
  /** "path#export" of a function from options to an estimator. */
  readonly code: string;
  readonly efforts: readonly Effort[];
  /** The label of the setting, for estimators that are varied; that of the experiment unless said. */
  readonly setting?: string;
}

/** An experiment with estimators on a fixed-point problem. */
export interface FixedPointExperiment extends ParametricExperiment {
  readonly estimators: readonly FixedPointEntry[];
  /** Whether all replications have the same data; true unless said. */
  readonly sameData?: boolean;
  /** Whether errors of v are wanted; false unless said. */
  readonly adjointTruth?: boolean;
}

/** t, k and J of SID. */
export interface SidEffort {
  readonly t: number;
  readonly k: number;
  readonly J: number;
}

/** All other options of SID. */
export type SidOptions = Omit<StochasticImplicitOptions, keyof SidEffort>;

/** An estimator that is made anew for each of its efforts. */
export function atEfforts<Tried extends Omit<Effort, "options">>(
  name: string,
  efforts: readonly Tried[],
  make: (effort: Tried) => Made,
): FixedPointEntry {
  const made = efforts.map((effort) => ({ effort, ...make(effort) }));
  return {
    name,
    code: made[0]!.code,
    efforts: made.map(({ effort, options }) => ({ ...effort, options })),
  };
}

/** SID at given efforts, with all else the same. */
export function sidEntry(
  name: string,
  efforts: readonly SidEffort[],
  options: SidOptions,
): FixedPointEntry {
  return atEfforts(
    name,
    efforts,
    (effort) => modules.stochasticImplicit("stochasticImplicit", { ...options, ...effort }),
  );
}

/** AID without sampling at given t and k, its adjoint by a given solver. */
export function batchEntry(
  name: string,
  solver: "fixed-point" | "cg" | "cg-normal",
  efforts: readonly Omit<SidEffort, "J">[],
): FixedPointEntry {
  return atEfforts(
    name,
    efforts.map((effort) => ({ ...effort, J: 0 })),
    ({ t, k }) =>
      modules.implicit("implicit", { lowerSteps: t, adjoint: { solver, iterations: k } }),
  );
}

/** The errors of an experiment; `gatheredErrors` is to follow. */
export function fixedPointStages(
  context: PartContext,
  experiment: FixedPointExperiment,
): Stage[] {
  const { estimators, problem, sameData = true, adjointTruth = false } = experiment;
  return estimators.flatMap(({ efforts, ...estimator }) =>
    cells(context, experiment, { ...estimator, options: {} }, (cell) => ({
      ...cell,
      kind: "estimate",
      code: {
        entry: "pipeline/stages/fixed_point_errors.ts",
        slots: { problem: problem.code, estimator: estimator.code },
      },
      parameters: { ...cell.parameters, efforts: efforts.map(json), sameData, adjointTruth },
      outputs: ["errors"],
    }))
  );
}

/** All errors of an experiment in one table. */
export function gatheredErrors(context: PartContext, id: string, stages: readonly Stage[]): Stage {
  return gathered(context, id, stages, "errors", {
    entry: "pipeline/stages/fixed_point_collect.ts",
    outputs: ["table"],
  });
}
