/**
 * Meta-training, and the estimators that it is tried with.
 *
 * @module
 */

import type { MetaTrainingOptions } from "../../estimators/parametric/meta_training.ts";
import type { InputReference } from "../engine/stage.ts";
import type { MetaLoopSettings } from "../measures/meta_traces.ts";
import { json, type Measure, type Method } from "./experiment.ts";
import { modules } from "./modules.ts";
import { collected, type Data, dataOf, recorded } from "./recorded.ts";

/** How meta-training goes. */
export interface Training {
  readonly training: MetaTrainingOptions;
  readonly loop: MetaLoopSettings;
  readonly data?: Data;
  /** The steps that were found best in an experiment on other draws, if they are to be taken. */
  readonly tuned?: InputReference | undefined;
}

/** Meta-trainings. Experiments on one problem share its draws, but those with tuned steps have others. */
export function trained({ training, loop, data, tuned }: Training): Measure {
  return recorded({
    kind: "optimise",
    measure: modules.metaTraces("metaTraces"),
    slot: "estimator",
    parameters: { training: json(training), loop: json(loop) },
    inputs: () => ({ ...dataOf(data), ...(tuned === undefined ? {} : { tuned }) }),
    random: tuned === undefined ? [] : ["tuned"],
    gathered: collected("traces", "meta_traces"),
  });
}

/** The unbiased estimator with a given q; q = 0 is the first-order estimate, q = 1 the exact gradient. */
export function debiased(q: number): Method {
  if (q === 0) return { name: "first-order", ...modules.firstOrder("firstOrder", {}) };
  if (q === 1) return { name: "exact", ...modules.exactPass("exactMetaGradient", {}) };
  return { name: `unbiased-${q}`, ...modules.unbiasedFirstOrder("unbiasedFirstOrder", { q }) };
}
