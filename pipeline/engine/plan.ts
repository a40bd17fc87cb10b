/**
 * What a run would do, without doing it.
 *
 * @module
 */

import type { Dag } from "./dag.ts";
import type { Outcome, Resolver } from "./resolve.ts";
import { referencesOf, type Stage, UsageError } from "./stage.ts";

/**
 * What would come of each stage. A stage after one that is due may still be spared, if that one
 * turns out to give the same bytes as before.
 */
export async function planDag(dag: Dag, resolver: Resolver): Promise<Map<string, Outcome>> {
  await resolver.prepare(dag.order);
  const outcomes = new Map<string, Outcome>();
  for (const stage of dag.order) outcomes.set(stage.name, planStage(stage, resolver, outcomes));
  return outcomes;
}

function planStage(stage: Stage, resolver: Resolver, outcomes: Map<string, Outcome>): Outcome {
  const by = resolver.blockedBy(stage, outcomes);
  if (by !== undefined) return { status: "blocked", by };
  const upstream = Object.keys(stage.inputs)
    .flatMap((role) => referencesOf(stage, role))
    .find((reference) => "stage" in reference && outcomes.get(reference.stage)?.status === "due");
  if (upstream !== undefined && "stage" in upstream) {
    return { status: "due", because: `"${upstream.stage}" would run before it` };
  }
  try {
    const resolved = resolver.resolve(stage, outcomes);
    if (resolved.record !== undefined) return { status: "cached", record: resolved.record };
    const known = resolver.store.record(resolved.key) !== undefined;
    return {
      status: "due",
      because: known ? "an output is no longer in the store" : "its key is new",
      components: resolved.components,
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { status: "failed", message: error.message };
  }
}
