/**
 * Import this after Vega: it puts back what `clock_freeze.ts` replaced, and takes away what
 * Vega-Lite leaves in `Set.prototype`, where all stages of a worker would find it.
 *
 * @module
 */

import { missing, original } from "./clock_freeze.ts";

globalThis.Date = original;
for (const name of missing) Reflect.deleteProperty(globalThis, name);

const sets = Set.prototype as { toJSON?: () => unknown };
const { toJSON } = sets;
delete sets.toJSON;

/** Runs what needs sets to become JSON as Vega-Lite has them. */
export function withSetsAsJson<Result>(use: () => Result): Result {
  sets.toJSON = toJSON!;
  try {
    return use();
  } finally {
    delete sets.toJSON;
  }
}
