/**
 * What stages that read digits are handed, as labelled data.
 *
 * @module
 */

import { digitData, type DigitOptions } from "../../problems/parametric/digits.ts";
import type { LabelledData } from "../../problems/parametric/labelled_data.ts";

/**
 * The images, as `digitData` gives them.
 *
 * @param data For each digit what the stage that pools them has written.
 */
export function digitImages(
  data: readonly Uint8Array<ArrayBuffer>[],
  { each, pool }: DigitOptions,
): LabelledData {
  const options = {
    ...(each === undefined ? {} : { each }),
    ...(pool === undefined ? {} : { pool }),
  };
  return digitData(data.map((bytes) => new Uint16Array(bytes.slice().buffer)), options);
}
