/**
 * Few-shot classification: tell a few classes apart that were drawn from many, by a few examples of
 * each; and the split that keeps the classes of meta-test out of meta-training.
 *
 * @module
 */

import { parameterCount } from "../../numerics/tanh_network.ts";
import type { RandomSource } from "../random_source.ts";
import { initialParameters, networkOutputs, networksOf } from "./few_shot_network.ts";
import { type LabelledData, requireData, selectRows } from "./labelled_data.ts";
import { softmaxLoss } from "./margin_losses.ts";
import { shareWrong } from "./softmax.ts";
import {
  type NetworkFamily,
  type NetworkTask,
  networkTask,
  type NetworkTaskOptions,
} from "./network_task.ts";
import { requireWhole } from "../../numerics/require.ts";

/** Data whose classes are all of one kind. */
export interface ClassSplit {
  /** The observations of the other classes. */
  readonly metaTrain: LabelledData;
  /** The observations of the classes kept for meta-test. */
  readonly metaTest: LabelledData;
}

/**
 * Splits data by class: no class has observations in both parts.
 *
 * @param classes Labels of the classes kept for meta-test.
 * @throws {RangeError} if one has no observation, or no other class is left.
 */
export function splitByClass(data: LabelledData, classes: readonly number[]): ClassSplit {
  requireData("data", data);
  const kept = new Set(classes);
  const rows: [number[], number[]] = [[], []];
  data.labels.forEach((label, i) => rows[kept.has(label) ? 1 : 0].push(i));
  for (const label of kept) {
    if (!data.labels.includes(label)) {
      throw new RangeError(`no observation is of class ${label}: give classes that the data have`);
    }
  }
  if (kept.size === 0 || rows[0].length === 0) {
    throw new RangeError(`${kept.size} classes are for meta-test: leave some for each part`);
  }
  const [metaTrain, metaTest] = rows.map((of) => selectRows(data, Uint32Array.from(of)));
  return { metaTrain, metaTest };
}

/**
 * Square images in four classes for each of theirs: as they are, and turned once, twice and three times by a
 * quarter. Class c turned k times has the label 4c + k. (So are classes of Omniglot multiplied: O. Vinyals,
 * C. Blundell, T. Lillicrap, K. Kavukcuoglu, D. Wierstra, "Matching networks for one shot learning",
 * NeurIPS 2016.)
 *
 * @throws {RangeError} if the images are not square.
 */
export function quarterTurns({ n, p, features, labels }: LabelledData): LabelledData {
  const side = Math.round(Math.sqrt(p));
  if (side * side !== p) throw new RangeError(`images have ${p} pixels: give square ones to turn`);
  const turned = new Float64Array(4 * n * p);
  turned.set(features);
  for (let at = n * p; at < turned.length; at++) {
    const [row, column] = [Math.floor(at % p / side), at % side];
    // The pixel that comes here when the image of a turn less is turned anticlockwise
    turned[at] = turned[at - n * p - at % p + column * side + side - 1 - row];
  }
  const turns = [0, 1, 2, 3].flatMap((k) => Array.from(labels, (label) => 4 * label + k));
  return { n: 4 * n, p, features: turned, labels: Float64Array.from(turns) };
}

/** Settings of `fewShotClasses`. */
export interface FewShotOptions extends NetworkTaskOptions {
  /** N, how many classes a task has. */
  readonly ways: number;
  /** K, examples of each that are given. */
  readonly shots: number;
  /** Further examples of each to be classified. */
  readonly queries: number;
}

/** A classification task. */
export interface FewShotTask extends NetworkTask {
  /** The label in the data of each class 0, …, N − 1 of the task. */
  readonly classes: Float64Array;
}

/**
 * N-way K-shot tasks from the classes of the data: N different classes in random order, K + queries
 * different observations of each, the cross-entropy of a network's softmax.
 *
 * @throws {RangeError} if an option is none, or the data have fewer classes or observations of one.
 */
export function fewShotClasses(
  data: LabelledData,
  options: FewShotOptions,
): NetworkFamily<FewShotTask> {
  requireData("data", data);
  const { ways, shots, queries, hidden } = options;
  requireWhole("ways", ways, 2);
  requireWhole("shots", shots, 1);
  requireWhole("queries", queries, 1);
  const labels = [...new Set(data.labels)].sort((a, b) => a - b);
  if (labels.length < ways) {
    throw new RangeError(`there are ${labels.length} classes: give data with ${ways}, one a way`);
  }
  const members = labels.map((label) => {
    const rows: number[] = [];
    data.labels.forEach((of, i) => of === label && rows.push(i));
    if (rows.length >= shots + queries) return rows;
    throw new RangeError(
      `class ${label} has ${rows.length} observations: give at least ${shots + queries}`,
    );
  });
  const widths = [data.p, ...hidden, ways];
  const loss = softmaxLoss(ways);
  const networks = networksOf(widths);
  return {
    name: "few-shot-classes",
    dTheta: parameterCount(widths),
    networks,
    start: (random) => initialParameters(widths, random),
    sample(random) {
      const drawn = choose(labels.map((_, c) => c), ways, random.split("classes"));
      const rows = drawn.map((c, way) =>
        choose(members[c], shots + queries, random.split("rows").split(way))
      );
      const part = (from: number, to: number): LabelledData => ({
        ...selectRows(data, Uint32Array.from(rows.flatMap((of) => of.slice(from, to)))),
        labels: Float64Array.from(
          { length: ways * (to - from) },
          (_, i) => Math.floor(i / (to - from)),
        ),
      });
      const parts = { support: part(0, shots), query: part(shots, shots + queries) };
      return {
        ...networkTask(networks, loss, parts, options),
        classes: Float64Array.from(drawn, (c) => labels[c]),
      };
    },
  };
}

/** The share of a task's queries that a network with parameters φ classifies wrongly. */
export function queryError(
  { networks }: NetworkFamily,
  { query }: NetworkTask,
  phi: Float64Array,
): number {
  const ways = networks.widths.at(-1)!;
  return shareWrong(networkOutputs(networks, phi, query.features), query.labels, ways);
}

/** `count` different items in random order. */
function choose<Item>(items: readonly Item[], count: number, random: RandomSource): Item[] {
  const order = items.slice();
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random.uniform() * (order.length - i));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order.slice(0, count);
}
