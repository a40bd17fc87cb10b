/**
 * The folder of a native worker: it holds what its stage reads, and what it writes until it ends.
 *
 * @module
 */

import { basename, relative, resolve } from "node:path";
import { orIfGone } from "./files.ts";
import type { NativeContext } from "./stage.ts";

/** A folder below the store's, for the time that a worker lives. */
export class ScratchFolder {
  readonly path: string;
  /** Its path as it is told to a worker. */
  readonly told: string;

  /**
   * @param from Where the worker stands: what is above it may hold characters that mean something to
   *   DuckDB, and is not told if the folder lies below.
   */
  constructor(parent: string, from: string) {
    this.path = resolve(Deno.makeTempDirSync({ dir: parent, prefix: "native-" }));
    this.told = this.path.startsWith(`${from}/`) ? relative(from, this.path) : this.path;
  }

  /** Shows a stage blobs, and nothing else, by links in the folder: to copy them would take longer. */
  lend(paths: NativeContext["paths"]): Pick<NativeContext, "paths" | "scratch"> {
    // It looks abandoned if no stage needed it for long.
    Deno.mkdirSync(this.path, { recursive: true });
    const linked = new Set<string>();
    const link = (blob: string): string => {
      const name = basename(blob);
      if (!linked.has(name)) linkOrCopy(blob, `${this.path}/${name}`);
      linked.add(name);
      return `${this.told}/${name}`;
    };
    return {
      scratch: this.told,
      paths: Object.fromEntries(
        Object.entries(paths).map(([role, blobs]) => [role, blobs.map(link)]),
      ),
    };
  }

  /** Removes all that is in it. The run may have been ended meanwhile, and the folder be gone. */
  clear(): void {
    for (const { name } of orIfGone(() => [...Deno.readDirSync(this.path)], [])) {
      remove(`${this.path}/${name}`);
    }
  }

  /** Removes it with all that is in it. */
  remove(): void {
    remove(this.path);
  }
}

/** There are no links from one disk to another. */
function linkOrCopy(blob: string, path: string): void {
  try {
    Deno.linkSync(blob, path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw error;
    Deno.copyFileSync(blob, path);
  }
}

function remove(path: string): void {
  orIfGone(() => Deno.removeSync(path, { recursive: true }), undefined);
}
