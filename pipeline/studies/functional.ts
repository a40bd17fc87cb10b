/**
 * Experiments on functional problems: samples, means that are learned from them, and what estimators make of
 * both. Cells are called after problem and size, so that experiments on the same ones share them.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import type { Stage } from "../engine/stage.ts";
import type { CrossFitting } from "../blocks/samples.ts";
import { ESTIMATE_TYPES } from "../measures/estimates.ts";
import { designSetting } from "../measures/settings.ts";
import {
  type Cell,
  cellStage,
  type Gathering,
  type Given,
  type Measure,
  type Method,
  type Needs,
  type Problem,
} from "./experiment.ts";
import { modules } from "./modules.ts";
import { exactStage, type PartContext } from "./parts.ts";

/** A learner as stages refer to it. */
export interface Learner {
  /** In stage names and tables. */
  readonly name: string;
  /** "path#export" of a function from options to a learner. */
  readonly code: string;
  readonly options: (n: number) => JsonObject;
  /** The label of the setting, for learners that are varied; that of its design unless said. */
  readonly setting?: string;
  /** The setting under which another experiment learns the same means; its own unless said. */
  readonly learnedAs?: string;
  /** How its means are learned; the experiment's design unless said. */
  readonly design?: CrossFitting;
}

/** How samples are used. */
export interface Learning {
  /** Cross-fitting over n rows, or over 2n if pooled, in two folds unless said; or n inner and n outer rows. */
  readonly design?: { readonly folds: number; readonly pooled?: boolean } | "split";
  readonly learners?: readonly Learner[];
  /** What is computed from the true means; the oracle alone unless said. */
  readonly oracles?: readonly Method[];
  readonly besides?: Besides | undefined;
}

/** What else is made of samples, which are called after the cell: kernel bilevel optimisation. */
export type Besides = (cell: Cell, at: string, samples: Stage["inputs"]) => readonly Given[];

/** The oracle: the orthogonal estimator at the true means. */
export const ORACLE: Method = { name: "oracle", code: modules.terms("ORTHOGONAL") };

/** Samples, and the means that learners learn from them; oracles have the true ones. */
export function learned(
  { design = { folds: 2 }, learners = [], oracles = [ORACLE], besides }: Learning,
): Needs {
  const pooled = design === "split" || design.pooled === true;
  return (cell, over) => {
    const { study, experiment: { problem }, n, part, first, count } = cell;
    const usual: JsonObject = design === "split" ? { inner: n } : { folds: design.folds };
    const rows = { n: pooled ? 2 * n : n, first, count };
    const at = `${study}/${problem.name}/n=${pooled ? `${n}+${n}` : n}/${part}`;
    const samples = cellStage(cell, {
      name: `${at}/samples`,
      kind: "simulate",
      entry: "simulate",
      parameters: rows,
      random: true,
      outputs: ["samples"],
    });
    const data = { samples: { stage: samples.name, output: "samples" } };
    const byLearner = (of: Learner): Given => {
      const { name, design = usual } = of;
      const { setting = of.design === undefined ? "" : designSetting(of.design) } = of;
      const { learnedAs = setting } = of;
      const means = cellStage(cell, {
        name: `${at}/${labelled(name, learnedAs)}/means`,
        kind: "nuisances",
        entry: "nuisances",
        slots: { learner: of.code },
        parameters: { ...rows, design, learner: of.options(n) },
        random: true,
        inputs: data,
        outputs: ["means"],
      });
      const inputs = { ...data, means: { stage: means.name, output: "means" } };
      const errors = cellStage(cell, {
        name: `${at}/${labelled(name, setting)}/errors`,
        kind: "learning-errors",
        entry: "on_samples",
        slots: { measure: modules.gradients("learningErrors") },
        parameters: { labels: labelsOf(cell, "", name), design, setting },
        inputs,
        outputs: ["errors"],
      });
      return {
        over,
        stages: [means, errors],
        inputs,
        at: `${at}/${labelled(name, setting)}`,
        learner: name,
        setting,
        parameters: { design },
      };
    };
    return [
      { stages: [samples] },
      ...learners.map(byLearner),
      { over: oracles, inputs: data, at, parameters: { design: usual } },
      ...(besides?.(cell, at, data) ?? []),
    ];
  };
}

