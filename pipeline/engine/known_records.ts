/**
 * What earlier runs read of action records, and when they last found the blobs of each sound: thousands
 * of small files that need not be read again while they are as they were. A change of any byte shows in
 * an inode's change time, which nobody can set, but which is told in whole seconds: only what was looked
 * at in a later second than it was changed in is known. A failure of the power takes what the system had
 * not yet written to the disk, and may leave zeros under the same size and times.
 *
 * @module
 */

import { sealed, unsealed } from "./canonical.ts";
import type { ActionRecord, KeyComponents } from "./stage.ts";

/** A record without what is seldom asked for. */
type Summary = Omit<ActionRecord, "components">;

/** What is known of a record. */
interface Known {
  /** Of the record's file. */
  readonly stamp: FileStamp;
  /** When it was read, in milliseconds. */
  readonly read: number;
  readonly summary: Summary;
  /** When its blobs were all sound, in milliseconds. */
  readonly sound: number;
}

/** By then a system has written to the disk what it held in memory: Linux after half a minute, and ten at most. */
const WRITTEN_MS = 3_600_000;

/** When this machine was started, in milliseconds, to a second; until it fails, nothing is lost. */
export const startOfMachine = (): number => Date.now() - 1000 * Deno.osUptime();

/**
 * True if what was changed last at `changed`, whole seconds, and looked at at `time` is as it was then.
 *
 * @param started When the machine was started.
 */
export function isAsSeen(changed: Date | null, time: number, started: number): boolean {
  if (changed === null || time > Date.now()) return false;
  const isLater = Math.floor(changed.getTime() / 1000) < Math.floor(time / 1000);
  return isLater && (time >= started || time - changed.getTime() >= WRITTEN_MS);
}

/** What the system says of a file: its size, inode and change time. */
export type FileStamp = readonly [size: number, inode: number, changed: number];

/** The stamp of a file that is looked at at `time`; undefined if it could be another and have the same. */
export function stampOf(
  { size, ino, ctime }: Deno.FileInfo,
  time: number,
  started: number,
): FileStamp | undefined {
  const isKept = ino !== null && ctime !== null && isAsSeen(ctime, time, started);
  return isKept ? [size, ino, ctime.getTime()] : undefined;
}

/** True if a file is the one that had a stamp when it was looked at at `time`. */
export function hasStamp(
  { size, ino, ctime }: Deno.FileInfo,
  [knownSize, inode, changed]: FileStamp,
  time: number,
  started: number,
): boolean {
  return size === knownSize && ino === inode && ctime?.getTime() === changed &&
    isAsSeen(ctime, time, started);
}

/** The summaries of a store's records, read from one text and written as one. */
export class KnownRecords {
  readonly #known: Map<string, Known>;
  #changed = false;

  /**
   * @param text What `text` gave; what is damaged or missing is nothing known.
   * @param started When the machine was started.
   */
  constructor(text: string | undefined, readonly started = startOfMachine()) {
    this.#known = new Map(knownFrom(text));
  }

  /** What is known of a record whose file is as it was when it was read. */
  get(key: string, info: Deno.FileInfo): Known | undefined {
    const known = this.#known.get(key);
    const isAsRead = known !== undefined && hasStamp(info, known.stamp, known.read, this.started);
    return isAsRead ? known : undefined;
  }

  /** True if the blobs of a record were found sound after one of them was changed last, which is as it was. */
  isSound(key: string, changed: Date | null): boolean {
    return isAsSeen(changed, this.#known.get(key)?.sound ?? 0, this.started);
  }

  /**
   * Keeps what a record says.
   *
   * @param info Its file before it was read.
   * @param read When it was read.
   */
  keep({ components: _, ...summary }: ActionRecord, info: Deno.FileInfo, read: number): void {
    const stamp = stampOf(info, read, this.started);
    const known = this.#known.get(summary.key);
    // What was told of another file may have been told of other blobs: those of another store.
    const sound = String(known?.stamp) === String(stamp) ? known?.sound ?? 0 : 0;
    if (stamp !== undefined) this.#known.set(summary.key, { stamp, read, summary, sound });
    else if (!this.#known.delete(summary.key)) return;
    this.#changed = true;
  }

  /** Keeps that the blobs of a record are sound. */
  keepSound(key: string, now: number): void {
    const known = this.#known.get(key);
    if (known === undefined) return;
    this.#known.set(key, { ...known, sound: now });
    this.#changed = true;
  }

  /** All that is known of records of these keys, or undefined if it is what was read. */
  text(keys: ReadonlySet<string>): string | undefined {
    const kept = [...this.#known].filter(([key]) => keys.has(key));
    if (!this.#changed && kept.length === this.#known.size) return undefined;
    return sealed(JSON.stringify(kept));
  }
}

/** A record of which a summary is known; the rest is read when it is asked for. */
export function withComponents(summary: Summary, read: () => KeyComponents): ActionRecord {
  return {
    ...summary,
    get components() {
      return read();
    },
  };
}

function knownFrom(text: string | undefined): [string, Known][] {
  const body = text && unsealed(text);
  return body ? JSON.parse(body) as [string, Known][] : [];
}
