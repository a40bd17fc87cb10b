/**
 * Hyper-cleaning problems that know which labels are wrong and what the classifier is worth, which no
 * method is told.
 *
 * @module
 */

import { LinearModel } from "../../numerics/linear_model.ts";
import { waxpy } from "../../numerics/vectors.ts";
import { levelsOf } from "../../estimators/parametric/levels.ts";
import type { BilevelMethod } from "../../estimators/parametric/contract.ts";
import type { ParametricProblem } from "../../problems/parametric/contract.ts";
import type { DigitOptions } from "../../problems/parametric/digits.ts";
import {
  corruptLabels,
  type LabelledData,
  splitData,
} from "../../problems/parametric/labelled_data.ts";
import { shareWrong } from "../../problems/parametric/softmax.ts";
import { softmaxCleaning } from "../../problems/parametric/weighted_fit.ts";
import { digitImages } from "./digit_images.ts";
import { SYNTHETIC_DIGITS, syntheticClasses } from "../../problems/parametric/synthetic_classes.ts";
import type { RandomSource } from "../../problems/random_source.ts";

/** A hyper-cleaning problem with what it is judged by. */
export interface CleaningProblem extends ParametricProblem {
  /** Observations with right labels that no level has seen. */
  readonly test: LabelledData;
  /** The share of them that coefficients y, dy, classify wrongly. */
  testError(y: Float64Array): number;
  /** 1 where a training label is wrong, 0 elsewhere, dx. */
  readonly wrong: Uint8Array;
}

/** Sizes of the parts, and how the training labels are spoilt. */
export interface CleaningOptions {
  readonly train: number;
  readonly validation: number;
  /** Test observations; all that are left unless said. */
  readonly test?: number;
  /** Probability with which a training label is drawn anew from all classes. */
  readonly corruption: number;
  /** The factor of ‖y‖²; that of `softmaxCleaning` unless said. */
  readonly reg?: number;
}

const CLASSES = 10;

/**
 * Handwritten digits.
 *
 * @param data The digits 0 to 9, as `digitsStage` pools them.
 */
export function digitCleaning(
  options: CleaningOptions & DigitOptions,
  random: RandomSource,
  data: readonly Uint8Array<ArrayBuffer>[],
): CleaningProblem {
  return cleaning(digitImages(data, options), options, random);
}

/** Their synthetic stand-in. */
export function syntheticCleaning(
  options: CleaningOptions & { readonly test: number },
  random: RandomSource,
): CleaningProblem {
  const n = options.train + options.validation + options.test;
  return cleaning(syntheticClasses(n, SYNTHETIC_DIGITS, random.split("classes")), options, random);
}

function cleaning(
  all: LabelledData,
  { train, validation, test = all.n - train - validation, corruption, reg }: CleaningOptions,
  random: RandomSource,
): CleaningProblem {
  const [right, clean, unseen] = splitData(all, [train, validation, test], random.split("parts"));
  const { labels } = corruptLabels(right.labels, CLASSES, corruption, random.split("labels"));
  const data = { train: { ...right, labels }, validation: clean };
  const judge = new LinearModel({ ...unseen, loss: "softmax", width: CLASSES });
  return {
    ...softmaxCleaning(data, { classes: CLASSES, ...(reg === undefined ? {} : { reg }) }),
    test: unseen,
    testError: (y) => shareWrong(judge.products(undefined, y, CLASSES), unseen.labels, CLASSES),
    wrong: Uint8Array.from(labels, (label, i) => label === right.labels[i] ? 0 : 1),
  };
}

/**
 * Test error, loss on the validation data at y, and how well x tells right labels from wrong ones: the
 * probability that a right one has the greater weight (the area under the curve).
 */
export function cleaningMetrics(
  { outer, testError, wrong }: CleaningProblem,
  x: Float64Array,
  y: Float64Array,
): Record<"test_error" | "validation_loss" | "separation", number> {
  return {
    test_error: testError(y),
    validation_loss: outer.value(x, y),
    separation: separation(x, wrong),
  };
}

/** The share of pairs of a right and a wrong label whose right one has the greater x; ties are halves. */
export function separation(x: Float64Array, wrong: Uint8Array): number {
  const of = (kind: number): Float64Array => x.filter((_, i) => wrong[i] === kind).sort();
  const [right, bad] = [of(0), of(1)];
  let below = 0;
  let notAbove = 0;
  let pairs = 0;
  for (const value of right) {
    while (below < bad.length && bad[below] < value) below++;
    while (notAbove < bad.length && bad[notAbove] <= value) notAbove++;
    pairs += (below + notAbove) / 2;
  }
  return pairs / (right.length * bad.length);
}

/** σ(±x) is 1 or 0 to rounding. */
const CERTAIN = 40;

/** Which labels have weight 1; the others have weight 0. */
export interface FixedWeights {
  /** All, or the right ones only. */
  readonly labels: "all" | "right";
}

function weightsOf({ labels }: FixedWeights, problem: ParametricProblem): Float64Array {
  const { wrong } = problem as CleaningProblem;
  return Float64Array.from(wrong, (bad) => labels === "right" && bad === 1 ? -CERTAIN : CERTAIN);
}

/** What to compare with: the classifier with these weights. */
export function fixedWeights(options: FixedWeights): BilevelMethod {
  return {
    init(problem) {
      const x = weightsOf(options, problem);
      return { x, y: problem.exactLower(x), u: new Float64Array(problem.dy) };
    },
    step: (_problem, state) => state,
  };
}

/** The same with a budget: one step of y of the size 1/L along the gradient of a minibatch. */
export function fixedWeightSteps(
  { labels, batch }: FixedWeights & { readonly batch: number },
): BilevelMethod {
  return {
    init: (problem) => ({
      x: weightsOf({ labels }, problem),
      y: problem.start.y,
      u: new Float64Array(problem.dy),
    }),
    step(problem, { x, y, u }, _k, random) {
      const level = levelsOf("fixed weights", problem, { batch }, random).lower("lower");
      return { x, y: waxpy(-1 / problem.curvature(x).L, level.gradient(x, y), y), u };
    },
  };
}
