/**
 * Stage: what is known of a problem without error.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { StageRun, StreamName } from "../engine/stage.ts";
import { encodeExact, type ExactValue } from "../measures/exact_values.ts";

interface Slots {
  /** The values, by options that JSON can hold, the other slots and the stage's stream. */
  readonly values: (options: never, slots: never, random: StreamName) => readonly ExactValue[];
}

/** Parameters: the problem's `name` in tables and the options of `values`; output "rows". */
export function stage(
  { values, ...slots }: Slots,
): StageRun<JsonObject & { readonly name: string }> {
  return ({ name, ...options }, _inputs, random) => ({
    rows: encodeExact(name, values(options as never, slots as never, random)),
  });
}
