/**
 * Which database a store has made last, and how it is known again: by what the system says of its file,
 * so that a run that changes nothing does not read it.
 *
 * @module
 */

import { sealed, sha256, unsealed } from "./engine/canonical.ts";
import { orIfGone } from "./engine/files.ts";
import { hasStamp, stampOf, startOfMachine } from "./engine/known_records.ts";
import type { Store } from "./engine/store.ts";

/** The file of the store that tells of the database. */
const STAMP = "database.json";

/** What a database was made from, and what came of it. */
export interface Stamp {
  /** Digest of what it was made from. */
  readonly content: string;
  /** Of its bytes. */
  readonly digest: string;
  /** Size, inode and change time of its file when it was last found sound, and when that was. */
  readonly sound?: readonly [size: number, inode: number, changed: number, seen: number];
}

/** Keeps what is known of the database. */
export async function putStamp(store: Store, stamp: Stamp): Promise<void> {
  await store.putFile(STAMP, sealed(JSON.stringify(stamp)));
}

/**
 * True if the database was made from this content and is as it was; a file that was touched is read.
 *
 * @param started When the machine was started.
 */
export async function isAsMade(
  store: Store,
  content: string,
  target: string,
  started: number = startOfMachine(),
): Promise<boolean> {
  const known = stampIn(store.file(STAMP));
  const info = orIfGone(() => Deno.statSync(target), undefined);
  if (known?.content !== content || info === undefined) return false;
  const { digest, sound } = known;
  if (sound !== undefined) {
    const [size, inode, changed, seen] = sound;
    if (hasStamp(info, [size, inode, changed], seen, started)) return true;
  }
  const now = Date.now();
  if (orIfGone(() => sha256(Deno.readFileSync(target)), undefined) !== digest) return false;
  const stamp = stampOf(info, now, started);
  if (stamp !== undefined) await putStamp(store, { content, digest, sound: [...stamp, now] });
  return true;
}

function stampIn(text: string | undefined): Stamp | undefined {
  const body = text && unsealed(text);
  return body ? JSON.parse(body) as Stamp : undefined;
}
