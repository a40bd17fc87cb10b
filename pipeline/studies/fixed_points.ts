/**
 * Estimators on fixed points: their errors, what is exact of them and what theory predicts, and SID and AID in
 * the forms that studies try.
 *
 * @module
 */

import type { StochasticImplicitOptions } from "../../estimators/parametric/stochastic_implicit.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { Stage, StreamName } from "../engine/stage.ts";
import type { Effort } from "../measures/fixed_point_errors.ts";
import type { Part } from "../measures/fixed_point_values.ts";
import type { SampledSteps } from "../measures/sid_prediction.ts";
import { json, type Measure, type Method, type Place, type Problem } from "./experiment.ts";
import { modules } from "./modules.ts";
import { exactStage, type PartContext } from "./parts.ts";
import { collected, recorded } from "./recorded.ts";
import type { Made } from "./ref.ts";

/**
 * Errors of estimators on fixed points, at all of their efforts.
 *
 * @param of How many draws of the problem replications take in turn, each its own unless said, and whether
 * errors of v are wanted.
 */
export function fixedPointErrors(
  { instances, adjointTruth = false }: {
    readonly instances?: number;
    readonly adjointTruth?: boolean;
  } = {},
): Measure {
  return recorded({
    kind: "estimate",
    measure: modules.fixedPointErrors("fixedPointErrors"),
    slot: "estimator",
    parameters: { adjointTruth, ...(instances === undefined ? {} : { instances }) },
    random: INSTANCES,
    gathered: collected("errors", "fixed_point_errors"),
  });
}

/** What the streams of fixed points are called, so that their draws are none that were seen before there were instances. */
const INSTANCES = ["instances"];

/** The stream of a problem of `fixedPointErrors`. */
export const fixedPointStream = ({ study, seed }: Place, { name }: Problem): StreamName => [
  seed,
  study,
  name,
  ...INSTANCES,
];

/** Exact values of the instances of a problem of `fixedPointErrors`, whose samples are of `batch` observations. */
export function fixedPointExact(
  context: PartContext,
  id: string,
  problem: Problem,
  of: { readonly batch: number; readonly instances: number; readonly parts: readonly Part[] },
): Stage {
  const values = modules.fixedPointValues("fixedPointValues");
  return onInstances(context, `${id}/${problem.name}/exact`, values, problem, of);
}

/** What theory says of the errors of SID on them. */
export function fixedPointPredictions(
  context: PartContext,
  id: string,
  problem: Problem,
  of: SampledSteps & { readonly instances: number; readonly efforts: readonly SidEffort[] },
): Stage {
  const values = modules.fixedPointPredictions("fixedPointPredictions");
  return onInstances(context, `${id}/${problem.name}/predictions`, values, problem, json(of));
}

function onInstances(
  context: PartContext,
  at: string,
  values: string,
  problem: Problem,
  of: JsonObject,
): Stage {
  const { name, code, options = {} } = problem;
  const parameters = { name, problem: options, ...of };
  return {
    ...exactStage(context, at, values, parameters, { problem: code }),
    random: fixedPointStream(context, problem),
  };
}

/** An estimator that is made anew for each of its efforts. */
export function atEfforts<Tried extends Omit<Effort, "options">>(
  name: string,
  efforts: readonly Tried[],
  make: (effort: Tried) => Made,
): Method {
  const made = efforts.map((effort) => ({ effort, ...make(effort) }));
  const tried = { efforts: made.map(({ effort, options }) => json({ ...effort, options })) };
  return { name, code: made[0].code, tried };
}

/** t, k and J of SID. */
export interface SidEffort {
  readonly t: number;
  readonly k: number;
  readonly J: number;
}

/** All other options of SID. */
export type SidOptions = Omit<StochasticImplicitOptions, keyof SidEffort>;

/** SID at given efforts, with all else the same. */
export function sid(name: string, efforts: readonly SidEffort[], options: SidOptions): Method {
  return atEfforts(
    name,
    efforts,
    (effort) => modules.stochasticImplicit("stochasticImplicit", { ...options, ...effort }),
  );
}

/** AID without sampling at given t and k, its adjoint by a given solver. */
export function batchAid(
  name: string,
  solver: "fixed-point" | "cg" | "cg-normal",
  efforts: readonly Omit<SidEffort, "J">[],
): Method {
  return atEfforts(
    name,
    efforts.map((effort) => ({ ...effort, J: 0 })),
    ({ t, k }) =>
      modules.implicit("implicit", { lowerSteps: t, adjoint: { solver, iterations: k } }),
  );
}
