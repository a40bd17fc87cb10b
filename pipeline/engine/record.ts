/**
 * Action records as text: what is whole, and of the key it is asked for, is a record.
 *
 * @module
 */

import { isDigest } from "./canonical.ts";
import { keyOf } from "./key.ts";
import type { ActionRecord } from "./stage.ts";

/** The record of a key, or undefined if the bytes are none, or that of another key. */
export function parseRecord(bytes: Uint8Array, key: string): ActionRecord | undefined {
  try {
    const record = JSON.parse(new TextDecoder().decode(bytes)) as ActionRecord;
    return isRecord(record, key) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(record: ActionRecord, key: string): boolean {
  return record.key === key && keyOf(record.components) === key &&
    Object.values(record.outputs).every(({ digest, bytes }) =>
      isDigest(digest) && Number.isInteger(bytes)
    ) &&
    [record.cost.seconds, record.cost.cpuSeconds, record.cost.peakBytes].every(Number.isFinite);
}
