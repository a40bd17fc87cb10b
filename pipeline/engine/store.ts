/**
 * The content-addressed store: blobs under the SHA-256 of their bytes, action records under keys.
 *
 * Everything is written to a temporary name and renamed, so that a reader sees a whole file or none,
 * whatever is killed when.
 *
 * @module
 */

import { join } from "node:path";
import { sha256 } from "./canonical.ts";
import { claimStore, keepMarked, setAside } from "./claim.ts";
import { discard, lookAt, orIfGone, remedyFor, renameInto } from "./files.ts";
import { KnownRecords, withComponents } from "./known_records.ts";
import { blobPathIn, entriesOf, recordPathIn } from "./layout.ts";
import { parseRecord } from "./record.ts";
import { type ActionRecord, type Artifact, type KeyComponents, UsageError } from "./stage.ts";

/** What the store tells when it had to mend something. */
export type StoreWarning = (message: string) => void;

/** Verified bytes kept in memory, so that what this run wrote is not read and hashed again. */
const CACHE_LIMIT = 256 * 1024 * 1024;

/** The file of what is known of records. */
const KNOWN = "known-records.txt";

/**
 * What took as long to make is to outlast a failure of the power, too. The rest costs less to make anew
 * than to wait for the disk: a blob that was lost or cut short does not match its name.
 */
const LASTING_SECONDS = 0.1;

/** A store in a folder, which several runs may share. */
export class Store {
  readonly #cache = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #writing = new Map<
    string,
    { readonly bytes: Uint8Array<ArrayBuffer>; readonly done: Promise<void> }
  >();
  #cached = 0;
  #known: KnownRecords | undefined;

  /** @throws {UsageError} If the folder holds anything and is no store. */
  constructor(readonly root: string, readonly warn: StoreWarning = () => {}) {
    claimStore(root);
  }

  /** Where the blob of a digest is, if it is there. */
  blobPath(digest: string): string {
    return blobPathIn(this.root, digest);
  }

  /** Where the record of a key is, if it is there. */
  recordPath(key: string): string {
    return recordPathIn(this.root, key);
  }

