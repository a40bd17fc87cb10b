/**
 * Few-shot problems for a network, judged by fixed tasks that no training sees.
 *
 * @module
 */

import { bufferPool } from "../../estimators/parametric/buffers.ts";
import { adapt } from "../../estimators/parametric/inner_loop.ts";
import type { DigitOptions } from "../../problems/parametric/digits.ts";
import {
  fewShotClasses,
  type FewShotOptions,
  queryError,
  splitByClass,
} from "../../problems/parametric/few_shot_digits.ts";
import type { NetworkFamily } from "../../problems/parametric/network_task.ts";
import { type SinusoidOptions, sinusoidTasks } from "../../problems/parametric/sinusoid_tasks.ts";
import type { RandomSource } from "../../problems/random_source.ts";
import { digitImages } from "./digit_images.ts";
import type { MetaProblem } from "./meta_problems.ts";

/** How many tasks a θ is judged by. */
export interface JudgedBy {
  readonly judged: number;
}

/** Sine waves. */
export function sinusoidProblem(
  { judged, ...options }: SinusoidOptions & JudgedBy,
  random: RandomSource,
): MetaProblem<NetworkFamily> {
  const family = sinusoidTasks(options);
  return judgedBy(family, family, judged, false, random);
}

/** Settings of `fewShotDigits`. */
export interface DigitTaskOptions extends FewShotOptions, DigitOptions, JudgedBy {
  /** Digits of which the fixed tasks are made, and no others. */
  readonly kept: readonly number[];
}

/**
 * Handwritten digits, a few classes a task; which digits are left for the judgement is given.
 *
 * @param data The digits 0 to 9, as `digitsStage` pools them.
 */
export function fewShotDigits(
  { judged, kept, ...options }: DigitTaskOptions,
  random: RandomSource,
  data: readonly Uint8Array<ArrayBuffer>[],
): MetaProblem<NetworkFamily> {
  const { metaTrain, metaTest } = splitByClass(digitImages(data, options), kept);
  const [family, unseen] = [metaTrain, metaTest].map((part) => fewShotClasses(part, options));
  return judgedBy(family, unseen, judged, true, random);
}

/** Judges by the mean loss, and the mean error where there are classes, after the inner loop. */
function judgedBy(
  family: NetworkFamily,
  unseen: NetworkFamily,
  count: number,
  classes: boolean,
  random: RandomSource,
): MetaProblem<NetworkFamily> {
  const source = random.split("judged");
  const tasks = Array.from({ length: count }, (_, i) => unseen.sample(source.split(i)));
  const buffers = bufferPool();
  return {
    family,
    start: family.start(random.split("start")),
    judge(theta) {
      let objective = 0;
      let testError = classes ? 0 : NaN;
      for (const task of tasks) {
        const phi = adapt(task, theta, buffers);
        objective += task.outer.value(theta, phi) / count;
        if (classes) testError += queryError(unseen, task, phi) / count;
        buffers.give(phi);
      }
      return { objective, gradientNorm: NaN, thetaDistance: NaN, testError };
    },
  };
}
