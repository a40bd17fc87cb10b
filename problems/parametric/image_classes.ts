/**
 * Images in classes, from a file of one's own: Omniglot's, say, or any other few-shot benchmark's.
 *
 * @module
 */

import type { LabelledData } from "./labelled_data.ts";

/**
 * Reads `{"side": s, "classes": [[…], [….], …]}`: of each class the grey levels of its images, one after the
 * other, each s² numbers from 0 to 1, row by row, as the package of digits has them.
 *
 * @returns The images class by class; the label is the class's number, from 0 on.
 * @throws {RangeError} if the file reads otherwise, saying where.
 */
export function parseImageClasses(json: string): LabelledData {
  const { side, classes } = JSON.parse(json) ?? {};
  if (!Number.isInteger(side) || side < 1) {
    throw new RangeError(`"side" of the images is ${side}: give how many pixels a side has`);
  }
  if (!Array.isArray(classes) || classes.length === 0) {
    throw new RangeError(`"classes" is no list of classes: give the grey levels of each`);
  }
  const p = side * side;
  const counts = classes.map((levels: unknown, c) => {
    if (Array.isArray(levels) && levels.length > 0 && levels.length % p === 0) {
      return levels.length / p;
    }
    throw new RangeError(
      `class ${c} is no list of ${p} numbers an image: give ${side}×${side} each`,
    );
  });
  const features = Float64Array.from(classes.flat());
  const odd = features.findIndex((level) => !(level >= 0 && level <= 1));
  if (odd >= 0) {
    throw new RangeError(`pixel ${odd} of the images is ${features[odd]}: give one from 0 to 1`);
  }
  const labels = counts.flatMap((count, c) => Array.from({ length: count }, () => c));
  return { n: labels.length, p, features, labels: Float64Array.from(labels) };
}
