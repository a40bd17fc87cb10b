/**
 * Which folder may be a store: one that says so by a marker of its own, or one in which nobody has
 * anything to lose. Every command opens the store through here, so a folder of somebody's files that
 * was named by mistake is refused before anything is written or dropped.
 *
 * Versions before the marker left stores without one. Such a folder is taken over if all that is in
 * it has the name of something of a store's and at least one record is whole, its key being the
 * SHA-256 of its components. Names alone would not do: other tools keep blobs by digest, too.
 *
 * @module
 */

import { join } from "node:path";
import { sha256 } from "./canonical.ts";
import { isNoFile, orIfGone, readOrUndefined, replaceWhole } from "./files.ts";
import { entriesOf, FOLDERS, hasOwnName, isOwnFolder, MARKER, type StoreEntry } from "./layout.ts";
import { parseRecord } from "./record.ts";
import { UsageError } from "./stage.ts";

const FORMAT = "bigrad store";
/** Raised when the layout of a store changes. */
const VERSION = 1;

/**
 * Makes a missing or empty folder a store, and sees to it that a store has its folders. Any number
 * of processes may do so at once.
 *
 * @throws {UsageError} If the folder is not empty and no store, or one of a later version, or if
 * something else is in the place of one of its folders.
 */
export function claimStore(root: string): void {
  Deno.mkdirSync(root, { recursive: true });
  if (!isMarked(root)) {
    const stranger = strangerIn(root);
    // Another run may have made it a store since the first look, and filled it.
    if (!isMarked(root)) {
      if (stranger !== undefined) {
        throw new UsageError(
          `The folder ${root} is not empty and not a store (it holds "${stranger}" and no valid ` +
            `${MARKER}); give --store a new or an empty folder, or a store.`,
        );
      }
      mark(root);
    }
  }
  requireFolders(root, "");
  for (const name of FOLDERS) Deno.mkdirSync(join(root, name), { recursive: true });
}

/**
 * Gives a store its marker back if somebody took it while a run works there: what the run leaves
 * would be a folder of nobody's, which the next run could not tell from somebody's.
 */
export function keepMarked(root: string): void {
  if (!isMarked(root)) mark(root);
}

function mark(root: string): void {
  const path = join(root, MARKER);
  if (isNoFile(path)) setAside(root, path);
  // A folder that lost it would be nobody's.
  replaceWhole(path, `${JSON.stringify({ format: FORMAT, version: VERSION })}\n`, true);
}

/**
 * Moves what is damaged, or is no file, out of the way of a file of a store.
 *
 * @param name The digest or key that it stood for, if any.
 */
export function setAside(root: string, path: string, name: string = sha256(path)): void {
  const folder = join(root, "quarantine");
  Deno.mkdirSync(folder, { recursive: true });
  // Another run may have set it aside already.
  orIfGone(
    () => Deno.renameSync(path, join(folder, `${name}-${crypto.randomUUID()}`)),
    undefined,
  );
}

/** The store would write through a link in the place of one of its folders, wherever it leads. */
function requireFolders(root: string, below: string): void {
  for (const { name, isDirectory, isSymlink } of Deno.readDirSync(join(root, below))) {
    const relative = join(below, name);
    if (!isOwnFolder(relative)) continue;
    if (!isDirectory) {
      throw new UsageError(
        `${join(root, relative)} is ${
          isSymlink ? "a symbolic link" : "no folder"
        }, and the store ` +
          "would write there; move it away, or give --store another folder.",
      );
    }
    if (relative === "cas" || relative === "actions") requireFolders(root, relative);
  }
}

/** True if a folder has the marker of this version. */
function isMarked(root: string): boolean {
  const path = join(root, MARKER);
  if (!orIfGone(() => Deno.lstatSync(path), undefined)?.isFile) return false;
  let marker: { format?: unknown; version?: unknown } | null;
  try {
    marker = JSON.parse(new TextDecoder().decode(readOrUndefined(path)));
  } catch {
    return false;
  }
  if (marker?.format !== FORMAT || !Number.isInteger(marker.version)) return false;
  if (marker.version !== VERSION) {
    throw new UsageError(
      `The store ${root} has layout ${marker.version} and this bigrad knows layout ${VERSION}; ` +
        "use the version that made it, or give --store another folder.",
    );
  }
  return true;
}

/** What forbids to make a folder a store: something that no store has, or anything if no record is whole. */
function strangerIn(root: string): string | undefined {
  let unproved: string | undefined;
  let proved = false;
  for (const entry of entriesOf(root)) {
    const { kind, relative, path } = entry;
    if (kind === undefined) {
      // A folder or a pipe in the place of a file is damage, or was set aside; a link is somebody's.
      if (hasOwnName(relative) && !orIfGone(() => Deno.lstatSync(path).isSymlink, true)) continue;
      return relative;
    }
    // What a run that makes the marker leaves, or a trial, and a marker of ours that was damaged.
    if (kind === "temporary" || kind === "trial") continue;
    if (kind === "marker" || isWholeRecord(entry)) proved = true;
    else unproved ??= relative;
  }
  return proved ? undefined : unproved;
}

function isWholeRecord({ kind, name, path }: StoreEntry): boolean {
  if (kind !== "record") return false;
  const bytes = readOrUndefined(path);
  return bytes !== undefined && parseRecord(bytes, name.replace(/\.json$/, "")) !== undefined;
}
