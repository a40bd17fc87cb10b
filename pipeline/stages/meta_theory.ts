/**
 * Stage: the probability of an exact gradient that theory recommends for the two scalar tasks, as rows
 * for SQL.
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
import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeJson } from "./json.ts";

/** The parameters of the stage. */
export type TheoryParameters = JsonObject & {
  /** The problem's name and setting in the study's tables. */
  readonly name: string;
  readonly setting: string;
  readonly problem: CounterExampleOptions & JsonObject;
  /** Bounds of the θ over which moments are bounded. */
  readonly within: readonly [number, number];
};

const POINTS = 2001;

/**
 * Output "rows": {problem, quantity, setting, coordinate, value}. "exact_moment" and
 * "difference_moment" are V² and D², the greatest of E‖G‖² and E‖G − G_FO‖² over an even grid of θ; the
 * q from them is "best_q_half" and "best_q_two" for the exponents ½ and 2. "best_q_local" has the
 * exponent 1 and the moments at θ*: with steps ∝ 1/k the mean squared derivative after k iterations is
 * proportional to the variance there over k (derived here).
 */
export const run: StageRun<TheoryParameters> = ({ name, setting, problem, within }) => {
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
  return {
    rows: encodeJson(
      Object.entries(values).map(([quantity, value]) => ({
        problem: name,
        quantity,
        setting,
        coordinate: 0,
        value,
      })),
    ),
  };
};
