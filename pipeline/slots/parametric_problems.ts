/**
 * Parametric problems by options that JSON can hold and a random source for their data.
 *
 * @module
 */

import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import {
  logistic,
  logisticData,
  type LogisticDataOptions,
  type LogisticOptions,
} from "../../problems/parametric/logistic.ts";
import {
  corruptLabels,
  type LabelledData,
  numberClasses,
  splitData,
  standardise,
} from "../../problems/parametric/labelled_data.ts";
import { parseLibsvm } from "../../problems/parametric/libsvm.ts";
import {
  proximalTasks,
  type ProximalTasksOptions,
  taskData,
  type TaskDataOptions,
} from "../../problems/parametric/proximal_tasks.ts";
import { softmax } from "../../problems/parametric/softmax.ts";
import { softmaxCleaning } from "../../problems/parametric/weighted_fit.ts";
import {
  type ClassesOptions,
  syntheticClasses,
} from "../../problems/parametric/synthetic_classes.ts";
import type { RandomSource } from "../../problems/random_source.ts";

/** Logistic regression with one penalty a feature, on simulated data. */
export function simulatedLogistic(
  { data, ...options }: LogisticOptions & { readonly data?: LogisticDataOptions },
  random: RandomSource,
): ParametricProblem {
  return logistic(logisticData(data ?? {}, random), options);
}

/** Settings of `simulatedCleaning`. */
export interface SimulatedCleaningOptions {
  /** Training observations. */
  readonly n: number;
  /** Validation observations, whose labels are right. */
  readonly validation: number;
  /** The classes, numbered from 0. */
  readonly classes: ClassesOptions;
  /** Probability with which a training label is drawn anew from all classes. */
  readonly corruption: number;
  /** The factor of ‖Y‖². */
  readonly reg: number;
}

/** Data hyper-cleaning on synthetic classes. */
export function simulatedCleaning(
  { n, validation, classes, corruption, reg }: SimulatedCleaningOptions,
  random: RandomSource,
): ParametricProblem {
  const all = syntheticClasses(n + validation, classes, random.split("classes"));
  const [right, clean] = splitData(all, [n, validation], random.split("parts"));
  const count = classes.shares.length;
  const { labels } = corruptLabels(right.labels, count, corruption, random.split("labels"));
  const data = { train: { ...right, labels }, validation: clean };
  return softmaxCleaning(data, { classes: count, reg });
}

/** Proximal meta-learning on simulated linear tasks. */
export function simulatedTasks(
  { data, ...options }: ProximalTasksOptions & { readonly data?: TaskDataOptions },
  random: RandomSource,
): ParametricProblem {
  return proximalTasks(taskData(data ?? {}, random), options);
}

/** Settings of `libsvmClassifier`. */
export interface LibsvmClassifierOptions {
  /** Training observations, drawn without replacement. */
  readonly train: number;
  /** Validation observations, likewise. */
  readonly validation: number;
  /** How many observations to read, from the first on; all unless said. */
  readonly limit?: number;
}

/**
 * A file in LIBSVM's format, standardised by its training part: logistic regression with one penalty a
 * feature for two classes, softmax regression with one a class for more.
 *
 * @param data The file's bytes.
 * @throws {RangeError} if it is malformed, or holds too few observations or one class.
 */
export function libsvmClassifier(
  { train, validation, limit }: LibsvmClassifierOptions,
  random: RandomSource,
  data: readonly Uint8Array<ArrayBuffer>[],
): ParametricProblem {
  const text = new TextDecoder().decode(data[0]);
  const all = parseLibsvm(text, limit === undefined ? {} : { limit });
  const { labels, classes } = numberClasses(all.labels);
  if (classes.length < 2) {
    throw new RangeError(
      `the LIBSVM file has only the label ${classes[0]}: give two classes or more`,
    );
  }
  const two = classes.length === 2;
  const signed = two ? labels.map((label) => 2 * label - 1) : labels;
  const parts = splitData({ ...all, labels: signed }, [train, validation], random);
  const [fitted, judged] = standardise(...parts as [LabelledData, LabelledData]);
  const both = { train: fitted, validation: judged };
  return two ? logistic(both) : softmax(both, { classes: classes.length });
}
