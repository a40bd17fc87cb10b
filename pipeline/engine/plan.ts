/**
 * What a run would do, without doing it.
 *
 * @module
 */

import type { Dag } from "./dag.ts";
import type { Outcome, Resolver } from "./resolve.ts";
import { referencesOf, type Stage, UsageError } from "./stage.ts";

/**
 * What would come of each stage. A stage after one that is due with a new key may still be spared, if
 * that one turns out to give the same bytes as before.
 */
export async function planDag(dag: Dag, resolver: Resolver): Promise<Map<string, Outcome>> {
  await resolver.prepare(dag.order);
  return planPrepared(dag, resolver);
}

/** The same with a resolver that has been prepared. */
export function planPrepared(dag: Dag, resolver: Resolver): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const stage of dag.order) outcomes.set(stage.name, planStage(stage, resolver, outcomes));
  return outcomes;
}

/** What would come of a stage, given what would of those before it. */
export function planStage(
  stage: Stage,
  resolver: Resolver,
  outcomes: ReadonlyMap<string, Outcome>,
): Outcome {
  if (resolver.skips(stage, outcomes)) return { status: "skipped" };
  const by = resolver.blockedBy(stage, outcomes);
  if (by !== undefined) return { status: "blocked", by };
  const upstream = Object.keys(stage.inputs)
    .flatMap((role) => referencesOf(stage, role))
    .find((reference) => "stage" in reference && isOpen(outcomes.get(reference.stage)));
  if (upstream !== undefined && "stage" in upstream) {
    if (!resolver.wants(stage)) return { status: "skipped" };
    return { status: "due", because: `"${upstream.stage}" would run before it` };
  }
  try {
    const resolved = resolver.resolve(stage, outcomes);
    if (resolved.record !== undefined) return { status: "cached", record: resolved.record };
    if (!resolver.wants(stage)) return { status: "skipped" };
    const { components } = resolved;
    const expected = resolver.known(stage, resolved.key);
    return expected === undefined
      ? { status: "due", because: "its key is new", components }
      : { status: "due", because: "an output is no longer in the store", components, expected };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { status: "failed", message: error.message };
  }
}

/** True if nobody knows yet what the stage will give. */
function isOpen(outcome: Outcome | undefined): boolean {
  return outcome?.status === "due" && outcome.expected === undefined;
}
