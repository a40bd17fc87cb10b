/**
 * `verify`: re-hashes what the store holds and runs stages again to compare their bytes.
 *
 * @module
 */

import { join } from "node:path";
import { sha256 } from "../engine/canonical.ts";
import { LocalExecutor } from "../engine/executor_local.ts";
import { planDag } from "../engine/plan.ts";
import type { Outcome } from "../engine/resolve.ts";
import { type ActionRecord, type Stage } from "../engine/stage.ts";
import type { Options } from "../options.ts";
import { openProject, type Project } from "../project.ts";
import type { Console } from "./console.ts";

/** Runs the command; the result is the exit code. */
export async function verify(options: Options, console: Console): Promise<number> {
  const project = openProject(options, console.warn);
  const executor = new LocalExecutor(options.jobs, join(project.store.root, "tmp"));
  try {
    const outcomes = await planDag(project.dag, project.resolver);
    const known = project.dag.order.flatMap((stage) => {
      const outcome: Outcome = outcomes.get(stage.name)!;
      return outcome.status === "cached" ? [{ stage, record: outcome.record }] : [];
    });
    const artifacts = new Map(
      known.flatMap(({ record }) => Object.values(record.outputs)).map((
        artifact,
      ) => [artifact.digest, artifact]),
    );
    const corrupt = [...artifacts.values()].filter((artifact) => !project.store.check(artifact));
    const sample = spread(known, options.sample ?? known.length);
    const different: string[] = [];
    let next = 0;
    await Promise.all(Array.from({ length: options.jobs }, async () => {
      while (next < sample.length) {
        const { stage, record } = sample[next++]!;
        if (!await sameAgain(project, executor, stage, record)) {
          different.push(stage.name);
          console.warn(`${stage.name} gave other bytes than are stored.`);
        }
      }
    }));
    const ok = corrupt.length === 0 && different.length === 0;
    console.say(
      `${artifacts.size} blobs re-hashed, ${corrupt.length} corrupt; ` +
        `${sample.length} of ${known.length} stages run again, ${different.length} different.`,
    );
    console.json({
      command: "verify",
      profile: options.profile,
      ok,
      blobs: { checked: artifacts.size, corrupt: corrupt.map(({ digest }) => digest) },
      stages: { rerun: sample.length, different: different.sort() },
    });
    return ok ? 0 : 1;
  } finally {
    executor.close();
    await project.bundler.close();
  }
}

/** Evenly spread over the graph, so that each kind has its chance. */
function spread<Item>(items: readonly Item[], count: number): Item[] {
  const wanted = Math.min(count, items.length);
  return Array.from(
    { length: wanted },
    (_, i) => items[Math.floor((i + 0.5) * items.length / wanted)]!,
  );
}

async function sameAgain(
  { store }: Project,
  executor: LocalExecutor,
  stage: Stage,
  record: ActionRecord,
): Promise<boolean> {
  const { code, inputs } = record.components;
  const bytes = Object.entries(inputs).map(([role, digests]) =>
    [role, digests.map((digest) => store.get(digest))] as const
  );
  if (bytes.some(([, list]) => list.includes(undefined))) return false;
  const { outputs } = await executor.run({
    name: stage.name,
    code,
    bundle: () => new TextDecoder().decode(store.get(code)!.slice()),
    parameters: record.components.parameters,
    random: record.components.random,
    inputs: Object.fromEntries(bytes) as Record<string, Uint8Array<SharedArrayBuffer>[]>,
    ...(stage.code.native === undefined ? {} : {
      native: Object.fromEntries(
        Object.entries(inputs).map((
          [role, digests],
        ) => [role, digests.map((digest) => store.blobPath(digest))]),
      ),
    }),
  });
  return Object.entries(record.outputs).every(([name, { digest }]) =>
    outputs[name] !== undefined && sha256(outputs[name]) === digest
  );
}
