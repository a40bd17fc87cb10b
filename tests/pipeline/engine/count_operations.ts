/**
 * Counts what a run asks of a file system.
 *
 * @module
 */

import { join } from "node:path";
import { Bundler } from "../../../pipeline/engine/bundle.ts";
import { buildDag } from "../../../pipeline/engine/dag.ts";
import type { LockOptions } from "../../../pipeline/engine/lock.ts";
import { Locks } from "../../../pipeline/engine/lock.ts";
import { planDag } from "../../../pipeline/engine/plan.ts";
import { Resolver } from "../../../pipeline/engine/resolve.ts";
import { runDag } from "../../../pipeline/engine/scheduler.ts";
import { keyOf } from "../../../pipeline/engine/key.ts";
import { JOIN, ScratchProject, stage } from "./scratch_project.ts";

/** How often each of Deno's functions that take a path was called with one below a folder. */
export async function countOperations(
  root: string,
  act: () => Promise<void>,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const api = Deno as unknown as Record<string, unknown>;
  const originals = new Map<string, unknown>();
  for (const [name, original] of Object.entries(api)) {
    if (
      typeof original !== "function" ||
      !/File|stat|open|link|rename|remove|readDir|mkdir/i.test(name)
    ) {
      continue;
    }
    originals.set(name, original);
    api[name] = (...args: unknown[]) => {
      if (args.some((arg) => typeof arg === "string" && arg.startsWith(root))) {
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      return (original as (...args: unknown[]) => unknown)(...args);
    };
  }
  try {
    await act();
  } finally {
    for (const [name, original] of originals) api[name] = original;
  }
  return counts;
}

/**
 * What a run asks of its store in so many seconds while all of its stages are computed by another run
 * in another place.
 */
export async function operationsOfWaiting(
  keys: number,
  seconds: number,
  options: LockOptions = {},
): Promise<Map<string, number>> {
  using project = new ScratchProject({ "join.ts": JOIN });
  const dag = buildDag(
    Array.from(
      { length: keys },
      (_, i) => stage(`${i}`, "join.ts", { parameters: { label: `${i}` } }),
    ),
  );
  const store = project.store();
  const bundler = new Bundler(project.root, store);
  const resolver = new Resolver(project.root, store, bundler);
  for (const outcome of (await planDag(dag, resolver)).values()) {
    if (outcome.status !== "due") throw new Error("Something is there already.");
    const owner = { place: "elsewhere", pid: 1, started: "1", run: "abroad", beatMs: 10_000 };
    Deno.writeTextFileSync(
      join(store.root, "locks", keyOf(outcome.components!)),
      JSON.stringify({ ...owner, session: "abroad" }),
    );
  }
  const locks = new Locks(store.root, options);
  const end = new AbortController();
  const never = () => Promise.reject(new Error("It was computed by another run."));
  let counts = new Map<string, number>();
  const { promise: allWait, resolve } = Promise.withResolvers<void>();
  let waiting = 0;
  const run = runDag(dag, {
    resolver,
    executor: { slots: 2, warmth: () => 1, run: never, close: () => Promise.resolve() },
    locks,
    keepGoing: true,
    signal: end.signal,
    observer: { waiting: () => ++waiting === keys && resolve() },
  });
  try {
    await allWait;
    counts = await countOperations(
      project.root,
      () => new Promise((done) => setTimeout(done, 1000 * seconds)),
    );
  } finally {
    end.abort();
    await run;
    locks.close();
    await bundler.close();
  }
  return counts;
}
