/**
 * `gc`: drops what no study of any profile reaches.
 *
 * @module
 */

import { collectGarbage } from "../engine/gc.ts";
import { planDag } from "../engine/plan.ts";
import type { Options } from "../options.ts";
import { openProject } from "../project.ts";
import type { Profile } from "../studies/contract.ts";
import { DATABASE_CODE } from "../view.ts";
import type { Console } from "./console.ts";

/** Runs the command; the result is the exit code. */
export async function gc(options: Options, console: Console): Promise<number> {
  const outcomes = [];
  // The bundles of stages that have not run yet are kept, too: planning has just made them
  const code = new Set<string>();
  for (const profile of ["smoke", "default", "paper"] as Profile[]) {
    const project = openProject({ ...options, profile }, console.warn);
    try {
      outcomes.push(...(await planDag(project.dag, project.resolver)).values());
      for (const stage of project.dag.order) {
        const digest = project.resolver.codeOf(stage);
        if (digest !== undefined) code.add(digest);
      }
    } finally {
      await project.bundler.close();
    }
  }
  const { store, bundler } = openProject(options, console.warn);
  code.add((await bundler.digest(DATABASE_CODE)).digest);
  await bundler.close();
  const garbage = collectGarbage(store, outcomes, options.dryRun, code);
  const verb = options.dryRun ? "would be dropped" : "dropped";
  console.say(
    `${garbage.records} records and ${garbage.blobs} blobs ${verb}, ${
      (garbage.bytes / 1e6).toFixed(1)
    } MB.`,
  );
  console.json({ command: "gc", dryRun: options.dryRun, ok: true, ...garbage });
  return 0;
}
