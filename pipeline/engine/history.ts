/**
 * Which key each stage had when it was last up to date. Names are not part of keys, so `explain`
 * needs to be told.
 *
 * @module
 */

import { isDigest } from "./canonical.ts";
import type { Outcome } from "./resolve.ts";
import type { Store } from "./store.ts";

const FILE = "last-keys.json";

/** The last key of each stage by name. */
export function lastKeys(store: Store): Map<string, string> {
  try {
    const keys = Object.entries(JSON.parse(store.file(FILE) ?? "{}") as Record<string, string>);
    return new Map(keys.filter(([, key]) => isDigest(key)));
  } catch {
    return new Map();
  }
}

/** How many seconds the named stages took when they last ran, of those that did. */
export function lastSeconds(store: Store, names: Iterable<string>): Map<string, number> {
  const keys = lastKeys(store);
  const seconds = new Map<string, number>();
  for (const name of names) {
    const key = keys.get(name);
    const record = key === undefined ? undefined : store.record(key);
    if (record !== undefined) seconds.set(name, record.cost.seconds);
  }
  return seconds;
}

/** Remembers the keys of the stages that are up to date now. */
export async function rememberKeys(
  store: Store,
  outcomes: ReadonlyMap<string, Outcome>,
): Promise<void> {
  const keys = lastKeys(store);
  let changed = false;
  for (const [name, outcome] of outcomes) {
    if (!("record" in outcome) || keys.get(name) === outcome.record.key) continue;
    keys.set(name, outcome.record.key);
    changed = true;
  }
  const made = [...outcomes.values()].flatMap((outcome) =>
    outcome.status === "ran" ? [outcome.record] : []
  );
  await store.keepKnown(new Set(keys.values()), made);
  if (changed) await store.putFile(FILE, JSON.stringify(Object.fromEntries([...keys].sort())));
}
