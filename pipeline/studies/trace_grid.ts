/**
 * The stages of an experiment with outer loops on a parametric problem: methods × blocks of
 * replications, gathered in one table.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { InputReference, Stage } from "../engine/stage.ts";
import type { LoopSettings } from "../stages/bilevel_loop.ts";
import type { EffortSearch } from "../stages/bilevel_effort.ts";
import { type BlockRange, blocks, type ProblemEntry } from "./grid.ts";
import type { PartContext } from "./parts.ts";

/** A method as stages refer to it. */
export interface MethodEntry {
  /** In stage names and tables. */
  readonly name: string;
  /** "path#export" of a function from options to an outer loop, or to an estimator. */
  readonly code: string;
  readonly options: JsonObject;
  /** The label of the setting, for methods that are varied; that of the experiment unless said. */
  readonly setting?: string;
}

/** What experiments on a parametric problem have in common. */
export interface ParametricExperiment {
  readonly id: string;
  /** Its code makes a problem from options and a random source. */
  readonly problem: ProblemEntry;
  /** The label of the setting, where the problem is varied; "" unless said. */
  readonly setting?: string;
  readonly replications: number;
  /** Number of the first one; 0 unless said. Others are other samples of the same problem. */
  readonly firstReplication?: number;
  /** Replications a stage computes. */
  readonly block: number;
}

/** An experiment with outer loops. */
export interface TraceExperiment extends ParametricExperiment {
  readonly methods: readonly MethodEntry[];
  readonly loop: LoopSettings;
  /** "path#export" of further numbers at each recorded iteration. */
  readonly metrics?: string;
  /** Artifacts that the problem is made of, if any. */
  readonly data?: readonly InputReference[];
}

/** A search for the smallest effort of a method. */
export interface EffortEntry extends MethodEntry {
  readonly searches: readonly EffortSearch[];
}

/** An experiment with outer loops whose inner effort is searched for. */
export interface EffortExperiment extends ParametricExperiment {
  readonly methods: readonly EffortEntry[];
  /** The loop along the exact gradient, its name in tables and its most iterations. */
  readonly reference: MethodEntry;
  readonly loop: LoopSettings & { readonly stop: { readonly gradient: number } };
  /** A method may take factor × the reference's iterations + slack. */
  readonly allowance: { readonly factor: number; readonly slack: number };
}

/** The outer loops of an experiment; `gatheredTraces` is to follow. */
export function traceStages(context: PartContext, experiment: TraceExperiment): Stage[] {
  const { methods, loop, metrics, data } = experiment;
  return methods.flatMap((method) =>
    cells(context, experiment, method, (cell) => ({
      ...cell,
      kind: "optimise",
      code: {
        entry: "pipeline/stages/bilevel_trace.ts",
        slots: {
          problem: experiment.problem.code,
          method: method.code,
          ...(metrics === undefined ? {} : { metrics }),
        },
      },
      parameters: { ...cell.parameters, method: method.options, loop: json(loop) },
      inputs: data === undefined ? {} : { data },
      outputs: ["traces"],
    }))
  );
}

/** The outer loops with the smallest effort, and those of the reference; likewise to be gathered. */
export function effortStages(context: PartContext, experiment: EffortExperiment): Stage[] {
  const { reference, methods, loop, allowance } = experiment;
  const references = traceStages(context, { ...experiment, methods: [reference] });
  const efforts = methods.flatMap((method) =>
    cells(context, experiment, method, (cell, b) => ({
      ...cell,
      kind: "optimise",
      code: {
        entry: "pipeline/stages/bilevel_effort.ts",
        slots: { problem: experiment.problem.code, method: method.code },
      },
      parameters: {
        ...cell.parameters,
        method: method.options,
        stop: loop.stop,
        allowance,
        searches: method.searches.map(json),
      },
      inputs: { reference: { stage: references[b]!.name, output: "traces" } },
      outputs: ["traces"],
    }))
  );
  return [...references, ...efforts];
}

/** An experiment with hypergradient estimators at given distances from the lower level's solution. */
export interface HypergradientExperiment extends ParametricExperiment {
  readonly estimators: readonly MethodEntry[];
  readonly distances: readonly number[];
}

/** The errors of hypergradients of an experiment; `gatheredHypergradients` is to follow. */
export function hypergradientStages(
  context: PartContext,
  experiment: HypergradientExperiment,
): Stage[] {
  return experiment.estimators.flatMap((estimator) =>
    cells(context, experiment, estimator, (cell) => ({
      ...cell,
      kind: "estimate",
      code: {
        entry: "pipeline/stages/hypergradient_errors.ts",
        slots: { problem: experiment.problem.code, estimator: estimator.code },
      },
      parameters: {
        ...cell.parameters,
        estimator: estimator.options,
        distances: experiment.distances,
      },
      outputs: ["errors"],
    }))
  );
}

/** All traces of an experiment in one table, and their metrics in another. */
export function gatheredTraces(
  context: PartContext,
  id: string,
  stages: readonly Stage[],
): Stage {
  return gathered(context, id, stages, "traces", {
    entry: "pipeline/stages/trace_collect.ts",
    outputs: ["traces", "metrics"],
  });
}

/** All errors of hypergradients of an experiment in one table. */
export function gatheredHypergradients(
  context: PartContext,
  id: string,
  stages: readonly Stage[],
): Stage {
  return gathered(context, id, stages, "errors", {
    entry: "pipeline/stages/hypergradient_collect.ts",
    outputs: ["table"],
  });
}

/** What a part of the database experiments with outer loops fill. */
export function traceTables(
  { table }: PartContext,
  ...ids: string[]
): Record<"traces" | "trace_metrics", InputReference[]> {
  return {
    traces: ids.map((id) => table(`${id}/collect`, "traces")),
    trace_metrics: ids.map((id) => table(`${id}/collect`, "metrics")),
  };
}

/** A stage that gathers one output of others. */
export function gathered(
  { study }: PartContext,
  experiment: string,
  stages: readonly Stage[],
  role: string,
  { entry, outputs }: { readonly entry: string; readonly outputs: readonly string[] },
): Stage {
  return {
    name: `${study}/${experiment}/collect`,
    kind: "collect",
    code: { entry, native: ["@duckdb/node-api"] },
    parameters: { study, experiment },
    inputs: { [role]: stages.map(({ name }) => ({ stage: name, output: role })) },
    outputs,
  };
}

/** What the stages of a method have in common. */
export type Cell = Pick<Stage, "name" | "parameters" | "random" | "inputs">;

/** One stage a block of replications of a method: all share the random streams of the problem. */
export function cells(
  { study, seed }: PartContext,
  { id, problem, setting: ofProblem = "", replications, firstReplication = 0, block }:
    ParametricExperiment,
  { name, setting = ofProblem }: MethodEntry,
  complete: (cell: Cell, block: number) => Stage,
): Stage[] {
  const path = setting === "" ? [] : [setting];
  return blocks(replications, block).map(({ first, count }: BlockRange, b) =>
    complete({
      name: [study, id, problem.name, ...path, `block=${b}`, name].join("/"),
      parameters: {
        labels: {
          problem: problem.name,
          estimator: name,
          setting,
          first: firstReplication + first,
        },
        count,
        problem: problem.options ?? {},
      },
      random: [seed, study, problem.name],
      inputs: {},
    }, b)
  );
}

/** Settings as parameters. */
export function json<Settings extends object>(settings: Settings): Settings & JsonObject {
  return settings as Settings & JsonObject;
}
