/**
 * The folder of a view, in which bigrad replaces and removes only what it made.
 *
 * A manifest in it names the files that were made: it is what makes the folder a view. A name is
 * added before its file is written, and is on the disk by then, so that a run that is killed, or the
 * power that fails, leaves nothing it would not know again. Lines are only ever appended, so several
 * runs may show their results in one folder.
 *
 * @module
 */

import { basename, dirname, isAbsolute, join, relative } from "node:path";
import {
  appendLasting,
  asideOf,
  createWhole,
  orIfGone,
  removeIfThere,
  replaceWhole,
  wholeOf,
} from "./engine/files.ts";
import { UsageError } from "./engine/stage.ts";

/** Names the files of the view, a line each: "+ path" of one that was made, "- path" of one removed. */
export const MANIFEST = "bigrad-view.txt";
const HEADER = "bigrad view 1: files that are replaced by the next run";

/** A name in a view's folder that the next run takes for what one that was killed left there. */
export const unfinishedName = (): string => asideOf(MANIFEST);

/** A view in a folder, which is made when the first file is. */
export class View {
  /**
   * @param madeEarlier Finds in a folder without manifest the files that a version before the
   *   manifest made there, if it is a view of such a version.
   * @param kept Whether what is shown lies in a store, too, for the message where it cannot be.
   */
  constructor(
    readonly root: string,
    readonly madeEarlier: () => readonly string[] = () => [],
    readonly kept = true,
  ) {}

  /**
   * Looks before anything is computed whether the folder can show these files; changes nothing.
   *
   * @throws {UsageError} If it is not empty and no view, or if something that the view did not make
   * is in the place of one of the files.
   */
  check(paths: readonly string[]): void {
    const made = this.#made() ?? new Set(this.#inherited());
    for (const path of paths) this.#requireFree(path, this.#isThere(path), made);
  }

