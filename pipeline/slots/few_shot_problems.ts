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
  quarterTurns,
  queryError,
  splitByClass,
} from "../../problems/parametric/few_shot_digits.ts";
import { parseImageClasses } from "../../problems/parametric/image_classes.ts";
import type { LabelledData } from "../../problems/parametric/labelled_data.ts";
import { learnedPenalties } from "../../problems/parametric/learned_penalties.ts";
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

/** Settings of `penalisedSinusoid`. */
export interface PenalisedSinusoidOptions extends SinusoidOptions {
  /** Bounds of the first logarithms of penalties. */
  readonly penalties: readonly [number, number];
}

/** Sine waves, whose θ is the start and a penalty for each parameter. */
export function penalisedSinusoid(
  { penalties: [low, high], ...options }: PenalisedSinusoidOptions,
  random: RandomSource,
): MetaProblem {
  const waves = sinusoidTasks(options);
  const source = random.split("penalties");
  const start = waves.start(random.split("start"));
  return {
    family: learnedPenalties(waves),
    start: Float64Array.of(...start, ...start.map(() => low + (high - low) * source.uniform())),
    judge: () => ({ objective: NaN, gradientNorm: NaN, thetaDistance: NaN, testError: NaN }),
  };
}

/** Settings of `fewShotDigits`. */
export interface DigitTaskOptions extends FewShotOptions, DigitOptions, JudgedBy {
  /** Digits of which the fixed tasks are made, and no others. */
  readonly kept: readonly number[];
  /** Whether each digit is four classes, for the quarter turns of its images; false unless said. */
  readonly turned?: boolean;
}

/**
 * Handwritten digits, a few classes a task; which digits are left for the judgement is given.
 *
 * @param data The digits 0 to 9, as `digitsStage` pools them.
 */
export function fewShotDigits(
  { judged, kept, turned = false, ...options }: DigitTaskOptions,
  random: RandomSource,
  data: readonly Uint8Array<ArrayBuffer>[],
): MetaProblem<NetworkFamily> {
  return ofClasses(digitImages(data, options), kept, turned, options, judged, random);
}

/** Settings of `fewShotImages`. */
export interface ImageTaskOptions extends FewShotOptions, JudgedBy {
  /** How many classes, the last of the file, the fixed tasks are made of, and no others. */
  readonly keptLast: number;
  /** Whether each class is four, for the quarter turns of its images; false unless said. */
  readonly turned?: boolean;
}

/**
 * Images in classes from a file, a few classes a task.
 *
 * @param data The file's bytes, see `parseImageClasses`.
 * @throws {RangeError} if it is malformed, or leaves too few classes or images for a task.
 */
export function fewShotImages(
  { judged, keptLast, turned = false, ...options }: ImageTaskOptions,
  random: RandomSource,
  data: readonly Uint8Array<ArrayBuffer>[],
): MetaProblem<NetworkFamily> {
  const images = parseImageClasses(new TextDecoder().decode(data[0]));
  const classes = images.labels[images.n - 1] + 1;
  const kept = Array.from({ length: keptLast }, (_, i) => classes - keptLast + i);
  return ofClasses(images, kept, turned, options, judged, random);
}

/** Tasks from classes, judged by such as are made of the classes that are kept. */
function ofClasses(
  images: LabelledData,
  kept: readonly number[],
  turned: boolean,
  options: FewShotOptions,
  judged: number,
  random: RandomSource,
): MetaProblem<NetworkFamily> {
  const parts = splitByClass(images, kept);
  const [family, unseen] = [parts.metaTrain, parts.metaTest].map((part) =>
    fewShotClasses(turned ? quarterTurns(part) : part, options)
  );
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
