/**
 * One attempt to run a stage: its inputs are checked, a worker runs it, what it returns is put into the
 * store.
 *
 * @module
 */

import { hostname } from "node:os";
import { type Executor, type JobResult, requireDeclared } from "./executor.ts";
import { jobOf } from "./job.ts";
import type { Outcome, Resolved, Resolver } from "./resolve.ts";
import { type ActionRecord, type Stage, type StageCost, UsageError } from "./stage.ts";
import type { Store } from "./store.ts";

/** What came of an attempt; or the digests of the inputs whose blobs are lost and have to be made again. */
export type Attempt = Outcome | { readonly lost: ReadonlySet<string> };

/**
 * Runs a stage. Its record is made and not yet written.
 *
 * @throws {UsageError} What would happen to all stages: none of them is to blame.
 */
export async function attempt(
  stage: Stage,
  resolved: Resolved,
  { resolver, executor }: { readonly resolver: Resolver; readonly executor: Executor },
): Promise<Attempt> {
  const { store } = resolver;
  const start = performance.now();
  if (stage.files) {
    for (const { digest } of Object.values(resolved.inputs).flat()) await store.written(digest);
  }
  const lost = lostInputs(stage, resolved, store);
  if (lost.size > 0) return { lost };
  const job = jobOf(stage, resolved.components, store, resolver.bundler);
  // Lost just now: it is looked at again.
  if (job === undefined) return { lost };
  let result: JobResult | Extract<Outcome, { readonly status: "failed" }>;
  try {
    result = await executor.run(job);
    requireDeclared(stage, result);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    result = { status: "failed", message: error instanceof Error ? error.message : String(error) };
  }
  // What was damaged while a stage read it from its file: it may have read anything.
  const damaged = stage.files ? lostInputs(stage, resolved, store) : lost;
  if (damaged.size > 0) return { lost: damaged };
  if ("status" in result) return result;
  const { outputs, cost } = result;
  const heldSeconds = (performance.now() - start) / 1000;
  const record: ActionRecord = {
    key: resolved.key,
    name: stage.name,
    kind: stage.kind,
    components: resolved.components,
    outputs: Object.fromEntries(
      stage.outputs.map((output) => [output, store.put(outputs[output]!, cost.seconds)]),
    ),
    cost: withWait(cost, heldSeconds),
    host: hostname(),
    finished: new Date().toISOString(),
  };
  return { status: "ran", record };
}

/** The inputs whose blobs are not sound. Verifies the blobs on the way. */
function lostInputs(stage: Stage, { inputs }: Resolved, store: Store): Set<string> {
  return new Set(
    Object.values(inputs).flat()
      .filter((artifact) =>
        (stage.files && !store.check(artifact)) || store.get(artifact.digest) === undefined
      )
      .map(({ digest }) => digest),
  );
}

/** What a stage cost that held a slot for so long. */
function withWait(cost: StageCost, heldSeconds: number): StageCost {
  const { seconds, loadSeconds = 0 } = cost;
  return { ...cost, waitSeconds: Math.max(0, heldSeconds - seconds - loadSeconds) };
}
