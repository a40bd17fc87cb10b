/**
 * What is whose in a store's folder: a file is the store's own if its whole path below the root is
 * of one of the forms given here, and else a stranger's, whatever folder it lies in.
 *
 * @module
 */

import { join } from "node:path";
import { orIfGone, UUID } from "./files.ts";

/** The file that says that a folder is a store. */
export const MARKER = "bigrad-store.json";

/** The folders that every store has. */
export const FOLDERS = ["cas", "actions", "code", "locks", "quarantine", "runs", "tmp"];

/** Keeps two runs that take over one lock apart. */
export const GUARD = "locks/takeover.guard";

const DIGEST = "[0-9a-f]{64}";
/** 64 digits below a folder that is named by the first two of them. */
const SPREAD = String.raw`([0-9a-f]{2})/\1[0-9a-f]{62}`;

const FORMS = {
  blob: `cas/${SPREAD}`,
  record: String.raw`actions/${SPREAD}\.json`,
  damagedRecord: String.raw`actions/${SPREAD}\.json\.damaged`,
  quarantined: `quarantine/${DIGEST}-${UUID}`,
  bundleMemo: String.raw`code/${DIGEST}(?:-[0-9a-f]{16}|\.files)\.json`,
  // Of a write in progress, or what a killed run left of it.
  temporary: String.raw`tmp/\d+-${UUID}|locks/${DIGEST}\.${UUID}(?:\.\d+)?|${
    MARKER.replace(".", String.raw`\.`)
  }\.${UUID}`,
  heartbeat: `runs/${UUID}`,
  // Of a worker that Slurm started.
  log: String.raw`runs/slurm-\d+_\d+\.log`,
  lock: `locks/${DIGEST}|${GUARD.replace(".", String.raw`\.`)}`,
  state: String.raw`(?:last-keys|database)\.json|known-records\.txt`,
  marker: MARKER.replace(".", String.raw`\.`),
} as const;

/**
 * The kinds of files that a store has. A scratch is a folder, of one running stage, and so is a trial,
 * of one that looks whether a folder can be a store.
 */
export type FileKind = keyof typeof FORMS | "scratch" | "trial";

const KINDS = Object.entries(FORMS).map(([kind, form]) =>
  [kind as FileKind, new RegExp(`^(?:${form})$`)] as const
);
/** As the executor makes them, by `Deno.makeTempDir`, which writes a number without leading zeros. */
const SCRATCH = /^tmp\/native-[0-9a-f]{1,16}$/;
const TRIAL = new RegExp(`^\\.bigrad-check-${UUID}$`);
const FOLDER = new RegExp(`^(?:(?:cas|actions)/[0-9a-f]{2}|${FOLDERS.join("|")})$`);

/** True of the path, below the root, of a folder in which a store writes. */
export function isOwnFolder(relative: string): boolean {
  return FOLDER.test(relative);
}

/** A folder for a trial, of a name of its own. */
export function trialFolder(root: string): string {
  return join(root, `.bigrad-check-${crypto.randomUUID()}`);
}

/** Something in a store's folder. */
export interface StoreEntry {
  /** Undefined if it is a stranger's: a file, or a folder with all that is in it. */
  readonly kind: FileKind | undefined;
  readonly name: string;
  /** Below the root, with slashes. */
  readonly relative: string;
  readonly path: string;
}

/**
 * All that is in a store, or below one of its folders. Symbolic links are strangers' and are not
 * followed; what vanishes meanwhile is left out.
 */
export function* entriesOf(root: string, folder = ""): Generator<StoreEntry> {
  for (const entry of orIfGone(() => [...Deno.readDirSync(join(root, folder))], [])) {
    const relative = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory && isOwnFolder(relative)) yield* entriesOf(root, relative);
    else {
      const kind = kindOf(relative, entry);
      yield { kind, name: entry.name, relative, path: join(root, relative) };
    }
  }
}

/** Where the blob of a digest is in a store's folder, if it is there. */
export function blobPathIn(root: string, digest: string): string {
  return `${root}/cas/${digest.slice(0, 2)}/${digest}`;
}

/** Where the record of a key is in a store's folder, if it is there. */
export function recordPathIn(root: string, key: string): string {
  return `${root}/actions/${key.slice(0, 2)}/${key}.json`;
}

/** The keys of all records in a store, as the names of their files say. */
export function recordKeys(root: string): Set<string> {
  const keys = new Set<string>();
  for (const { kind, name } of entriesOf(root, "actions")) {
    if (kind === "record") keys.add(name.slice(0, -".json".length));
  }
  return keys;
}

/** True of the path, below the root, of one of the store's own files, whatever is there. */
export function hasOwnName(relative: string): boolean {
  return KINDS.some(([, form]) => form.test(relative));
}

function kindOf(relative: string, { isFile, isDirectory }: Deno.DirEntry): FileKind | undefined {
  if (isDirectory && SCRATCH.test(relative)) return "scratch";
  if (isDirectory && TRIAL.test(relative)) return "trial";
  return isFile ? KINDS.find(([, form]) => form.test(relative))?.[0] : undefined;
}