/** The exact values of a functional problem; `kernel` for those of kernel bilevel optimisation. */
export function truths(
  context: PartContext,
  { name, code, options }: Problem,
  kernel?: {
    readonly gradient: string;
    readonly sigma: number;
    readonly lambdas: readonly number[];
  },
): Stage {
  const { gradient, ...penalties } = kernel ?? { sigma: 1, lambdas: [] };
  return exactStage(
    context,
    `${name}/exact`,
    modules.truths("truths"),
    { name, kernel: penalties, ...(options === undefined ? {} : { problem: options }) },
    { problem: code, ...(gradient === undefined ? {} : { kernelGradient: gradient }) },
  );
}

/** All estimates of an experiment in one table, their learning errors in another, and their summary. */
export const ESTIMATES: Gathering = {
  name: "collect",
  tables: {
    estimates: { from: "estimates", into: "estimates" },
    errors: { from: "errors", into: "learning_errors" },
  },
  types: ESTIMATE_TYPES,
  summaries: (id, table) => ({
    [`${id}/summary`]: {
      sql: "summary",
      tables: {
        estimates: table(`${id}/collect`, "estimates"),
        errors: table(`${id}/collect`, "errors"),
      },
    },
  }),
};

/** What stages on the samples of a cell differ in. */
interface OfSamples {
  /** "path#export" of what is recorded. */
  readonly measure: string;
  /** In stage names; "estimate" unless said. */
  readonly step?: string;
  readonly entry?: "on_samples" | "on_general_samples";
  /** What a method's code, and others', is called; "estimator" unless said. */
  readonly slots?: (code: string) => Readonly<Record<string, string>>;
  readonly parameters?: JsonObject;
  readonly random?: boolean;
  readonly output?: "estimates" | "errors";
}

/** The stage of a method on the samples of a cell. Without code it is not called after its method. */
export function ofSamples(
  { measure, step = "estimate", entry = "on_samples", ...of }: OfSamples,
): Measure["stage"] {
  const { slots = (estimator: string) => ({ estimator }), output = "estimates" } = of;
  return ({ name, code }, cell, { at, learner = "", setting = "", parameters, inputs }) =>
    cellStage(cell, {
      name: code === "" ? `${at}/${step}` : `${at}/${step}/${name}`,
      kind: "estimate",
      entry,
      slots: { measure, ...(code === "" ? {} : slots(code)) },
      parameters: {
        labels: labelsOf(cell, name, learner),
        setting,
        ...parameters,
        ...of.parameters,
      },
      random: of.random ?? false,
      inputs,
      outputs: [output],
    });
}

const estimated = (of: OfSamples): Measure => ({ gathered: ESTIMATES, stage: ofSamples(of) });

/** The gradient at the outer point. */
export const GRADIENTS: Measure = estimated({ measure: modules.gradients("gradients") });

/** The root of the gradient. */
export const ROOTS: Measure = estimated({ step: "root", measure: modules.gradients("roots") });

/** Whether simultaneous bands over outer points hold the gradient. */
export const band = (parameters: JsonObject, step = "band"): Measure =>
  estimated({
    ...{ step, measure: modules.band("bands"), output: "errors", parameters, random: true },
  });

/** What the results of an estimator are labelled with. */
export function labelsOf(
  { experiment: { problem }, n, first }: Cell,
  estimator: string,
  learner: string,
): JsonObject {
  return { problem: problem.name, estimator, learner, n, first };
}

/** A name with the label of a setting, if there is one. */
export function labelled(name: string, setting: string): string {
  return setting === "" ? name : `${name}:${setting}`;
}
