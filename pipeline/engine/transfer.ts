/**
 * Results that travel: records and blobs copied between a store and a folder that somebody else may
 * have written, or a network may have damaged. What does not match its digest is refused.
 *
 * @module
 */

import { sha256 } from "./canonical.ts";
import type { Dag } from "./dag.ts";
import { readOrUndefined } from "./files.ts";
import { keyOf } from "./key.ts";
import { blobPathIn, recordPathIn } from "./layout.ts";
import { planStage } from "./plan.ts";
import { parseRecord } from "./record.ts";
import type { Outcome, Resolver } from "./resolve.ts";
import type { ActionRecord } from "./stage.ts";
import type { Store } from "./store.ts";

/** What was copied. */
export interface Transfer {
  records: number;
  blobs: number;
  /** Of the blobs. */
  bytes: number;
  /** Digests of blobs, and keys of records, that are damaged where they were to come from. */
  readonly refused: string[];
}

/** All that a record stands on: its code, the inputs that no other stage made, its outputs. */
function digestsOf({ components, outputs }: ActionRecord): Set<string> {
  return new Set([
    components.code,
    ...Object.values(components.inputs).flat(),
    ...Object.values(outputs).map(({ digest }) => digest),
  ]);
}

/**
 * Copies records, with all that they stand on, from one store into another. A blob that is damaged
 * there is replaced.
 */
export async function push(
  records: Iterable<ActionRecord>,
  from: Store,
  to: Store,
): Promise<Transfer> {
  const done: Transfer = { records: 0, blobs: 0, bytes: 0, refused: [] };
  const seen = new Set<string>();
  for (const record of records) {
    let whole = true;
    for (const digest of digestsOf(record)) {
      if (seen.has(digest)) continue;
      seen.add(digest);
      if (to.check({ digest, bytes: 0 })) continue;
      const bytes = from.get(digest);
      if (bytes === undefined) {
        done.refused.push(digest);
        whole = false;
        continue;
      }
      to.put(bytes);
      await to.written(digest);
      done.blobs++;
      done.bytes += bytes.byteLength;
    }
    if (!whole || to.record(record.key) !== undefined) continue;
    await to.putRecord(record);
    done.records++;
  }
  return done;
}

/**
 * Copies into a resolver's store what stages need that are not up to date and that a folder has.
 *
 * @param folder What was pushed; it is only read.
 * @returns What was copied, and what would come of each stage now.
 */
export async function pull(
  dag: Dag,
  resolver: Resolver,
  folder: string,
): Promise<{ readonly done: Transfer; readonly outcomes: ReadonlyMap<string, Outcome> }> {
  const { store } = resolver;
  const done: Transfer = { records: 0, blobs: 0, bytes: 0, refused: [] };
  const outcomes = new Map<string, Outcome>();
  await resolver.prepare(dag.order);
  for (const stage of dag.order) {
    let outcome = planStage(stage, resolver, outcomes);
    if (outcome.status === "due" && outcome.components !== undefined) {
      const key = keyOf(outcome.components);
      const record = outcome.expected ?? recordIn(folder, key, done);
      const whole = record !== undefined &&
        stage.outputs.every((output) => Object.hasOwn(record.outputs, output));
      if (whole && await pullOutputs(record, store, folder, done)) {
        if (outcome.expected === undefined) {
          await store.putRecord(record);
          done.records++;
        }
        outcome = { status: "cached", record };
      }
    }
    outcomes.set(stage.name, outcome);
  }
  await store.flush();
  return { done, outcomes };
}

/** Copies the outputs of a record; false if one of them is not to be had. */
async function pullOutputs(
  { outputs }: ActionRecord,
  store: Store,
  folder: string,
  done: Transfer,
): Promise<boolean> {
  for (const artifact of Object.values(outputs)) {
    if (store.has(artifact) && store.check(artifact)) continue;
    const bytes = readOrUndefined(blobPathIn(folder, artifact.digest));
    if (bytes === undefined) return false;
    if (sha256(bytes) !== artifact.digest || bytes.byteLength !== artifact.bytes) {
      done.refused.push(artifact.digest);
      return false;
    }
    store.put(bytes);
    await store.written(artifact.digest);
    done.blobs++;
    done.bytes += bytes.byteLength;
  }
  return true;
}

function recordIn(folder: string, key: string, done: Transfer): ActionRecord | undefined {
  const bytes = readOrUndefined(recordPathIn(folder, key));
  const record = bytes && parseRecord(bytes, key);
  if (bytes !== undefined && record === undefined) done.refused.push(key);
  return record;
}
