/**
 * A whole run, made up. TEST DATA: nothing here was measured.
 *
 * @module
 */
import type { RunModel, RunStage, StageStatus } from "../../../reports/page/run_model.ts";
import { HOSTILE, KEY } from "./fixture.ts";
import { SIZES } from "../charts/made_up.ts";

/** A run of a small graph with all that can happen to a stage. */
export function fixtureRun(): RunModel {
  const stages: RunStage[] = [];
  const add = (
    name: string,
    kind: string,
    group: string,
    inputs: readonly string[],
    status: StageStatus,
    message?: string,
  ): void => {
    const done = status === "ran" || status === "cached";
    stages.push({
      name,
      kind,
      group,
      status,
      inputs,
      key: done ? KEY : null,
      seconds: done ? 0.12 * (1 + stages.length % 7) : null,
      parts: status === "ran"
        ? { waiting: 0.01, loading: 0.02, collecting: 0.03, saving: 0.04 }
        : null,
      cpuSeconds: done ? 0.1 * (1 + stages.length % 7) : null,
      peakBytes: done ? 1e7 * (1 + stages.length % 5) : null,
      ...(message === undefined ? {} : { message }),
    });
  };
  for (const n of SIZES) {
    for (let block = 0; block < 6; block++) {
      const at = `test-study/sine-iv/n=${n}/block=${block}`;
      const status = n < 1600 ? "cached" : "ran";
      add(`${at}/simulate`, "simulate", "test-study/sine-iv/simulate", [], status);
      add(`${at}/nuisances`, "nuisances", "test-study/sine-iv/nuisances", [
        `${at}/simulate`,
      ], status);
      for (const estimator of ["orthogonal", "plug-in"]) {
        add(
          `${at}/estimate/${estimator}`,
          "estimate",
          `test-study/sine-iv/estimate/${estimator}`,
          [`${at}/simulate`, `${at}/nuisances`],
          status,
        );
      }
    }
  }
  const of = (kind: string): string[] => stages.filter((s) => s.kind === kind).map((s) => s.name);
  add("test-study/exact", "exact", "test-study/exact", [], "cached");
  add("test-study/collect", "collect", "test-study/collect", of("estimate"), "ran");
  add("test-study/summary", "summary", "test-study/summary", ["test-study/collect"], "ran");
  add(
    "test-study/claim/coverage",
    "claim",
    "test-study/claim/coverage",
    ["test-study/summary", "test-study/exact"],
    "failed",
    `column not found ${HOSTILE}`,
  );
  add(
    "test-study/figure/a/rows",
    "query",
    "test-study/figure/a/rows",
    ["test-study/summary", "test-study/exact"],
    "ran",
  );
  add("test-study/figure/a/spec", "figure", "test-study/figure/a/spec", [
    "test-study/figure/a/rows",
  ], "ran");
  add("test-study/figure/a/drawing", "drawing", "test-study/figure/a/drawing", [
    "test-study/figure/a/spec",
  ], "ran");
  add(
    "report/index",
    "report",
    "report/index",
    [
      "test-study/figure/a/spec",
      "test-study/figure/a/drawing",
      "test-study/figure/a/rows",
      "test-study/claim/coverage",
    ],
    "blocked",
    "blocked by test-study/claim/coverage",
  );
  return {
    title: "The run (test data)",
    ok: false,
    facts: [{ name: "Profile", value: "default" }, { name: "Workers", value: "2" }],
    machine: [{ name: "Processor", value: "an abacus, 10 beads" }, { name: "Memory", value: "–" }],
    seconds: 83.2,
    stages,
    notes: ["Blob 6f1ed002ab55 did not match its name; it was set aside and computed again."],
    reportPage: "index.html",
  };
}
