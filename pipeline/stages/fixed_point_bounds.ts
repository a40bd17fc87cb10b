/**
 * Stage: what theory says of stochastic implicit differentiation on ridge regression, as rows for SQL:
 * bounds of its errors from the constants of the problem, and the exact error of the lower level.
 *
 * @module
 */

import { Stream } from "../../numerics/random.ts";
import {
  constantStepsBound,
  decreasingStepsBound,
  gradientErrorBound,
  type IterationConstants,
  linearSystemNoise,
} from "../../estimators/parametric/sid_bounds.ts";
import {
  stepConstants,
  type StepOptions,
  stepSequence,
} from "../../estimators/parametric/step_sequence.ts";
import type { TrainingData } from "../../problems/parametric/labelled_data.ts";
import { linearData, type LinearDataOptions } from "../../problems/parametric/ridge.ts";
import { type RidgeConstants, ridgeConstants } from "../../problems/parametric/ridge_constants.ts";
import { ridgeErrors } from "../../problems/parametric/ridge_moments.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeRows, type Row, type Types } from "../table.ts";

/** The parameters of the stage. */
export type BoundParameters = JsonObject & {
  /** The problem's name in tables. */
  readonly name: string;
  /** Its options: those of its data, and none other. */
  readonly problem: { readonly data: LinearDataOptions & JsonObject };
  /** How many draws of the data there are. */
  readonly instances: number;
  /** λ_k for all k. */
  readonly lambda: number;
  /** b, observations in a sample. */
  readonly batch: number;
  /** R: the bounds of v and of the gradient are for ‖w_t − w(λ)‖ ≤ R. */
  readonly radius: number;
  /** Rules of steps, of w and v alike, by the names of their estimators. */
  readonly rules: readonly {
    readonly estimator: string;
    readonly steps: StepOptions & JsonObject;
    /** Steps of w and of v, and samples of the cross term. */
    readonly efforts: readonly { readonly t: number; readonly k: number; readonly J: number }[];
  }[];
};

const BOUNDS: Types = {
  problem: "text",
  instance: "integer",
  estimator: "text",
  t: "integer",
  k: "integer",
  radius: "double",
  lower_bound: "double",
  adjoint_bound: "double",
  error_bound: "double",
  lower_exact: "double",
  lower_floor: "double",
};

/**
 * Output "rows": {problem, instance, estimator, t, k, radius, lower_bound, adjoint_bound, error_bound, lower_exact,
 * lower_floor}. The bounds are of E‖w_t − w(λ)‖², E‖v_k − v(w_t)‖² and E‖∇̂F − ∇F‖², from w_0 = 0 and v_0 = 0;
 * "lower_exact" is the first of these itself, and "lower_floor" its limit for constant steps, else unknown.
 * Its random stream must be that of the experiment, for the data to be the same.
 *
 * @throws {RangeError} if a step is longer than the bounds allow.
 */
export const run: StageRun<BoundParameters> = (parameters, _inputs, random) => {
  const { problem, instances } = parameters;
  const rows = Array.from({ length: instances }, (_, instance) => {
    const data = linearData(problem.data, Stream.of(...random, instance, "problem"));
    return boundsOn(data, parameters).map((row) => ({ instance, ...row }));
  });
  return { rows: encodeRows(BOUNDS, rows.flat()) };
};

function boundsOn(
  data: TrainingData,
  { name, batch, radius, rules, ...parameters }: BoundParameters,
): Row[] {
  const { p } = data.train;
  const lambda = new Float64Array(p).fill(parameters.lambda);
  const constants = ridgeConstants(data, lambda, { batch, radius });
  const { q, step, solution } = constants;
  const iterations = iterationsOf(constants);
  return rules.flatMap(({ estimator, steps, efforts }) => {
    const size = stepSequence("bounds", steps)(q);
    const iteration = { step, batch, size };
    const start = new Float64Array(p);
    const longest = Math.max(...efforts.map(({ t }) => t));
    const exact = ridgeErrors(data, lambda, { ...iteration, start }, longest);
    const settled = steps.rule === "constant" ? Math.ceil(SETTLED / (steps.size * (1 - q))) : 0;
    const floor = ridgeErrors(data, lambda, { ...iteration, start: solution }, settled)[settled];
    return efforts.map(({ t, k, J }) => {
      const rho = boundOf(t, steps, iterations.lower);
      const sigma = boundOf(k, steps, iterations.adjoint);
      const terms = gradientErrorBound(constants, { rho, sigma, J });
      return {
        problem: name,
        estimator,
        t,
        k,
        radius,
        lower_bound: rho,
        adjoint_bound: sigma,
        error_bound: terms.lower + terms.linearSystem + terms.cross,
        lower_exact: exact[t],
        lower_floor: steps.rule === "constant" ? floor : undefined,
      };
    });
  });
}

/** Of what is off at first e^{−2·SETTLED} is left, and more so for an error that starts at 0. */
const SETTLED = 8;

/** The two iterations, each from 0. */
function iterationsOf(
  { q, sigma1, sigma2, m1, LE, solution }: RidgeConstants,
): Record<"lower" | "adjoint", IterationConstants> {
  const initial = solution.reduce((sum, value) => sum + value * value, 0);
  const largest = LE / (1 - q);
  return {
    lower: { q, sigma1, sigma2, initial },
    adjoint: { q, ...linearSystemNoise({ q, m1, LE }), initial: largest * largest },
  };
}

function boundOf(steps: number, rule: StepOptions, iteration: IterationConstants): number {
  if (rule.rule === "constant") return constantStepsBound(steps, rule.size, iteration);
  return decreasingStepsBound(steps, stepConstants("bounds", rule, iteration.q), iteration);
}
