/**
 * The stages of an experiment with meta-training: estimators × blocks of replications, gathered in one
 * table.
 *
 * @module
 */

import type { InputReference, Stage } from "../engine/stage.ts";
import type { MetaLoopSettings } from "../stages/meta_trace.ts";
import type { MetaTrainingOptions } from "../../estimators/parametric/meta_training.ts";
import type { PartContext } from "./parts.ts";
import {
  cells,
  gathered,
  json,
  type MethodEntry,
  type ParametricExperiment,
} from "./trace_grid.ts";
import * as modules from "./modules.ts";

/** An experiment with meta-training. */
export interface MetaExperiment extends ParametricExperiment {
  readonly methods: readonly MethodEntry[];
  readonly training: MetaTrainingOptions;
  readonly loop: MetaLoopSettings;
  /** Artifacts that the problem is made of, if any. */
  readonly data?: readonly InputReference[];
  /** The steps that were found best in an experiment on other draws, if they are to be taken. */
  readonly tuned?: InputReference;
}

/** The unbiased estimator with a given q; q = 0 is the first-order estimate, q = 1 the exact gradient. */
export function debiasedEntry(q: number): MethodEntry {
  if (q === 0) return { name: "first-order", ...modules.firstOrder("firstOrder", {}) };
  if (q === 1) return { name: "exact", ...modules.exactPass("exactMetaGradient", {}) };
  return { name: `unbiased-${q}`, ...modules.unbiasedFirstOrder("unbiasedFirstOrder", { q }) };
}

/**
 * The trainings of an experiment; `gatheredMeta` is to follow. Experiments on one problem share its draws,
 * but those with tuned steps have others.
 */
export function metaStages(context: PartContext, experiment: MetaExperiment): Stage[] {
  const { methods, training, loop, data, tuned } = experiment;
  return methods.flatMap((method) =>
    cells(context, experiment, method, (cell) => ({
      ...cell,
      kind: "optimise",
      code: {
        entry: "pipeline/stages/meta_trace.ts",
        slots: { problem: experiment.problem.code, estimator: method.code },
      },
      parameters: {
        ...cell.parameters,
        estimator: method.options,
        training: json(training),
        loop: json(loop),
      },
      inputs: {
        ...(data === undefined ? {} : { data }),
        ...(tuned === undefined ? {} : { tuned }),
      },
      ...(tuned === undefined ? {} : { random: [...cell.random!, "tuned"] }),
      outputs: ["traces"],
    }))
  );
}

/** All trainings of an experiment in one table. */
export function gatheredMeta(context: PartContext, id: string, stages: readonly Stage[]): Stage {
  return gathered(context, id, stages, "traces", {
    entry: "pipeline/stages/meta_collect.ts",
    outputs: ["table"],
  });
}
