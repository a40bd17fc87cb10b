/**
 * What every command works on: the project's graph, its store, its code digests.
 *
 * @module
 */

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Bundler } from "./engine/bundle.ts";
import { buildDag, type Dag } from "./engine/dag.ts";
import { Resolver } from "./engine/resolve.ts";
import { Store } from "./engine/store.ts";
import type { Options } from "./options.ts";
import { assemble, type Assembly } from "./studies/assemble.ts";
import { studiesNamed } from "./studies/catalogue.ts";

/** An opened project. */
export interface Project {
  readonly root: string;
  /** Folder of the view. */
  readonly out: string;
  readonly assembly: Assembly;
  readonly dag: Dag;
  readonly store: Store;
  readonly bundler: Bundler;
  readonly resolver: Resolver;
  /** What the store had to mend so far. */
  readonly notes: string[];
}

/**
 * Opens the project the command line belongs to.
 *
 * @param checkPlaces Looks at the paths of the store and of the view before anything is made there.
 * @throws {UsageError} If the folder of the store holds anything and is no store.
 */
export function openProject(
  options: Options,
  warn: (message: string) => void,
  checkPlaces: (store: string, out: string) => void = () => {},
): Project {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const assembly = assemble(
    studiesNamed(options.studies).map((study) =>
      study({
        profile: options.profile,
        ...(options.replications === undefined ? {} : { replications: options.replications }),
      })
    ),
    options.profile,
  );
  const dag = buildDag(assembly.stages);
  const notes: string[] = [];
  const [storeRoot, out] = [resolve(root, options.store), resolve(root, options.out)];
  checkPlaces(storeRoot, out);
  const store = new Store(storeRoot, (message) => {
    notes.push(message);
    warn(message);
  });
  const bundler = new Bundler(root, store);
  return {
    root,
    out,
    assembly,
    dag,
    store,
    bundler,
    resolver: new Resolver(root, store, bundler),
    notes,
  };
}
