/**
 * Garbage collection: drops the records, blobs and bundles that no given stage reaches, and what
 * killed runs left. Only files whose whole name is one of the store's own can be dropped: what else
 * lies in its folders is somebody's, and so is what a symbolic link leads to.
 *
 * @module
 */

import { bundleMemo } from "./bundle.ts";
import { orIfGone, readOrUndefined } from "./files.ts";
import { heartOf } from "./heart.ts";
import { entriesOf, type FileKind, GUARD, type StoreEntry } from "./layout.ts";
import { ownerOf } from "./lock.ts";
import { parseRecord } from "./record.ts";
import type { Outcome } from "./resolve.ts";
import type { Store } from "./store.ts";

/** What was dropped, or would be, and what was let alone. */
export interface Garbage {
  readonly records: number;
  readonly blobs: number;
  readonly damagedRecords: number;
  readonly quarantinedBlobs: number;
  /** Lists of a bundle's files, and where a bundle is for given files. */
  readonly bundleMemos: number;
  /** What writes, stages and locks of killed runs left, and logs of workers. */
  readonly temporaryFiles: number;
  /** Of runs that have been silent for long. */
  readonly heartbeats: number;
  /** Of all that was dropped. */
  readonly bytes: number;
  /** Files, links and folders in the store that are not its own; they are kept. */
  readonly strangers: number;
}

/**
 * Drops everything of the store's but what the given outcomes need.
 *
 * @param dryRun Only count.
 * @param keep Digests of blobs that are needed besides.
 */
export function collectGarbage(
  store: Store,
  outcomes: Iterable<Outcome>,
  dryRun: boolean,
  keep: Iterable<string> = [],
): Garbage {
  const keepRecords = new Set<string>();
  const keepBlobs = new Set(keep);
  for (const outcome of outcomes) {
    const record = "record" in outcome
      ? outcome.record
      : "expected" in outcome
      ? outcome.expected
      : undefined;
    if (record === undefined) continue;
    keepRecords.add(`${record.key}.json`);
    keepBlobs.add(record.components.code);
    const inputs = Object.values(record.components.inputs).flat();
    const outputs = Object.values(record.outputs).map(({ digest }) => digest);
    for (const digest of [...inputs, ...outputs]) keepBlobs.add(digest);
  }
  /** Under which number a kind is counted, and what of it is garbage. A kind that is not here stays. */
  const rules: Partial<Record<FileKind, readonly [keyof Garbage, Rule]>> = {
    record: ["records", ({ name }) => !keepRecords.has(name)],
    blob: ["blobs", ({ name }) => !keepBlobs.has(name)],
    damagedRecord: ["damagedRecords", () => true],
    quarantined: ["quarantinedBlobs", () => true],
    bundleMemo: ["bundleMemos", (memo) => !keepBlobs.has(bundleOf(store, memo) ?? "")],
    temporary: ["temporaryFiles", isAbandoned],
    scratch: ["temporaryFiles", isAbandoned],
    trial: ["temporaryFiles", isAbandoned],
    heartbeat: ["heartbeats", isAbandoned],
    lock: ["temporaryFiles", (lock, info) => isAbandoned(lock, info) && isNobodys(store, lock)],
    log: ["temporaryFiles", isAbandoned],
  };
  const garbage = {
    records: 0,
    blobs: 0,
    damagedRecords: 0,
    quarantinedBlobs: 0,
    bundleMemos: 0,
    temporaryFiles: 0,
    heartbeats: 0,
    bytes: 0,
    strangers: 0,
  };
  for (const entry of entriesOf(store.root)) {
    if (entry.kind === undefined) garbage.strangers++;
    const [counted, isGarbage] = rules[entry.kind ?? "marker"] ?? [];
    const info = orIfGone(() => Deno.lstatSync(entry.path), undefined);
    if (counted === undefined || info === undefined || !isGarbage!(entry, info)) continue;
    garbage[counted]++;
    garbage.bytes += info.size;
    if (dryRun) continue;
    orIfGone(() => Deno.removeSync(entry.path, { recursive: info.isDirectory }), undefined);
  }
  return garbage;
}

/** How many records of a store are of stages whose names begin so. */
export function recordsNamed(store: Store, prefix: string): number {
  let count = 0;
  for (const { kind, name, path } of entriesOf(store.root, "actions")) {
    // Only looked at: one that is damaged stays where it is.
    const bytes = kind === "record" ? readOrUndefined(path) : undefined;
    if (bytes === undefined) continue;
    if (parseRecord(bytes, name.replace(/\.json$/, ""))?.name.startsWith(prefix)) count++;
  }
  return count;
}

type Rule = (entry: StoreEntry, info: Deno.FileInfo) => boolean;

/** Far longer than a blob takes to write, or than a living run keeps silent. */
const ABANDONED_MS = 3_600_000;

/** Another run may be writing: what is young is in use. */
function isAbandoned(_: StoreEntry, { mtime }: Deno.FileInfo): boolean {
  return mtime !== null && Date.now() - mtime.getTime() > ABANDONED_MS;
}

/** True of a lock that no run holds of which anything was heard lately; what finds it takes it over. */
function isNobodys(store: Store, lock: StoreEntry): boolean {
  if (lock.relative === GUARD) return false;
  const owner = ownerOf(store.file(lock.relative) ?? "");
  const heart = owner && orIfGone(() => Deno.statSync(heartOf(store.root, owner.run)), undefined);
  return heart === undefined || isAbandoned(lock, heart);
}

/** The digest of the bundle that a memo is about, with which it goes. */
function bundleOf(store: Store, { name, relative }: StoreEntry): string | undefined {
  if (name.endsWith(".files.json")) return name.replace(".files.json", "");
  return bundleMemo(store.file(relative))?.digest;
}
