/**
 * `status`: what is up to date, what would run, and what the store holds; with `--list` each stage
 * by name.
 *
 * @module
 */

import { groupOf } from "../engine/graph.ts";
import { planDag } from "../engine/plan.ts";
import type { Outcome } from "../engine/resolve.ts";
import type { Options } from "../options.ts";
import { openProject } from "../project.ts";
import { counted, megabytes } from "../wording.ts";
import type { Console } from "./console.ts";
import { failuresOf, namesOf } from "./outcomes.ts";

const WORDS: Readonly<Record<Outcome["status"], string>> = {
  cached: "up to date",
  due: "would run",
  failed: "cannot run",
  blocked: "is blocked",
  skipped: "not asked for",
  ran: "ran",
};

/** How many lines at most say what would run. */
const MOST_GROUPS = 40;

/** What names have in common, from the most to the least: all but size and block, the experiment, the study. */
const COMMON: readonly ((name: string) => string)[] = [
  (name) => groupOf({ name }),
  (name) => beginningOf(name, 2),
  (name) => beginningOf(name, 1),
];

/** The first parts of a name, besides the seed of a study on other draws. */
function beginningOf(name: string, parts: number): string {
  const all = name.split("/");
  const kept = all[0]!.startsWith("seed=") ? parts + 1 : parts;
  return all.length > kept ? [...all.slice(0, kept), "…"].join("/") : name;
}

/** Stages by what their names have in common, as finely as a screen can show, and how many they are. */
function countedGroups(names: readonly string[]): [string, number][] {
  const groupings = COMMON.map((common) => Map.groupBy(names, common));
  const shown = groupings.find(({ size }) => size <= MOST_GROUPS) ?? groupings.at(-1)!;
  return [...shown].map(([group, [name, ...more]]) => [
    more.length === 0 ? name! : group,
    1 + more.length,
  ]);
}

/** Runs the command; the result is the exit code. */
export async function status(options: Options, console: Console): Promise<number> {
  const project = openProject(options, console.warn, undefined, false);
  try {
    const { dag, resolver } = project;
    const planned = await planDag(dag, resolver);
    const outcomes = new Map(
      [...planned].filter(([name]) => resolver.wants(dag.byName.get(name)!)),
    );
    const due = namesOf(outcomes, "due");
    const failed = failuresOf(outcomes);
    const cached = namesOf(outcomes, "cached").length;
    if (options.list) {
      for (const [name, { status }] of outcomes) console.say(`${WORDS[status].padEnd(10)} ${name}`);
    }
    for (const [group, count] of options.list ? [] : countedGroups(due)) {
      console.say(`would run  ${String(count).padStart(5)} × ${group}`);
    }
    for (const { name, message } of failed) console.say(`${name} cannot run: ${message}`);
    const held = project.store.blobs();
    const heldBytes = held.reduce((sum, { bytes }) => sum + bytes, 0);
    console.say(
      `${cached} of ${outcomes.size} stages are up to date (profile ${options.profile}).`,
    );
    console.say(`The store holds ${counted(held.length, "blob")}, ${megabytes(heldBytes)}.`);
    console.json({
      command: "status",
      profile: options.profile,
      ok: cached === outcomes.size,
      stages: {
        total: outcomes.size,
        due: due.length,
        cached,
        failed: failed.length,
        blocked: namesOf(outcomes, "blocked").length,
      },
      due,
      failed,
      store: { blobs: held.length, bytes: heldBytes },
      ...(options.list
        ? { list: [...outcomes].map(([name, { status }]) => ({ name, status })) }
        : {}),
    });
    return 0;
  } finally {
    await project.bundler.close();
  }
}
