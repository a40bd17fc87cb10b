/**
 * What earlier runs read of action records: thousands of small files that need not be read again while
 * they are as they were. A change of any byte of a record shows in its inode's change time, which nobody
 * can set.
 *
 * @module
 */

import { sha256 } from "./canonical.ts";
import type { ActionRecord, KeyComponents } from "./stage.ts";

/** A record without what is seldom asked for. */
type Summary = Omit<ActionRecord, "components">;

/** Size, inode, modification and change time of a record's file, and what it said. */
type Entry = readonly [number, number, number, number, Summary];

/** The summaries of a store's records, read from one text and written as one. */
export class KnownRecords {
  readonly #entries: Map<string, Entry>;
  #changed = false;

  /** @param text What `text` gave; what is damaged or missing is nothing known. */
  constructor(text: string | undefined) {
    this.#entries = new Map(entriesOf(text));
  }

  /** The summary of a record whose file is as it was when it was read. */
  get(key: string, info: Deno.FileInfo): Summary | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const [size, inode, modified, changed, summary] = entry;
    const same = info.size === size && info.ino === inode &&
      info.mtime?.getTime() === modified && info.ctime?.getTime() === changed;
    return same ? summary : undefined;
  }

  /** Keeps what a record says whose file is as `info` tells. */
  keep({ components: _, ...summary }: ActionRecord, info: Deno.FileInfo): void {
    const { size, ino, mtime, ctime } = info;
    // Where a system tells no change time, nothing can be known without reading.
    if (ino === null || mtime === null || ctime === null) return;
    this.#entries.set(summary.key, [size, ino, mtime.getTime(), ctime.getTime(), summary]);
    this.#changed = true;
  }

  /** All that is known of records of these keys, or undefined if it is what was read. */
  text(keys: ReadonlySet<string>): string | undefined {
    const kept = [...this.#entries].filter(([key]) => keys.has(key));
    if (!this.#changed && kept.length === this.#entries.size) return undefined;
    const body = JSON.stringify(kept);
    return `${sha256(body)}\n${body}`;
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

function entriesOf(text: string | undefined): [string, Entry][] {
  if (text === undefined) return [];
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  return text.slice(0, end) === sha256(body) ? JSON.parse(body) as [string, Entry][] : [];
}
