/**
 * Descents as tables: the objective's gap and the distance to the solution after the recorded steps.
 *
 * @module
 */

import {
  affineFunction,
  type AffineGradientEstimator,
  affineOf,
} from "../../estimators/functional/affine_gradient.ts";
import {
  descend,
  descentModes,
  type DescentOptions,
  type Progress,
  progress,
} from "../../estimators/functional/descent.ts";
import type { DescentTarget } from "../../estimators/functional/descent_target.ts";
import { kernelBilevelAffine } from "../../estimators/functional/kernel_bilevel_affine.ts";
import { formOf, type Terms } from "../../estimators/functional/terms.ts";
import { gaussian } from "../../estimators/nuisance/kernel.ts";
import type { IdentifiedProblem } from "../../problems/functional/identified.ts";
import { onlyMeans } from "../blocks/means.ts";
import type { StageOutputs } from "../engine/stage.ts";
import { made } from "../slots/made.ts";
import type { OneSample, OnSamples } from "../stages/on_samples.ts";
import { encodeTable, numbers } from "../table.ts";
import type { ExactValue } from "./exact_values.ts";
import { splitSample } from "./kernel_bilevel.ts";
import { type BlockLabels, labelColumns, replications } from "./labels.ts";

/** How the outer point descends. */
export interface DescentSettings {
  /** Where it starts, p. */
  readonly start: readonly number[];
  readonly stepSize: number;
  /** The steps after which it is recorded, increasing. */
  readonly recorded: readonly number[];
}

/** What every descent is told. */
export interface Descending {
  readonly descent: DescentSettings;
}

/** The settings as `descend` takes them. */
export function descentOptions({ start, ...settings }: DescentSettings): DescentOptions {
  return { ...settings, start: Float64Array.from(start) };
}

/** Output "traces": one row a replication and recorded step. */
export function descentOutputs(
  labels: BlockLabels,
  { descent: { recorded } }: Descending,
  traces: readonly Progress[],
): StageOutputs {
  const all = (name: keyof Progress) =>
    numbers("double", traces.flatMap((trace) => [...trace[name]]));
  return {
    traces: encodeTable(traces.length * recorded.length, {
      ...labelColumns(labels),
      replication: replications(labels, traces.length, recorded.length),
      step: numbers("integer", recorded),
      gap: all("gap"),
      distance: all("distance"),
    }),
  };
}

interface Gradient {
  /** A row of terms, or a function. */
  readonly gradient: AffineGradientEstimator | Terms;
}

/** Descents under quadratic losses, each along the gradient of its own sample. */
export function affineDescents(
  { problem, slots, parameters, labels }: OnSamples<Gradient, Descending, IdentifiedProblem>,
  samples: readonly OneSample[],
): StageOutputs {
  const gradientAt = formOf(slots.gradient, affineOf);
  const objective = { root: problem.root, hessian: problem.hessian() };
  const options = descentOptions(parameters.descent);
  const traces = samples.map(({ outer, means }) => {
    const gradient = gradientAt(outer.y, onlyMeans(means), problem.innerTarget(outer));
    return progress(descend(affineFunction(gradient), options), objective);
  });
  return descentOutputs(labels, parameters, traces);
}

interface KernelDescending extends Descending {
  readonly sigma: number;
  readonly lambda: number;
}

/** Error allowed for a kernel matrix of low rank: far below what a figure or table shows. */
const TOLERANCE = 1e-8;

/** Descents along the gradient of kernel bilevel optimisation on the two parts of each sample. */
export function kernelDescents(
  { problem, parameters, labels }: OnSamples<unknown, KernelDescending, IdentifiedProblem>,
  samples: readonly OneSample[],
): StageOutputs {
  const objective = { root: problem.root, hessian: problem.hessian() };
  const options = descentOptions(parameters.descent);
  const kernel = { kernel: gaussian(parameters.sigma), lambdas: [parameters.lambda] };
  const traces = samples.map((one) => {
    const data = splitSample(problem, one);
    const [gradient] = kernelBilevelAffine(data, kernel, { tolerance: TOLERANCE });
    return progress(descend(affineFunction(gradient), options), objective);
  });
  return descentOutputs(labels, parameters, traces);
}

interface Population {
  readonly problem: object;
  /** Makes the target from the problem and the step size. */
  readonly target: (problem: never, stepSize: number) => DescentTarget;
}

/**
 * Descent along the exact gradient, and the conditioning that decides how long it takes: the quantities
 * hessian_eigenvalue and start_departure, |v'(w_0 − w*)| along its eigenvector, by coordinate from the
 * flattest direction; step_size; descent_gap and descent_distance by step.
 */
export function exactDescent(
  { descent }: Descending,
  { problem, target }: Population,
): ExactValue[] {
  const options = descentOptions(descent);
  const exact = made(target, problem, options.stepSize);
  const modes = descentModes(exact, options.start);
  const { gap, distance } = exact.progress(descend(exact.gradient, options));
  return [
    ...modes.flatMap(({ eigenvalue, start }, coordinate) => [
      { quantity: "hessian_eigenvalue", value: eigenvalue, coordinate },
      { quantity: "start_departure", value: start, coordinate },
    ]),
    { quantity: "step_size", value: options.stepSize },
    ...options.recorded.flatMap((step, i) => {
      const after = { setting: `step=${step}`, level: step };
      return [
        { ...after, quantity: "descent_gap", value: gap[i] },
        { ...after, quantity: "descent_distance", value: distance[i] },
      ];
    }),
  ];
}
