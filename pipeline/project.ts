/**
 * What every command works on: the project's graph, its store, its code digests.
 *
 * @module
 */

import { Bundler } from "./engine/bundle.ts";
import { buildDag, type Dag, withAncestors } from "./engine/dag.ts";
import { Resolver } from "./engine/resolve.ts";
import { Store } from "./engine/store.ts";
import { UsageError } from "./engine/stage.ts";
import { type Options, PROFILES } from "./options.ts";
import {
  PROJECT_FOLDER,
  refusing,
  requireFolder,
  requireReachable,
  requireWritable,
} from "./paths.ts";
import { assemble, type Assembly, REPORT } from "./studies/assemble.ts";
import { targetsNamed } from "./stage_names.ts";
import type { Again } from "./studies/again.ts";
import { studiesNamed } from "./studies/catalogue.ts";
import type { StudyFactory } from "./studies/contract.ts";
import { CONFIRMATION_SEEDS, REHEARSAL_SEED, SEED } from "./studies/seeds.ts";

/** An opened project. */
export interface Project {
  readonly root: string;
  /** Folder of the view. */
  readonly out: string;
  readonly assembly: Assembly;
  readonly dag: Dag;
  /** The stages that the words of the command line name. */
  readonly targets: readonly string[];
  readonly store: Store;
  readonly bundler: Bundler;
  readonly resolver: Resolver;
  /** What the store had to mend so far. */
  readonly notes: string[];
}

/** A failure of the power may damage hundreds of files at once. */
const TOLD_AT_MOST = 10;

/**
 * Opens the project the command line belongs to.
 *
 * @param checkPlaces Looks at the paths of the store and of the view before anything is made there.
 * @param writes False if the command only looks: a store that is up to date need not be writable.
 * @throws {UsageError} If there is no such study, the folder of the store holds anything and is no
 *   store, or it cannot be written.
 */
export function openProject(
  options: Options,
  warn: (message: string) => void,
  checkPlaces: (store: string, out: string) => void = () => {},
  writes = true,
): Project {
  const root = PROJECT_FOLDER;
  const factories = studiesNamed(options.studies);
  const assembly = assemble(
    factories.map((study) => study(options)),
    options.profile,
    factories.flatMap((study) => judgedAgain(study, options)),
  );
  const dag = buildDag(assembly.stages);
  const targets = targetStages(dag, options);
  // Unless it is asked for itself, the report shows what is there, and needs none of it.
  const wanted = targets.length === 0 ? undefined : withAncestors(dag, targets).add(REPORT);
  const notes: string[] = [];
  requireReachable("store", options.store);
  requireReachable("out", options.out);
  checkPlaces(options.store, options.out);
  requireFolder("store", options.store);
  const store = refusing("store", options.store, () =>
    new Store(options.store, (message) => {
      notes.push(message);
      if (notes.length <= TOLD_AT_MOST) warn(message);
      if (notes.length === TOLD_AT_MOST + 1) {
        warn("More of the store was damaged, and is made again; it is not told one by one.");
      }
    }));
  if (writes) requireWritable("store", options.store, `tmp/${Deno.pid}-${crypto.randomUUID()}`);
  const bundler = new Bundler(root, store);
  return {
    root,
    out: options.out,
    assembly,
    dag,
    targets,
    store,
    bundler,
    resolver: new Resolver(root, store, bundler, wanted),
    notes,
  };
}

/** What of a study is judged on further seeds: all of it on those asked for, what was found on its own. */
function judgedAgain(factory: StudyFactory, { seeds, confirm, ...options }: Options): Again[] {
  const complete = options.profile !== "smoke";
  const further = seeds.filter((seed) => seed !== SEED).map((seed): Again => {
    const study = factory({ ...options, seed });
    return { study, seed, purpose: "repeat", complete, claims: study.claims };
  });
  if (!confirm) return further;
  const { id } = factory(options);
  const seed = complete ? CONFIRMATION_SEEDS[id] : REHEARSAL_SEED;
  if (seed === undefined) throw new Error(`The study "${id}" has no confirmation seed.`);
  const study = factory({ ...options, seed });
  const claims = study.claims.filter(({ found }) => found !== undefined);
  return [...further, { study, seed, purpose: "confirmation", complete, claims }];
}

/** The stages that the words of the command line mean. */
function targetStages(dag: Dag, { words, profile }: Options): string[] {
  const profiles: readonly string[] = PROFILES;
  const profileMeant = words.find((word) => profiles.includes(word));
  if (profileMeant !== undefined) {
    throw new UsageError(
      `"${profileMeant}" is a profile, not a target; write --profile ${profileMeant}.`,
    );
  }
  return targetsNamed(words, [...dag.byName.keys()], profile);
}