  /**
   * Makes the folder a view, if it is none yet, and takes away what a run that was killed was writing.
   *
   * @throws {UsageError} If it is not empty.
   */
  begin(): void {
    this.#writing(() => {
      if (this.#made() === undefined) {
        const lines = [HEADER, ...this.#inherited().map((path) => `+ ${path}`), ""];
        Deno.mkdirSync(this.root, { recursive: true });
        createWhole(join(this.root, MANIFEST), lines.join("\n"), true);
      }
      this.#removeUnfinished();
    });
  }

  /**
   * Hands over a folder in the view for what has to be a file before its bytes are there. It goes
   * afterwards; where another run took it for what a killed one left, all is done once more.
   */
  async withScratch<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
    const folder = join(this.root, unfinishedName());
    this.begin();
    this.#writing(() => Deno.mkdirSync(folder));
    try {
      return await use(folder);
    } catch (error) {
      if (orIfGone(() => Deno.statSync(folder), undefined) === undefined) {
        return await this.withScratch(use);
      }
      // DuckDB's, of a file.
      if (error instanceof Error && /^IO Error/.test(error.message)) throw this.#unwritable(error);
      throw error;
    } finally {
      orIfGone(() => Deno.removeSync(folder, { recursive: true }), undefined);
    }
  }

  /** A run that lives writes again what is removed here. */
  #removeUnfinished(): void {
    const ours = new Set(this.#made()).add(MANIFEST);
    for (const folder of new Set([...ours].map(dirname))) {
      const there = orIfGone(() => [...Deno.readDirSync(join(this.root, folder))], []);
      for (const { name, isFile, isDirectory } of there) {
        const path = wholeOf(join(folder, name));
        const isOurs = isFile || (isDirectory && path === MANIFEST);
        if (!isOurs || path === undefined || !ours.has(path)) continue;
        const unfinished = join(this.root, folder, name);
        orIfGone(() => Deno.removeSync(unfinished, { recursive: isDirectory }), undefined);
      }
    }
  }

  /**
   * Makes or replaces a file, whole or not at all.
   *
   * @throws {UsageError} As `check` does.
   */
  replace(path: string, content: Uint8Array | string): void {
    this.replaceAll(new Map([[path, content]]));
  }

  /**
   * Makes or replaces files by their paths, each whole or not at all.
   *
   * @throws {UsageError} As `check` does, before anything is written.
   */
  replaceAll(files: ReadonlyMap<string, Uint8Array | string>): void {
    this.#writing(() => {
      this.begin();
      const paths = [...files.keys()];
      // The look goes first: what another run made in between, it had named before.
      const there = paths.map((path) => this.#isThere(path));
      const made = this.#made() ?? new Set();
      paths.forEach((path, i) => this.#requireFree(path, there[i]!, made));
      this.#name(paths, made);
      for (const folder of new Set(paths.map(dirname))) {
        Deno.mkdirSync(join(this.root, folder), { recursive: true });
      }
      for (const [path, content] of files) replaceWhole(join(this.root, path), content);
      // What another run removed meanwhile is here again.
      this.#name(paths, this.#made() ?? new Set());
    });
  }

  /** Names the files that are not among those made. */
  #name(paths: readonly string[], made: ReadonlySet<string>): void {
    const lines = paths.filter((path) => !made.has(path)).map((path) => `+ ${path}`);
    if (lines.length > 0) this.#append(lines.join("\n"));
  }

  /** Whether a file is there that the view made. */
  has(path: string): boolean {
    return this.#made()?.has(path) === true && this.#isThere(path);
  }

  /** Removes the files that it made, and whose paths are so, but those that are shown now. */
  removeOthers(isOld: (path: string) => boolean, shown: readonly string[]): void {
    for (const path of this.#made() ?? []) {
      if (isOld(path) && !shown.includes(path)) this.remove(path);
    }
  }

  /** Removes a file if it is one that the view made. */
  remove(path: string): void {
    if (!this.#made()?.has(path) || !this.#isThere(path)) return;
    this.#writing(() => {
      removeIfThere(join(this.root, path));
      this.#append(`- ${path}`);
    });
  }

  /** Says what cannot be written (a full disk), and what to do about it. */
  #writing(act: () => void): void {
    try {
      act();
    } catch (error) {
      if (error instanceof UsageError || !(error instanceof Error)) throw error;
      throw this.#unwritable(error);
    }
  }

  #unwritable({ message }: Error): UsageError {
    return new UsageError(
      `The view ${this.root} cannot be written (${message}); make room, permit it, or give ` +
        `--out another folder.${this.kept ? " What was computed is kept." : ""}`,
    );
  }

  /** The files that were made here, or undefined if the folder has no manifest. */
  #made(): Set<string> | undefined {
    const path = join(this.root, MANIFEST);
    const there = orIfGone(() => Deno.lstatSync(path), undefined);
    const [header, ...lines] = there?.isFile ? Deno.readTextFileSync(path).split("\n") : [];
    if (header !== HEADER) return undefined;
    const made = new Set<string>();
    for (const line of lines) {
      if (line.startsWith("+ ")) made.add(line.slice(2));
      else if (line.startsWith("- ")) made.delete(line.slice(2));
    }
    return made;
  }

  /** What a folder without manifest holds that the view may replace. */
  #inherited(): readonly string[] {
    const isFolder = orIfGone(() => Deno.statSync(this.root), undefined)?.isDirectory;
    if (isFolder === false) throw new UsageError(`${this.root} is no folder; give --out another.`);
    const stranger = orIfGone(() => [...Deno.readDirSync(this.root)], [])
      // A manifest that another run is just making.
      .find(({ name }) => !name.startsWith(`${MANIFEST}.`));
    // Another run may have made it since the first look.
    if (stranger === undefined || this.#made() !== undefined) return [];
    const earlier = this.madeEarlier();
    if (earlier.length > 0) return earlier;
    throw new UsageError(
      `The folder ${this.root} is not empty and not a view (it holds "${stranger.name}" and no ` +
        `valid ${MANIFEST}); give --out a new or an empty folder, or a view.`,
    );
  }

  #append(lines: string): void {
    // Begun anew, in case the last line was cut short by a full disk or a kill.
    appendLasting(join(this.root, MANIFEST), `\n${lines}\n`);
  }

  /** True if there is a file of this name; a link, or a folder, or a file instead of a folder is in the way. */
  #isThere(path: string): boolean {
    const parts = path.split("/");
    for (let depth = 1; depth <= parts.length; depth++) {
      const at = parts.slice(0, depth).join("/");
      const there = orIfGone(() => Deno.lstatSync(join(this.root, at)), undefined);
      if (there === undefined) return false;
      if (depth < parts.length ? !there.isDirectory : !there.isFile) throw this.#inTheWay(at);
    }
    return true;
  }

  #requireFree(path: string, there: boolean, made: ReadonlySet<string>): void {
    if (there && !made.has(path)) throw this.#inTheWay(path);
  }

  #inTheWay(path: string): UsageError {
    return new UsageError(
      `${join(this.root, path)} is where the view would write, and bigrad did not make it; move ` +
        "it away, or give --out another folder.",
    );
  }
}

/**
 * Sees to it that neither of two folders lies in the other, wherever links lead.
 *
 * @throws {UsageError} If one does.
 */
export function requireApart(store: string, out: string): void {
  if (areApart(store, out)) return;
  throw new UsageError(
    `The store ${store} and the view ${out} lie in one another; give --store and --out folders ` +
      "apart from each other.",
  );
}

/** True if neither of two folders is or lies in the other, wherever links lead. */
export function areApart(folder: string, another: string): boolean {
  const [one, other] = [realPath(folder), realPath(another)];
  return !isWithin(one, other) && !isWithin(other, one);
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || !(way === ".." || way.startsWith("../") || isAbsolute(way));
}

/** Where a path leads; of what is not there yet, where it will be. */
function realPath(path: string): string {
  return orIfGone(() => Deno.realPathSync(path), undefined) ??
    join(realPath(dirname(path)), basename(path));
}
