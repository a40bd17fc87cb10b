/**
 * The stages of an experiment on a functional problem: sizes × blocks of replications ×
 * (samples, learned means, estimators), gathered and summarised.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { InputReference, Stage } from "../engine/stage.ts";

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
  /** Cross-fitting over n, or n inner rows and n outer rows. */
  readonly design: { readonly folds: number } | "split";
  readonly learners: readonly LearnerEntry[];
  /** What is estimated: the gradient at the outer point unless said. */
  readonly target?: "gradient" | "root";
  /** Name to "path#export", estimators that need learned means. */
  readonly estimators: Readonly<Record<string, string>>;
  /** Kernel bilevel optimisation besides. */
  readonly kernelBilevel?: { readonly sigma: number; readonly lambdas: readonly number[] };
}

/** The stage that estimates each target, and the estimator that is its oracle at the true means. */
const TARGETS = {
  gradient: {
    entry: "pipeline/stages/estimate.ts",
    oracle: "estimators/functional/oracle.ts#oracle",
  },
  root: {
    entry: "pipeline/stages/estimate_root.ts",
    oracle: "estimators/functional/root.ts#orthogonalRoot",
  },
} as const;

/** All stages of an experiment. Experiments on the same problem and size share stages by name. */
export function experimentStages(experiment: Experiment): Stage[] {
  const cells = experiment.sizes.flatMap((n) =>
    blocks(experiment.replications, experiment.block).map((block) =>
      cellStages(experiment, n, block)
    )
  );
  const outputs = (kind: string, output: string): InputReference[] =>
    cells.flat().filter((stage) => stage.kind === kind).map(({ name }) => ({
      stage: name,
      output,
    }));
  const { study, id } = experiment;
  const collect: Stage = {
    name: `${study}/${id}/collect`,
    kind: "collect",
    code: { entry: "pipeline/stages/collect.ts", native: ["@duckdb/node-api"] },
    parameters: { study, experiment: id },
    inputs: {
      estimates: outputs("estimate", "estimates"),
      errors: outputs("learning-errors", "errors"),
    },
    outputs: ["estimates", "errors"],
  };
  const summary = queryStage(`${study}/${id}/summary`, "summary", "reports/sql/summary.sql", {
    estimates: { stage: collect.name, output: "estimates" },
    errors: { stage: collect.name, output: "errors" },
  });
  return [...cells.flat(), collect, summary];
}

/** A stage that runs one SQL file. */
export function queryStage(
  name: string,
  kind: string,
  sql: string,
  tables: Stage["inputs"],
  formats: Readonly<Record<string, string>> = {},
): Stage {
  return {
    name,
    kind,
    code: { entry: "pipeline/stages/query.ts", native: ["@duckdb/node-api"] },
    parameters: { formats },
    inputs: { sql: { file: sql }, macros: { file: "reports/sql/macros.sql" }, ...tables },
    outputs: ["rows", "table"],
  };
}

interface BlockRange extends JsonObject {
  readonly first: number;
  readonly count: number;
}

/** Replications in blocks: raising their number adds blocks and leaves the old ones as they are. */
function blocks(replications: number, block: number): BlockRange[] {
  return Array.from({ length: Math.ceil(replications / block) }, (_, b) => ({
    first: b * block,
    count: Math.min(block, replications - b * block),
  }));
}

function cellStages(experiment: Experiment, n: number, { first, count }: BlockRange): Stage[] {
  const { study, seed, problem, block } = experiment;
  const target = TARGETS[experiment.target ?? "gradient"];
  const split = experiment.design === "split";
  const design = split ? { inner: n } : experiment.design as { folds: number };
  const rows = split ? 2 * n : n;
  const random = [seed, study, problem.name];
  const options = problem.options === undefined ? {} : { problem: problem.options };
  // A last block that is not full has a name of its own: another experiment may have it full.
  const part = count < block ? `:${count}` : "";
  const at = `${study}/${problem.name}/n=${rows}/block=${first / block}${part}`;
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
  ): Stage => ({
    name: `${at}/${name}/estimate/${estimator}`.replace("//", "/"),
    kind: "estimate",
    code: {
      entry: target.entry,
      slots: { problem: problem.code, estimator: code },
    },
    parameters: { labels: labels(estimator, learner), design, setting, ...options },
    inputs,
    outputs: ["estimates"],
  });
  const learned = experiment.learners.flatMap((learner): Stage[] => {
    const setting = learner.setting ?? "";
    const name = [learner.name, setting].filter((part) => part !== "").join(":");
    const means: Stage = {
      name: `${at}/${name}/means`,
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
      estimate(name, estimator, learner.name, setting, code, both)
    );
    return [means, errors, ...estimates];
  });
  const oracle = estimate("", "oracle", "", "", target.oracle, data);
  const { kernelBilevel } = experiment;
  const kernel: Stage[] = kernelBilevel === undefined ? [] : [{
    name: `${at}/estimate/kernel-bilevel`,
    kind: "estimate",
    code: { entry: "pipeline/stages/kernel_bilevel.ts", slots: { problem: problem.code } },
    parameters: { labels: labels("kernel-bilevel", "gaussian-kernel"), inner: n, ...kernelBilevel },
    inputs: data,
    outputs: ["estimates"],
  }];
  return [samples, ...learned, oracle, ...kernel];
}
