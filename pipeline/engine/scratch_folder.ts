/**
 * The folder of a native thread: it holds what its stage reads, and what it writes until it ends.
 *
 * @module
 */

import { basename, resolve } from "node:path";
import { orIfGone } from "./files.ts";
import type { NativeContext } from "./stage.ts";

/** A folder below the store's, for the time that a thread lives. */
export class ScratchFolder {
  readonly path: string;

  constructor(parent: string) {
    this.path = resolve(Deno.makeTempDirSync({ dir: parent, prefix: "native-" }));
  }

  /** Shows a stage blobs, and nothing else, by links in the folder: to copy them would take longer. */
  lend(paths: NativeContext["paths"]): Pick<NativeContext, "paths" | "scratch"> {
    // It looks abandoned if no stage needed it for long.
    Deno.mkdirSync(this.path, { recursive: true });
    const linked = new Set<string>();
    const link = (blob: string): string => {
      const path = `${this.path}/${basename(blob)}`;
      if (!linked.has(path)) Deno.linkSync(blob, path);
      linked.add(path);
      return path;
    };
    return {
      scratch: this.path,
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

function remove(path: string): void {
  orIfGone(() => Deno.removeSync(path, { recursive: true }), undefined);
}
