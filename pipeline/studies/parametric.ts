/**
 * Experiments on parametric problems: what is measured of outer loops, hypergradients, estimators on fixed points
 * and meta-training, and the methods in the forms that studies try.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { InputReference, Stage, StreamName } from "../engine/stage.ts";
import type { MetaTrainingOptions } from "../../estimators/parametric/meta_training.ts";
import type { SampledSteps } from "../measures/sid_prediction.ts";
import type { StochasticImplicitOptions } from "../../estimators/parametric/stochastic_implicit.ts";
import type { EffortSearch } from "../measures/efforts.ts";
import type { Effort } from "../measures/fixed_point_errors.ts";
import type { Part } from "../measures/fixed_point_values.ts";
import type { MetaLoopSettings } from "../measures/meta_traces.ts";
import type { LoopSettings } from "../measures/outer_loop.ts";
import {
  type Cell,
  cellStage,
  type Gathering,
  json,
  type Measure,
  type Method,
  type Place,
  type Problem,
} from "./experiment.ts";
import { modules } from "./modules.ts";
import { exactStage, type PartContext } from "./parts.ts";
import type { Made } from "./ref.ts";

/** What stages on parametric problems differ in. */
interface Recorded {
  readonly kind: "optimise" | "estimate";
  /** "path#export" of what is recorded. */
  readonly measure: string;
  /** What the stage calls the method's code, and its options. */
  readonly slot: "method" | "estimator";
  readonly slots?: Readonly<Record<string, string>>;
  readonly parameters: JsonObject;
  readonly inputs?: (cell: Cell, setting: string) => Stage["inputs"];
  /** Further labels of the stream. */
  readonly random?: readonly string[];
  readonly gathered: Gathering;
}

/** One stage a block of replications of a method: all share the random streams of the problem. */
function recorded({ gathered, slot, inputs, random = [], ...of }: Recorded): Measure {
  return {
    gathered,
    stage: ({ name, code, options, tried, ...own }, cell) => {
      const { experiment, first, count } = cell;
      const { problem } = experiment;
      const setting = own.setting ?? experiment.setting ?? "";
      const level = own.level ?? experiment.level;
      const stage = cellStage(cell, {
        name: `${folder(cell, setting)}/${name}`,
        kind: of.kind,
        entry: "on_replications",
        slots: { measure: of.measure, [slot]: code, ...of.slots },
        parameters: {
          labels: {
            ...{ problem: problem.name, estimator: name, setting, first },
            ...(level === undefined ? {} : { level }),
          },
          count,
          problem: problem.options ?? {},
          ...(options === undefined ? {} : { [slot]: options }),
          ...tried,
          ...of.parameters,
        },
        inputs: inputs?.(cell, setting),
        outputs: Object.values(gathered.tables).map(({ from }) => from),
      });
      return { ...stage, random: [...cell.random, ...random] };
    },
  };
}

/** Where the stages of a block are, by the setting of their method. */
function folder({ study, experiment: { id, problem }, b }: Cell, setting: string): string {
  return [study, id, problem.name, ...(setting === "" ? [] : [setting]), `block=${b}`].join("/");
}

/** Artifacts that a problem is made of, if any. */
export type Data = readonly InputReference[] | undefined;

const dataOf = (data: Data): Stage["inputs"] => data === undefined ? {} : { data };

/** All of an experiment in one table. */
const collected = (from: string, into: string): Gathering => ({
  name: "collect",
  tables: { table: { from, into } },
});

const TRACES: Gathering = {
  name: "collect",
  tables: {
    traces: { from: "traces", into: "traces" },
    metrics: { from: "metrics", into: "trace_metrics" },
  },
};

/**
 * Outer loops.
 *
 * @param metrics "path#export" of further numbers at each recorded iteration.
 * @param own On draws that no other experiment has, and with which outer steps, if those of a search: the best
 * by an axis.
 */
export function traced(
  loop: LoopSettings,
  data?: Data,
  metrics?: string,
  own?: { readonly tuned?: InputReference; readonly axis?: string },
): Measure {
  return recorded({
    kind: "optimise",
    measure: modules.traces("outerLoop"),
    slot: "method",
    ...(metrics === undefined ? {} : { slots: { metrics } }),
    parameters: { loop: json(loop), ...(own?.axis === undefined ? {} : { axis: own.axis }) },
    inputs: () => ({
      ...dataOf(data),
      ...(own?.tuned === undefined ? {} : { tuned: own.tuned }),
    }),
    ...(own === undefined ? {} : { random: ["own"] }),
    gathered: TRACES,
  });
}

/** What a search for the smallest effort of a method is held against. */
export interface Allowance {
  /** The loop along the exact gradient, which is traced in the same cells. */
  readonly reference: Method;
  readonly stop: { readonly gradient: number };
  /** A method may take factor × the reference's iterations + slack. */
  readonly allowance: { readonly factor: number; readonly slack: number };
}

/** Outer loops with the smallest inner effort, to be gathered with those of the reference. */
export function leastEffort({ reference, stop, allowance }: Allowance): Measure {
  return recorded({
    kind: "optimise",
    measure: modules.efforts("smallestEffort"),
    slot: "method",
    parameters: { stop, allowance },
    inputs: (cell, setting) => ({
      reference: { stage: `${folder(cell, setting)}/${reference.name}`, output: "traces" },
    }),
    gathered: TRACES,
  });
}

