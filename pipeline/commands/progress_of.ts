/**
 * The progress of a run, as commands that compute show it.
 *
 * @module
 */

import { lastSeconds } from "../engine/history.ts";
import { planPrepared } from "../engine/plan.ts";
import { Progress } from "../progress.ts";
import type { Project } from "../project.ts";
import type { Console } from "./console.ts";
import { namesOf, wantedOf } from "./outcomes.ts";

/** Follows the stages that may be computed, so many at once. */
export function progressOf(
  { dag, resolver, store }: Pick<Project, "dag" | "resolver" | "store">,
  slots: number,
  console: Console,
): Progress {
  return new Progress(wantedOf({ dag, resolver }), slots, console.progress, () => ({
    due: new Set(namesOf(planPrepared(dag, resolver), "due")),
    seconds: lastSeconds(store, dag.byName.keys()),
    parents: dag.parents,
  }));
}
