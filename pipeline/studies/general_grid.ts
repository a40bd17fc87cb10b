/**
 * The stages of an experiment on a problem with general losses: sizes × blocks of replications ×
 * (nuisances, estimators), gathered and summarised as those of all experiments are.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { Stage } from "../engine/stage.ts";
import {
  type BlockRange,
  blocks,
  gatheringStages,
  type LearnerEntry,
  type ProblemEntry,
} from "./grid.ts";

/** A problem with general losses as stages refer to it. */
export interface GeneralProblemEntry extends ProblemEntry {
  /** "path#export" of a function from p to the losses. */
  readonly losses: string;
}

/** An experiment. */
export interface GeneralExperiment {
  readonly study: string;
  readonly id: string;
  readonly seed: number;
  readonly problem: GeneralProblemEntry;
  readonly sizes: readonly number[];
  readonly replications: number;
  readonly block: number;
  readonly folds: number;
  readonly learner: LearnerEntry;
  /** Name to "path#export", estimators from nuisances. */
  readonly estimators: Readonly<Record<string, string>>;
  /** "path#export" of the one that is the oracle at the true nuisances. */
  readonly oracle: string;
  /** Name of the jackknifed orthogonal gradient. */
  readonly jackknife: string;
}

/** All stages of an experiment. Experiments on the same problem and size share stages by name. */
export function generalExperimentStages(experiment: GeneralExperiment): Stage[] {
  const cells = experiment.sizes.flatMap((n) =>
    blocks(experiment.replications, experiment.block).flatMap((block) =>
      cellStages(experiment, n, block)
    )
  );
  return [...cells, ...gatheringStages(experiment, cells)];
}

function cellStages(
  experiment: GeneralExperiment,
  n: number,
  { first, count }: BlockRange,
): Stage[] {
  const { study, seed, problem, block, folds, learner, estimators, oracle, jackknife } = experiment;
  const setting = learner.setting ?? "";
  const part = count < block ? `:${count}` : "";
  const at = `${study}/${problem.name}/n=${n}/block=${first / block}${part}`;
  const name = [learner.name, setting].filter((part) => part !== "").join(":");
  const slots = { problem: problem.code, losses: problem.losses };
  const replications: JsonObject = {
    n,
    first,
    count,
    ...(problem.options === undefined ? {} : { problem: problem.options }),
  };
  const learning = { folds, learner: learner.options(n) };
  const labels = (estimator: string, learner: string): JsonObject => ({
    problem: problem.name,
    estimator,
    learner,
    n,
    first,
  });
  const step = (
    name: string,
    kind: string,
    entry: string,
    more: Readonly<Record<string, string>>,
    parameters: JsonObject,
    inputs: Stage["inputs"],
    output: string,
  ): Stage => ({
    name: `${at}/${name}`,
    kind,
    code: { entry: `pipeline/stages/${entry}.ts`, slots: { ...slots, ...more } },
    parameters: { ...replications, ...parameters },
    random: [seed, study, problem.name],
    inputs,
    outputs: [output],
  });
  const nuisances = step(
    `${name}/nuisances`,
    "nuisances",
    "general_nuisances",
    { learner: learner.code },
    learning,
    {},
    "nuisances",
  );
  const learned = { nuisances: { stage: nuisances.name, output: "nuisances" } };
  return [
    nuisances,
    step(
      `${name}/errors`,
      "learning-errors",
      "general_errors",
      {},
      { labels: labels("", learner.name), setting },
      learned,
      "errors",
    ),
    ...Object.entries(estimators).map(([estimator, code]) =>
      step(
        `${name}/estimate/${estimator}`,
        "estimate",
        "general_estimate",
        { estimator: code },
        { labels: labels(estimator, learner.name), setting },
        learned,
        "estimates",
      )
    ),
    step(
      `${name}/estimate/${jackknife}`,
      "estimate",
      "general_jackknife",
      { learner: learner.code },
      { ...learning, labels: labels(jackknife, learner.name), setting },
      learned,
      "estimates",
    ),
    step(
      "estimate/oracle",
      "estimate",
      "general_estimate",
      { estimator: oracle },
      { labels: labels("oracle", ""), setting: "" },
      {},
      "estimates",
    ),
  ];
}
