/**
 * What theory says of the errors that `fixed_point_errors` measures.
 *
 * @module
 */

import { predictedErrors, type SampledSteps } from "./sid_prediction.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StreamName } from "../engine/stage.ts";
import type { ExactValue } from "./exact_values.ts";
import { type FixedPointSlots, onInstances } from "./fixed_point_values.ts";

interface PredictionOptions extends SampledSteps {
  /** Options of the problem. */
  readonly problem: JsonObject;
  /** How many draws of it there are. */
  readonly instances: number;
  readonly efforts: readonly { readonly t: number; readonly k: number; readonly J: number }[];
}

/** `predictedErrors` where the outer loop starts, each instance's; the level is t. */
export function fixedPointPredictions(
  { problem, instances, efforts, ...sampled }: PredictionOptions,
  slots: FixedPointSlots,
  random: StreamName,
): ExactValue[] {
  return onInstances(
    { problem, instances },
    slots,
    random,
    (drawn) =>
      predictedErrors(drawn, drawn.start.x, sampled, efforts).map((value, at) => ({
        quantity: "predicted_error",
        level: efforts[at].t,
        value,
      })),
  );
}