/** A method whose least effort is searched for. */
export function searched(method: Method, searches: readonly EffortSearch[]): Method {
  return { ...method, tried: { searches: searches.map(json) } };
}

/** Errors of hypergradients at given distances from the lower level's solution. */
export function hypergradientErrors(distances: readonly number[]): Measure {
  return recorded({
    kind: "estimate",
    measure: modules.hypergradientErrors("hypergradientErrors"),
    slot: "estimator",
    parameters: { distances },
    gathered: collected("errors", "hypergradient_errors"),
  });
}

/**
 * Errors of estimators on fixed points, at all of their efforts.
 *
 * @param of How many draws of the problem replications take in turn, each its own unless said, and whether
 * errors of v are wanted.
 */
export function fixedPointErrors(
  { instances, adjointTruth = false }: {
    readonly instances?: number;
    readonly adjointTruth?: boolean;
  } = {},
): Measure {
  return recorded({
    kind: "estimate",
    measure: modules.fixedPointErrors("fixedPointErrors"),
    slot: "estimator",
    parameters: { adjointTruth, ...(instances === undefined ? {} : { instances }) },
    random: INSTANCES,
    gathered: collected("errors", "fixed_point_errors"),
  });
}

/** What the streams of fixed points are called, so that their draws are none that were seen before there were instances. */
const INSTANCES = ["instances"];

/** The stream of a problem of `fixedPointErrors`. */
export const fixedPointStream = ({ study, seed }: Place, { name }: Problem): StreamName => [
  seed,
  study,
  name,
  ...INSTANCES,
];

/** Exact values of the instances of a problem of `fixedPointErrors`, whose samples are of `batch` observations. */
export function fixedPointExact(
  context: PartContext,
  id: string,
  problem: Problem,
  of: { readonly batch: number; readonly instances: number; readonly parts: readonly Part[] },
): Stage {
  const values = modules.fixedPointValues("fixedPointValues");
  return onInstances(context, `${id}/${problem.name}/exact`, values, problem, of);
}

/** What theory says of the errors of SID on them. */
export function fixedPointPredictions(
  context: PartContext,
  id: string,
  problem: Problem,
  of: SampledSteps & { readonly instances: number; readonly efforts: readonly SidEffort[] },
): Stage {
  const values = modules.fixedPointPredictions("fixedPointPredictions");
  return onInstances(context, `${id}/${problem.name}/predictions`, values, problem, json(of));
}

function onInstances(
  context: PartContext,
  at: string,
  values: string,
  problem: Problem,
  of: JsonObject,
): Stage {
  const { name, code, options = {} } = problem;
  const parameters = { name, problem: options, ...of };
  return {
    ...exactStage(context, at, values, parameters, { problem: code }),
    random: fixedPointStream(context, problem),
  };
}

/** An estimator that is made anew for each of its efforts. */
export function atEfforts<Tried extends Omit<Effort, "options">>(
  name: string,
  efforts: readonly Tried[],
  make: (effort: Tried) => Made,
): Method {
  const made = efforts.map((effort) => ({ effort, ...make(effort) }));
  const tried = { efforts: made.map(({ effort, options }) => json({ ...effort, options })) };
  return { name, code: made[0].code, tried };
}

/** t, k and J of SID. */
export interface SidEffort {
  readonly t: number;
  readonly k: number;
  readonly J: number;
}

/** All other options of SID. */
export type SidOptions = Omit<StochasticImplicitOptions, keyof SidEffort>;

/** SID at given efforts, with all else the same. */
export function sid(name: string, efforts: readonly SidEffort[], options: SidOptions): Method {
  return atEfforts(
    name,
    efforts,
    (effort) => modules.stochasticImplicit("stochasticImplicit", { ...options, ...effort }),
  );
}

/** AID without sampling at given t and k, its adjoint by a given solver. */
export function batchAid(
  name: string,
  solver: "fixed-point" | "cg" | "cg-normal",
  efforts: readonly Omit<SidEffort, "J">[],
): Method {
  return atEfforts(
    name,
    efforts.map((effort) => ({ ...effort, J: 0 })),
    ({ t, k }) =>
      modules.implicit("implicit", { lowerSteps: t, adjoint: { solver, iterations: k } }),
  );
}

/** How meta-training goes. */
export interface Training {
  readonly training: MetaTrainingOptions;
  readonly loop: MetaLoopSettings;
  readonly data?: Data;
  /** The steps that were found best in an experiment on other draws, if they are to be taken. */
  readonly tuned?: InputReference | undefined;
}

/** Meta-trainings. Experiments on one problem share its draws, but those with tuned steps have others. */
export function trained({ training, loop, data, tuned }: Training): Measure {
  return recorded({
    kind: "optimise",
    measure: modules.metaTraces("metaTraces"),
    slot: "estimator",
    parameters: { training: json(training), loop: json(loop) },
    inputs: () => ({ ...dataOf(data), ...(tuned === undefined ? {} : { tuned }) }),
    random: tuned === undefined ? [] : ["tuned"],
    gathered: collected("traces", "meta_traces"),
  });
}

/** The unbiased estimator with a given q; q = 0 is the first-order estimate, q = 1 the exact gradient. */
export function debiased(q: number): Method {
  if (q === 0) return { name: "first-order", ...modules.firstOrder("firstOrder", {}) };
  if (q === 1) return { name: "exact", ...modules.exactPass("exactMetaGradient", {}) };
  return { name: `unbiased-${q}`, ...modules.unbiasedFirstOrder("unbiasedFirstOrder", { q }) };
}
