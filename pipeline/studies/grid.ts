/**
 * The stages of an experiment on a functional problem: sizes × blocks of replications ×
 * (samples, learned means, estimators), gathered and summarised.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { InputReference, Stage } from "../engine/stage.ts";
import type { CrossFitting } from "../stages/design.ts";
import * as modules from "./modules.ts";
import { queryStage } from "./query.ts";

/** A problem as stages refer to it. */
export interface ProblemEntry {
  readonly name: string;
  /** "path#export" of the problem or, if there are options, of what makes it from them. */
  readonly code: string;
  readonly options?: JsonObject;
}

/** A learner as stages refer to it. */
export interface LearnerEntry {
  /** In stage names and tables. */
  readonly name: string;
  /** "path#export" of a function from options to a learner. */
  readonly code: string;
  readonly options: (n: number) => JsonObject;
  /** The label of the setting, for learners that are varied; else "". */
  readonly setting?: string;
  /** The setting under which another experiment learns the same means; its own unless said. */
  readonly learnedAs?: string;
  /** How its means are learned; the experiment's design unless said. */
  readonly design?: CrossFitting;
}

/** Kernel bilevel optimisation as stages refer to it: many penalties at once, n rows to learn from. */
export interface KernelBilevelEntry {
  /** The stage's module: its output is "means" if there are `estimators`, else "estimates". */
  readonly entry: string;
  /** How the lower level is learned, in tables. */
  readonly learner: string;
  readonly parameters: (n: number) => JsonObject;
  /** Name to "path#export", estimators from the means that it learns. */
  readonly estimators?: Readonly<Record<string, string>>;
}

/** An experiment. */
export interface Experiment {
  readonly study: string;
  readonly id: string;
  readonly seed: number;
  readonly problem: ProblemEntry;
  /** Sizes as the tables name them. */
  readonly sizes: readonly number[];
  readonly replications: number;
  readonly block: number;
  /** Cross-fitting over n rows, or over 2n if pooled; or n inner rows and n outer rows. */
  readonly design: { readonly folds: number; readonly pooled?: boolean } | "split";
  readonly learners: readonly LearnerEntry[];
  /** What is estimated: the gradient at the outer point unless said. */
  readonly target?: keyof typeof TARGETS;
  /** Further parameters of the target's stage. */
  readonly targetParameters?: JsonObject;
  /** Name to "path#export", estimators that need learned means. */
  readonly estimators: Readonly<Record<string, string>>;
  /** Kernel bilevel optimisation besides, on n inner and n outer rows. */
  readonly kernelBilevel?: KernelBilevelEntry;
}

/** The stage that estimates each target, and the estimator that is its oracle at the true means. */
const TARGETS = {
  gradient: {
    step: "estimate",
    entry: "pipeline/stages/estimate.ts",
    output: "estimates",
    random: false,
    oracle: modules.oracle("oracle"),
  },
  root: {
    step: "root",
    entry: "pipeline/stages/estimate_root.ts",
    output: "estimates",
    random: false,
    oracle: modules.root("orthogonalRoot"),
  },
  band: {
    step: "band",
    entry: "pipeline/stages/band.ts",
    output: "errors",
    random: true,
    oracle: modules.score("doublyRobustScores"),
  },
} as const;

/** All stages of an experiment. Experiments on the same problem and size share stages by name. */
export function experimentStages(experiment: Experiment): Stage[] {
  const cells = experiment.sizes.flatMap((n) =>
    blocks(experiment.replications, experiment.block).map((block) =>
      cellStages(experiment, n, block)
    )
  );
  return [...cells.flat(), ...gatheringStages(experiment, cells.flat())];
}

/** The stages that gather and summarise what the stages of an experiment estimate. */
export function gatheringStages(
  { study, id }: Pick<Experiment, "study" | "id">,
  cells: readonly Stage[],
): Stage[] {
  const outputs = (output: string): InputReference[] =>
    cells.filter(({ outputs }) => outputs.includes(output)).map(({ name }) => ({
      stage: name,
      output,
    }));
  const collect: Stage = {
    name: `${study}/${id}/collect`,
    kind: "collect",
    code: { entry: "pipeline/stages/collect.ts", native: ["@duckdb/node-api"] },
    parameters: { study, experiment: id },
    inputs: {
      estimates: outputs("estimates"),
      errors: outputs("errors"),
    },
    outputs: ["estimates", "errors"],
  };
  const summary = queryStage(`${study}/${id}/summary`, "summary", "reports/sql/summary.sql", {
    estimates: { stage: collect.name, output: "estimates" },
    errors: { stage: collect.name, output: "errors" },
  });
  return [collect, summary];
}

/** The replications of one block. */
export interface BlockRange extends JsonObject {
  readonly first: number;
  readonly count: number;
}