  /**
   * The artifact of bytes, at hand at once and on its way to disk; `written` waits for it. A blob
   * that is there already is checked, and mended. It keeps a copy of the bytes.
   *
   * @param seconds What they took to make.
   */
  put(given: Uint8Array, seconds = 0): Artifact {
    const digest = sha256(given);
    const artifact = { digest, bytes: given.byteLength };
    const there = this.#writing.has(digest) || this.check(artifact);
    const bytes = this.#remember(digest, new Uint8Array(given));
    if (!there) {
      const done = this.#write(this.blobPath(digest), bytes, 0o444, seconds);
      this.#writing.set(digest, { bytes, done });
      // A failure is told to whoever waits for the blob; nobody may be doing so yet.
      done.catch(() => {});
      done.then(() => this.#writing.delete(digest), () => {});
    }
    return artifact;
  }

  /** True if there is a blob of this name and size, or will be; whether it is sound, `get` tells. */
  has({ digest, bytes }: Artifact): boolean {
    return this.#writing.has(digest) ||
      orIfGone(() => Deno.statSync(this.blobPath(digest)).size === bytes, false);
  }

  /**
   * Waits until a blob is on disk.
   *
   * @throws If it could not be written (a full disk).
   */
  async written(digest: string): Promise<void> {
    await this.#writing.get(digest)?.done;
  }

  /** Waits until no blob is on its way to disk, whether or not it got there. */
  async flush(): Promise<void> {
    await Promise.allSettled([...this.#writing.values()].map(({ done }) => done));
  }

  /**
   * True if the outputs of a record are all there. A blob of another size, or that was touched since
   * they were last found sound, is hashed again.
   */
  holds({ key, outputs }: ActionRecord): boolean {
    const now = Date.now();
    let hashed = false;
    for (const output of Object.values(outputs)) {
      const blob = orIfGone(() => Deno.statSync(this.blobPath(output.digest)), undefined);
      if (blob?.size === output.bytes && this.#knownRecords().isSound(key, blob.ctime)) continue;
      if (!this.check(output)) return false;
      hashed = true;
    }
    if (hashed) this.#knownRecords().keepSound(key, now);
    return true;
  }

  /**
   * The verified bytes of a blob, which must not be changed, or undefined if it is missing or was
   * corrupt. A corrupt one is quarantined, so that it is made again.
   */
  get(digest: string): Uint8Array<ArrayBuffer> | undefined {
    const cached = this.#cache.get(digest) ?? this.#writing.get(digest)?.bytes;
    if (cached !== undefined) {
      if (this.#cache.delete(digest)) this.#cache.set(digest, cached);
      return cached;
    }
    const bytes = this.#sound(digest);
    return bytes && this.#remember(digest, bytes);
  }

  /**
   * The text of a blob.
   *
   * @throws If it is missing or was corrupt.
   */
  text(digest: string): string {
    const bytes = this.get(digest);
    if (bytes === undefined) {
      throw new Error(
        `Blob ${digest.slice(0, 12)} was lost since this run began; run the command again.`,
      );
    }
    return new TextDecoder().decode(bytes);
  }

  /** Re-hashes a blob on disk, whatever is in memory; quarantines it if it is corrupt. */
  check({ digest }: Artifact): boolean {
    if (this.#sound(digest) !== undefined) return true;
    this.#forget(digest);
    return false;
  }

  /** All blobs on disk, as their names and sizes say. */
  blobs(): Artifact[] {
    return [...entriesOf(this.root, "cas")].flatMap(({ kind, name, path }) => {
      const info = kind === "blob" ? orIfGone(() => Deno.statSync(path), undefined) : undefined;
      return info === undefined ? [] : [{ digest: name, bytes: info.size }];
    });
  }

  /** The record of a key, or undefined if there is none that can be read. */
  record(key: string): ActionRecord | undefined {
    const info = orIfGone(() => Deno.statSync(this.recordPath(key)), undefined);
    if (info === undefined) return undefined;
    const known = this.#knownRecords().get(key, info);
    if (known !== undefined) return withComponents(known.summary, () => this.#componentsOf(key));
    const now = Date.now();
    const record = this.#read(key);
    if (record !== undefined) this.#knownRecords().keep(record, info, now);
    return record;
  }

  /**
   * Keeps for the next run what is known of records of these keys. What this run made is read once
   * more: a change in the second of its making would not show.
   */
  async keepKnown(keys: ReadonlySet<string>, made: readonly ActionRecord[]): Promise<void> {
    for (const { key } of made) {
      const record = this.record(key);
      if (record !== undefined) this.holds(record);
    }
    const text = this.#knownRecords().text(keys);
    if (text !== undefined) await this.putFile(KNOWN, text);
  }

  #knownRecords(): KnownRecords {
    return this.#known ??= new KnownRecords(this.file(KNOWN));
  }

  #componentsOf(key: string): KeyComponents {
    const record = this.#read(key);
    if (record !== undefined) return record.components;
    throw new Error(
      `The record ${key.slice(0, 12)} was lost since this run began; run the command again.`,
    );
  }

  #read(key: string): ActionRecord | undefined {
    const path = this.recordPath(key);
    const bytes = this.#look(path);
    if (bytes === undefined) return undefined;
    const record = bytes === "no file" ? undefined : parseRecord(bytes, key);
    if (record !== undefined) return record;
    if (bytes === "no file") setAside(this.root, path, key);
    else orIfGone(() => Deno.renameSync(path, `${path}.damaged`), undefined);
    this.warn(
      `The record ${key.slice(0, 12)} could not be read and was set aside; its stage runs again.`,
    );
    return undefined;
  }

  /** Writes the record of a finished stage, once its outputs are on disk. */
  async putRecord(record: ActionRecord): Promise<void> {
    for (const { digest } of Object.values(record.outputs)) await this.written(digest);
    await this.#write(
      this.recordPath(record.key),
      new TextEncoder().encode(JSON.stringify(record, null, 1) + "\n"),
      0o644,
      record.cost.seconds,
    );
  }

  /** Writes any small file of the store atomically, under a path relative to its root. */
  async putFile(relative: string, text: string): Promise<void> {
    await this.#write(join(this.root, relative), new TextEncoder().encode(text), 0o644);
    keepMarked(this.root);
  }

  /** Reads such a file, or undefined. */
  file(relative: string): string | undefined {
    const bytes = this.#look(join(this.root, relative));
    return bytes === "no file" ? undefined : bytes && new TextDecoder().decode(bytes);
  }

  /** @param seconds What they took to make. */
  async #write(path: string, bytes: Uint8Array, mode: number, seconds = 0): Promise<void> {
    const temporary = join(this.root, "tmp", `${Deno.pid}-${crypto.randomUUID()}`);
    try {
      using file = await Deno.open(temporary, { write: true, createNew: true, mode });
      for (let done = 0; done < bytes.byteLength;) done += await file.write(bytes.subarray(done));
      if (seconds >= LASTING_SECONDS) await file.syncData();
      await renameInto(temporary, path, () => setAside(this.root, path));
    } catch (error) {
      discard(temporary);
      throw unwritable(this.root, error);
    }
  }

  #remember(digest: string, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    this.#forget(digest);
    this.#cache.set(digest, bytes);
    this.#cached += bytes.byteLength;
    for (const oldest of this.#cache.keys()) {
      if (this.#cached <= CACHE_LIMIT) break;
      this.#forget(oldest);
    }
    return bytes;
  }

  #forget(digest: string): void {
    this.#cached -= this.#cache.get(digest)?.byteLength ?? 0;
    this.#cache.delete(digest);
  }

  /** The bytes of a blob on disk if they match its name; what does not is quarantined. */
  #sound(digest: string): Uint8Array<ArrayBuffer> | undefined {
    const path = this.blobPath(digest);
    const bytes = this.#look(path);
    if (bytes === undefined || (bytes !== "no file" && sha256(bytes) === digest)) return bytes;
    setAside(this.root, path, digest);
    this.warn(
      `Blob ${digest.slice(0, 12)} did not match its name; it was quarantined and is made again.`,
    );
    return undefined;
  }

  /** @throws {UsageError} If there is a file that may not be read. */
  #look(path: string): ReturnType<typeof lookAt> {
    try {
      return lookAt(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
      throw new UsageError(
        `${path}, which is the store's, may not be read by this user; permit it, or remove the file.`,
      );
    }
  }
}

/** A store that cannot be written (a full disk), said in one sentence. */
export function unwritable(root: string, error: unknown): Error {
  const why = error instanceof Error ? error.message : String(error);
  const remedy = remedyFor(why, "make room or give it another folder");
  return new Error(
    `The store ${root} cannot be written (${why}); ${remedy}. What was finished is kept.`,
  );
}
