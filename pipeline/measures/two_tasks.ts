/**
 * What is known of the two scalar tasks that mislead first-order meta-learning: in closed form, and the
 * probability of an exact gradient that theory recommends.
 *
 * @module
 */

import { bufferPool } from "../../estimators/parametric/buffers.ts";
import { passCosts } from "../../estimators/parametric/exact_pass.ts";
import { bestProbability } from "../../estimators/parametric/exact_probability.ts";
import { taskMoments } from "../../estimators/parametric/task_moments.ts";
import {
  counterExample,
  type CounterExampleOptions,
} from "../../problems/parametric/counter_example.ts";
import type { ExactValue } from "./exact_values.ts";

interface TasksOptions {
  readonly problem: CounterExampleOptions;
}

/** The quantities first_order_point, minimiser and derivative_at_first_order_point. */
export function closedForms({ problem }: TasksOptions): ExactValue[] {
  const { firstOrderPoint, minimiser, derivative } = counterExample(problem);
  return [
    { quantity: "first_order_point", value: firstOrderPoint },
    { quantity: "minimiser", value: minimiser },
    { quantity: "derivative_at_first_order_point", value: derivative(firstOrderPoint) },
  ];
}

interface TheoryOptions extends TasksOptions {
  /** The tasks' setting in the study's tables, and its number. */
  readonly setting: string;
  readonly level: number;
  /** Bounds of the θ over which moments are bounded. */
  readonly within: readonly [number, number];
}

const POINTS = 2001;

/**
 * The quantities "exact_moment" and "difference_moment", V² and D², the greatest of E‖G‖² and E‖G − G_FO‖² over an even grid of θ; the
 * q from them is "best_q_half" and "best_q_two" for the exponents ½ and 2. "best_q_local" has the
 * exponent 1 and the moments at θ*: with steps ∝ 1/k the mean squared derivative after k iterations is
 * proportional to the variance there over k (derived here).
 */
export function recommended({ setting, level, problem, within }: TheoryOptions): ExactValue[] {
  const family = counterExample(problem);
  const buffers = bufferPool();
  const momentsAt = (theta: number) =>
    taskMoments(family.tasks, Float64Array.of(theta), buffers, family.probabilities);
  let exactMoment = 0;
  let differenceMoment = 0;
  for (let i = 0; i < POINTS; i++) {
    const moments = momentsAt(within[0] + (within[1] - within[0]) * i / (POINTS - 1));
    exactMoment = Math.max(exactMoment, moments.exactMoment);
    differenceMoment = Math.max(differenceMoment, moments.differenceMoment);
  }
  const { certain, random } = passCosts("stored", family.parameters.steps);
  const best = (
    moments: { readonly exactMoment: number; readonly differenceMoment: number },
    exponent: number,
  ): number =>
    bestProbability({
      exactMoment: moments.exactMoment,
      differenceMoment: moments.differenceMoment,
      certainCost: certain,
      randomCost: random,
      exponent,
    });
  const bounds = { exactMoment, differenceMoment };
  const values = {
    exact_moment: exactMoment,
    difference_moment: differenceMoment,
    best_q_half: best(bounds, 0.5),
    best_q_two: best(bounds, 2),
    best_q_local: best(momentsAt(family.minimiser), 1),
  };
  return Object.entries(values).map(([quantity, value]) => ({ quantity, setting, level, value }));
}