/** Replications in blocks: raising their number adds blocks and leaves the old ones as they are. */
export function blocks(replications: number, block: number): BlockRange[] {
  return Array.from({ length: Math.ceil(replications / block) }, (_, b) => ({
    first: b * block,
    count: Math.min(block, replications - b * block),
  }));
}

function cellStages(experiment: Experiment, n: number, { first, count }: BlockRange): Stage[] {
  const { study, seed, problem, block } = experiment;
  const target = TARGETS[experiment.target ?? "gradient"];
  const pooled = experiment.design === "split" || experiment.design.pooled === true;
  const common = experiment.design === "split" ? { inner: n } : { folds: experiment.design.folds };
  const rows = pooled ? 2 * n : n;
  const random = [seed, study, problem.name];
  const options = problem.options === undefined ? {} : { problem: problem.options };
  // A last block that is not full has a name of its own: another experiment may have it full.
  const part = count < block ? `:${count}` : "";
  const size = pooled ? `${n}+${n}` : `${n}`;
  const at = `${study}/${problem.name}/n=${size}/block=${first / block}${part}`;
  const samples: Stage = {
    name: `${at}/samples`,
    kind: "simulate",
    code: { entry: "pipeline/stages/simulate.ts", slots: { problem: problem.code } },
    parameters: { n: rows, first, count, ...options },
    random,
    inputs: {},
    outputs: ["samples"],
  };
  const data = { samples: { stage: samples.name, output: "samples" } };
  const labels = (estimator: string, learner: string): JsonObject => ({
    problem: problem.name,
    estimator,
    learner,
    n,
    first,
  });
  const estimate = (
    name: string,
    estimator: string,
    learner: string,
    setting: string,
    code: string,
    inputs: Stage["inputs"],
    design: JsonObject = common,
  ): Stage => ({
    name: `${at}/${name}/${target.step}/${estimator}`.replace("//", "/"),
    kind: "estimate",
    code: {
      entry: target.entry,
      slots: { problem: problem.code, estimator: code },
    },
    parameters: {
      labels: labels(estimator, learner),
      design,
      setting,
      ...options,
      ...experiment.targetParameters,
    },
    ...(target.random ? { random } : {}),
    inputs,
    outputs: [target.output],
  });
  const learned = experiment.learners.flatMap((learner): Stage[] => {
    const setting = learner.setting ?? "";
    const design = learner.design ?? common;
    const nameAs = (label: string): string =>
      label === "" ? learner.name : `${learner.name}:${label}`;
    const name = nameAs(setting);
    const means: Stage = {
      name: `${at}/${nameAs(learner.learnedAs ?? setting)}/means`,
      kind: "nuisances",
      code: {
        entry: "pipeline/stages/nuisances.ts",
        slots: { problem: problem.code, learner: learner.code },
      },
      parameters: { n: rows, first, count, design, learner: learner.options(n), ...options },
      random,
      inputs: data,
      outputs: ["means"],
    };
    const both = { ...data, means: { stage: means.name, output: "means" } };
    const errors: Stage = {
      name: `${at}/${name}/errors`,
      kind: "learning-errors",
      code: { entry: "pipeline/stages/learning_errors.ts", slots: { problem: problem.code } },
      parameters: { labels: labels("", learner.name), design, setting, ...options },
      inputs: both,
      outputs: ["errors"],
    };
    const estimates = Object.entries(experiment.estimators).map(([estimator, code]) =>
      estimate(name, estimator, learner.name, setting, code, both, design)
    );
    return [means, errors, ...estimates];
  });
  const oracle = estimate("", "oracle", "", "", target.oracle, data);
  const { kernelBilevel } = experiment;
  if (kernelBilevel === undefined) return [samples, ...learned, oracle];
  const kernelStage = (
    name: string,
    estimator: string,
    code: Stage["code"],
    inputs: Stage["inputs"],
    output: string,
  ): Stage => ({
    name: `${at}/kernel-bilevel/${name}`,
    kind: output === "means" ? "nuisances" : "estimate",
    code,
    parameters: {
      labels: labels(estimator, kernelBilevel.learner),
      inner: n,
      ...kernelBilevel.parameters(n),
      ...options,
    },
    inputs,
    outputs: [output],
  });
  const slots = { problem: problem.code };
  const learning = { entry: kernelBilevel.entry, slots };
  if (kernelBilevel.estimators === undefined) {
    const kernel = kernelStage("estimate", "kernel-bilevel", learning, data, "estimates");
    return [samples, ...learned, oracle, kernel];
  }
  const means = kernelStage("means", "", learning, data, "means");
  const both = { ...data, means: { stage: means.name, output: "means" } };
  const entry = "pipeline/stages/kernel_bilevel_estimate.ts";
  const kernels = Object.entries(kernelBilevel.estimators).map(([name, estimator]) =>
    kernelStage(
      `estimate/${name}`,
      name,
      { entry, slots: { ...slots, estimator } },
      both,
      "estimates",
    )
  );
  return [samples, ...learned, oracle, means, ...kernels];
}
