/**
 * Garbage collection: drops the records, blobs and bundles that no given stage reaches.
 *
 * @module
 */

import { join } from "node:path";
import type { Outcome } from "./resolve.ts";
import type { Store } from "./store.ts";

/** What was dropped, or would be. */
export interface Garbage {
  readonly records: number;
  readonly blobs: number;
  readonly bytes: number;
}

/**
 * Drops everything but what the given outcomes need.
 *
 * @param dryRun Only count.
 */
export function collectGarbage(
  store: Store,
  outcomes: Iterable<Outcome>,
  dryRun: boolean,
): Garbage {
  const keepKeys = new Set<string>();
  const keepBlobs = new Set<string>();
  for (const outcome of outcomes) {
    if (!("record" in outcome)) continue;
    keepKeys.add(`${outcome.record.key}.json`);
    keepBlobs.add(outcome.record.components.code);
    for (const { digest } of Object.values(outcome.record.outputs)) keepBlobs.add(digest);
    for (const digest of Object.values(outcome.record.components.inputs).flat()) {
      keepBlobs.add(digest);
    }
  }
  const records = sweep(join(store.root, "actions"), keepKeys, dryRun);
  const blobs = sweep(join(store.root, "cas"), keepBlobs, dryRun);
  const rest = ["quarantine", "tmp"].map((folder) => sweepFlat(join(store.root, folder), dryRun));
  const code = sweepCode(join(store.root, "code"), keepBlobs, dryRun);
  return {
    records: records.count,
    blobs: blobs.count,
    bytes: [records, blobs, code, ...rest].reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

interface Swept {
  count: number;
  bytes: number;
}

function sweep(folder: string, keep: ReadonlySet<string>, dryRun: boolean): Swept {
  const swept = { count: 0, bytes: 0 };
  for (const { name } of Deno.readDirSync(folder)) {
    const part = sweepFlat(join(folder, name), dryRun, (file) => keep.has(file));
    swept.count += part.count;
    swept.bytes += part.bytes;
  }
  return swept;
}

/** Lists of a bundle's files go with the bundle; memos of other toolchains go too. */
function sweepCode(folder: string, keep: ReadonlySet<string>, dryRun: boolean): Swept {
  return sweepFlat(folder, dryRun, (file) => {
    if (file.endsWith(".files.json")) return keep.has(file.replace(".files.json", ""));
    try {
      return keep.has(
        (JSON.parse(Deno.readTextFileSync(join(folder, file))) as { digest: string }).digest,
      );
    } catch {
      return false;
    }
  });
}

function sweepFlat(
  folder: string,
  dryRun: boolean,
  keep: (name: string) => boolean = () => false,
): Swept {
  const swept = { count: 0, bytes: 0 };
  let entries: Deno.DirEntry[];
  try {
    entries = [...Deno.readDirSync(folder)];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return swept;
    throw error;
  }
  for (const { name } of entries) {
    if (keep(name)) continue;
    const path = join(folder, name);
    swept.count++;
    swept.bytes += Deno.statSync(path).size;
    if (!dryRun) Deno.removeSync(path, { recursive: true });
  }
  return swept;
}
