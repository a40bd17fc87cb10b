/**
 * Exact values of a fixed-point problem where the outer loop starts.
 *
 * @module
 */

import { Stream } from "../../numerics/random.ts";
import { adjointAt } from "../../problems/parametric/fixed_point_solution.ts";
import { gradientSensitivity } from "../../problems/parametric/gradient_sensitivity.ts";
import {
  asymmetry,
  greatestSampleNorm,
  jacobian,
  untransposedError,
} from "../../problems/parametric/map_jacobian.ts";
import { samplingVariance } from "../../problems/parametric/sampling_variance.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StreamName } from "../engine/stage.ts";
import type { FixedPointProblem } from "../../problems/parametric/fixed_point_contract.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import type { ExactValue } from "./exact_values.ts";
import { made } from "../slots/made.ts";

/** What makes a problem from options that JSON can hold and a random source for its data. */
export interface FixedPointSlots {
  readonly problem: (options: never, random: RandomSource) => FixedPointProblem;
}

/** Draws of a problem. */
export interface Instances {
  /** Options of the problem. */
  readonly problem: JsonObject;
  /** How many there are. */
  readonly instances: number;
}

interface FixedPointOptions extends Instances {
  /** b, observations in a sample. */
  readonly batch: number;
  /** What is asked for. */
  readonly parts: readonly Part[];
}

/** What the cross term varies by, what the gradient is sensitive to, and what the map itself is like. */
export type Part = "cross" | "sensitivity" | "map";

/**
 * What the functions that are called here say of each instance; `cross_variance` is that of one sample of ∂_xΦᵀ v
 * at the solution.
 */
export function fixedPointValues(
  { batch, parts, ...of }: FixedPointOptions,
  slots: FixedPointSlots,
  random: StreamName,
): ExactValue[] {
  return onInstances(of, slots, random, (problem) => {
    const of: Readonly<Record<Part, () => ExactValue[]>> = {
      cross: () => [crossVariance(problem, batch)],
      sensitivity: () => sensitivities(problem),
      map: () => ofMap(problem),
    };
    return parts.flatMap((part) => of[part]());
  });
}

/**
 * Values of each instance, whose number is the variant. Problems are those that `fixed_point_errors` has with
 * the same random path.
 */
export function onInstances(
  { problem: options, instances }: Instances,
  { problem: slot }: FixedPointSlots,
  random: StreamName,
  valuesOf: (problem: FixedPointProblem) => readonly ExactValue[],
): ExactValue[] {
  return Array.from({ length: instances }, (_, instance) => {
    const problem = made(slot, options, Stream.of(...random, instance, "problem"));
    return valuesOf(problem).map((value) => ({ ...value, variant: String(instance) }));
  }).flat();
}

function crossVariance(problem: FixedPointProblem, batch: number): ExactValue {
  const { x } = problem.start;
  const y = problem.exactLower(x);
  const value = samplingVariance(problem, x, y, adjointAt(problem, x, y)).vjpX / batch;
  return { quantity: "cross_variance", setting: `b=${batch}`, level: batch, value };
}

function sensitivities(problem: FixedPointProblem): ExactValue[] {
  const { lower, adjoint } = gradientSensitivity(problem, problem.start.x);
  return [
    { quantity: "lower_sensitivity", setting: "greatest", value: lower.greatest },
    { quantity: "lower_sensitivity", setting: "least", value: lower.least },
    { quantity: "adjoint_sensitivity", setting: "greatest", value: adjoint.greatest },
    { quantity: "adjoint_sensitivity", setting: "least", value: adjoint.least },
  ];
}

function ofMap(problem: FixedPointProblem): ExactValue[] {
  const { start: { x }, map, dy } = problem;
  const y = problem.exactLower(x);
  return [
    { quantity: "contraction", value: problem.contraction(x) },
    { quantity: "sample_norm", value: greatestSampleNorm(problem, x, y) },
    { quantity: "asymmetry", value: asymmetry(jacobian(map, x, y), dy) },
    { quantity: "untransposed_error", value: untransposedError(problem, x) },
  ];
}
