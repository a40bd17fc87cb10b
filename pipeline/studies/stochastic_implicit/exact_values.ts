/**
 * The stage of a fixed-point problem's exact values.
 *
 * @module
 */

import type { Stage } from "../../engine/stage.ts";
import type { ProblemEntry } from "../grid.ts";
import type { PartContext } from "../parts.ts";

/** Exact values of a problem as `fixedPointStages` has it, whose samples are of `batch` observations. */
export function fixedPointExact(
  { study, seed }: PartContext,
  id: string,
  { name, code, options = {} }: ProblemEntry,
  batch: number,
): Stage {
  return {
    name: `${study}/${id}/${name}/exact`,
    kind: "exact",
    code: { entry: "pipeline/stages/fixed_point_exact.ts", slots: { problem: code } },
    parameters: { name, problem: options, batch },
    random: [seed, study, name],
    inputs: {},
    outputs: ["rows"],
  };
}
