/**
 * The story of one run for `out/report/run.html`: what ran, what was known, on which machine.
 *
 * @module
 */

import { arch, cpus, totalmem } from "node:os";
import type { RunModel, RunStage } from "../reports/page/run_model.ts";
import { groupOf } from "./engine/graph.ts";
import { isDone, type Outcome } from "./engine/resolve.ts";
import type { Options } from "./options.ts";
import type { Project } from "./project.ts";

/** What the run page shows. */
export function runModel(
  project: Project,
  options: Options,
  outcomes: ReadonlyMap<string, Outcome>,
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
    machine: [
      { name: "Processor", value: `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores` },
      { name: "Memory", value: `${(totalmem() / 2 ** 30).toFixed(1)} GiB` },
      { name: "System", value: `${Deno.build.os} ${arch()}` },
      {
        name: "Deno",
        value:
          `${Deno.version.deno} (V8 ${Deno.version.v8}, TypeScript ${Deno.version.typescript})`,
      },
    ],
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
