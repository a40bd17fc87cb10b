/**
 * The story of one run for `out/report/run.html`: what ran, what was known, on which machine.
 *
 * @module
 */

import { arch, cpus, totalmem } from "node:os";
import type { RunModel, RunStage, StageParts } from "../reports/page/run_model.ts";
import { groupOf } from "./engine/graph.ts";
import type { StageCost } from "./engine/stage.ts";
import { isDone, type Outcome } from "./engine/resolve.ts";
import type { Options } from "./options.ts";
import type { Project } from "./project.ts";

/** Where the time of a stage that ran went. */
function partsOf({ waitSeconds, loadSeconds, gcSeconds }: StageCost, saving: number): StageParts {
  const [waiting = 0, loading = 0, collecting = 0] = [waitSeconds, loadSeconds, gcSeconds];
  return { waiting, loading, collecting, saving };
}

/** Where the wall time of all stages that ran went, in seconds. */
export function timeSpent(
  outcomes: ReadonlyMap<string, Outcome>,
  saving: ReadonlyMap<string, number>,
): StageParts & { readonly computing: number } {
  const spent = { waiting: 0, loading: 0, computing: 0, collecting: 0, saving: 0 };
  for (const [name, outcome] of outcomes) {
    if (outcome.status !== "ran") continue;
    const { cost } = outcome.record;
    const parts = partsOf(cost, saving.get(name) ?? 0);
    spent.waiting += parts.waiting;
    spent.loading += parts.loading;
    spent.computing += cost.seconds;
    spent.collecting += parts.collecting;
    spent.saving += parts.saving;
  }
  return spent;
}

/** The machine and the Deno that this process runs on. */
export function machineFacts(): { name: string; value: string }[] {
  return [
    { name: "Processor", value: `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores` },
    { name: "Memory", value: `${(totalmem() / 2 ** 30).toFixed(1)} GiB` },
    { name: "System", value: `${Deno.build.os} ${arch()}` },
    {
      name: "Deno",
      value: `${Deno.version.deno} (V8 ${Deno.version.v8}, TypeScript ${Deno.version.typescript})`,
    },
  ];
}

/**
 * What the run page shows.
 *
 * @param saving How many seconds the results were on their way to disk, by stage.
 */
export function runModel(
  project: Project,
  options: Options,
  outcomes: ReadonlyMap<string, Outcome>,
  saving: ReadonlyMap<string, number>,
  started: Date,
  seconds: number,
): RunModel {
  return {
    title: "The run",
    ok: [...outcomes.values()].every(isDone) &&
      outcomes.size === project.dag.order.length,
    facts: [
      { name: "Profile", value: options.profile },
      { name: "Started", value: started.toISOString() },
      { name: "Workers", value: String(options.jobs) },
    ],
    machine: machineFacts(),
    seconds,
    stages: project.dag.order.flatMap((stage): RunStage[] => {
      const outcome = outcomes.get(stage.name);
      if (outcome === undefined || outcome.status === "due" || outcome.status === "skipped") {
        return [];
      }
      const record = "record" in outcome ? outcome.record : undefined;
      return [{
        name: stage.name,
        kind: stage.kind,
        group: groupOf(stage),
        status: outcome.status,
        key: record?.key ?? null,
        seconds: record?.cost.seconds ?? null,
        parts: outcome.status === "ran"
          ? partsOf(outcome.record.cost, saving.get(stage.name) ?? 0)
          : null,
        cpuSeconds: record?.cost.cpuSeconds ?? null,
        peakBytes: record?.cost.peakBytes ?? null,
        inputs: project.dag.parents.get(stage.name)!,
        ...(outcome.status === "failed" ? { message: outcome.message } : {}),
        ...(outcome.status === "blocked" ? { message: `blocked by ${outcome.by}` } : {}),
      }];
    }),
    notes: project.notes,
    reportPage: "index.html",
  };
}
