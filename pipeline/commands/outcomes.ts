/**
 * What came of the stages, or would, as commands report it.
 *
 * @module
 */

import type { Outcome } from "../engine/resolve.ts";
import type { Stage } from "../engine/stage.ts";
import type { Project } from "../project.ts";

/** The outcomes of a run or a plan by stage. */
export type Outcomes = ReadonlyMap<string, Outcome>;

/** The names of the stages of which this came, in the order of the outcomes. */
export function namesOf(outcomes: Outcomes, status: Outcome["status"]): string[] {
  return [...outcomes].filter(([, outcome]) => outcome.status === status).map(([name]) => name);
}

/** How many stages of a run came to what; those that were not reached are pending. */
export function countsOf(
  { dag }: Project,
  outcomes: Outcomes,
): Record<Exclude<Outcome["status"], "due"> | "total" | "pending", number> {
  const count = (status: Outcome["status"]): number => namesOf(outcomes, status).length;
  return {
    total: dag.order.length,
    ran: count("ran"),
    cached: count("cached"),
    failed: count("failed"),
    blocked: count("blocked"),
    skipped: count("skipped"),
    pending: dag.order.length - outcomes.size,
  };
}

/** The stages that may be computed, in their order. */
export function wantedOf({ dag, resolver }: Pick<Project, "dag" | "resolver">): Stage[] {
  return dag.order.filter((stage) => resolver.wants(stage));
}

/** How many stages that may be computed came to nothing yet. */
export function unreached(project: Project, outcomes: Outcomes): number {
  return wantedOf(project).filter(({ name }) => !outcomes.has(name)).length;
}

/** The failed stages with what they said. */
export function failuresOf(outcomes: Outcomes): { name: string; message: string }[] {
  return [...outcomes].flatMap(([name, outcome]) =>
    outcome.status === "failed" ? [{ name, message: outcome.message }] : []
  );
}
