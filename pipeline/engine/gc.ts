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
 * @param keep Digests of blobs that are needed besides.
 */
export function collectGarbage(
  store: Store,
  outcomes: Iterable<Outcome>,
  dryRun: boolean,
  keep: Iterable<string> = [],
): Garbage {
  const keepKeys = new Set<string>();
  const keepBlobs = new Set(keep);
  for (const outcome of outcomes) {
    const record = "record" in outcome
      ? outcome.record
      : "expected" in outcome
      ? outcome.expected
      : undefined;
    if (record === undefined) continue;
    keepKeys.add(`${record.key}.json`);
    keepBlobs.add(record.components.code);
    const inputs = Object.values(record.components.inputs).flat();
    const outputs = Object.values(record.outputs).map(({ digest }) => digest);
    for (const digest of [...inputs, ...outputs]) keepBlobs.add(digest);
  }
  const records = sweep(join(store.root, "actions"), keepKeys, dryRun);
  const blobs = sweep(join(store.root, "cas"), keepBlobs, dryRun);
  // Another run may be writing: what is young in these folders is in use.
  const abandoned = (folder: string): Swept =>
    sweepFlat(join(store.root, folder), dryRun, (_, { mtime }) => !isOld(mtime));
  const rest = [
    abandoned("tmp"),
    abandoned("runs"),
    sweepFlat(join(store.root, "quarantine"), dryRun),
  ];
  const code = sweepCode(join(store.root, "code"), keepBlobs, dryRun);
  return {
    records: records.count,
    blobs: blobs.count,
    bytes: [records, blobs, code, ...rest].reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Far longer than a blob takes to write, or than a living run keeps silent. */
const ABANDONED_MS = 3_600_000;

function isOld(time: Date | null): boolean {
  return time !== null && Date.now() - time.getTime() > ABANDONED_MS;
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

/** Lists of a bundle's files go with the bundle, and so do the memos that name it. */
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
  keep: (name: string, info: Deno.FileInfo) => boolean = () => false,
): Swept {
  const swept = { count: 0, bytes: 0 };
  for (const { name } of orIfGone(() => [...Deno.readDirSync(folder)], [])) {
    const path = join(folder, name);
    const info = orIfGone(() => Deno.statSync(path), undefined);
    if (info === undefined || keep(name, info)) continue;
    swept.count++;
    swept.bytes += info.size;
    if (!dryRun) orIfGone(() => Deno.removeSync(path, { recursive: true }), undefined);
  }
  return swept;
}

/** Another run may rename or remove what was there a moment ago. */
function orIfGone<Value, Other>(look: () => Value, other: Other): Value | Other {
  try {
    return look();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return other;
    throw error;
  }
}
