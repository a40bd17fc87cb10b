/**
 * The stages of an experiment that descends: each sample along its own estimated gradients, the
 * population along the exact one.
 *
 * @module
 */

import type { JsonObject } from "../../engine/canonical.ts";
import type { Stage } from "../../engine/stage.ts";
import type { DescentSettings } from "../../stages/descent_block.ts";
import { type Experiment, experimentStages } from "../grid.ts";
import { queryStage } from "../query.ts";
import type { PartContext, Size } from "../parts.ts";
import * as modules from "../modules.ts";

/** An experiment that descends on the samples and learned means of an experiment on roots. */
export interface DescentExperiment {
  /** The experiment on the roots, at one size: where descent ends. */
  readonly roots: Experiment;
  readonly descent: DescentSettings;
  /** Gradients along which to descend, from learned means: name to "path#export". */
  readonly gradients: Readonly<Record<string, string>>;
  /** The gradient that, at the true means, is the oracle's. */
  readonly oracle: string;
  /** Kernel bilevel optimisation besides, on the two halves of each sample. */
  readonly kernel?: { readonly sigma: number; readonly lambda: number };
}

/** The stages of an experiment under quadratic losses, and those of its roots. */
export function descentStages(experiment: DescentExperiment): Stage[] {
  const { roots, gradients, oracle, kernel } = experiment;
  const { study, id, problem } = roots;
  const base = experimentStages(roots);
  const descent = settings(experiment.descent);
  const descend = (
    source: Stage,
    estimator: string,
    learner: string,
    code: Stage["code"],
    inputs: Stage["inputs"],
    more: JsonObject,
  ): Stage => {
    const { n, first } = source.parameters as { readonly n: number; readonly first: number };
    return {
      name: descentName(source, id, estimator),
      kind: "descend",
      code: { ...code, slots: { problem: problem.code, ...code.slots } },
      parameters: {
        labels: { problem: problem.name, estimator, learner, n, first },
        descent,
        ...(problem.options === undefined ? {} : { problem: problem.options }),
        ...more,
      },
      inputs,
      outputs: ["traces"],
    };
  };
  const affine = (gradient: string): Stage["code"] => ({
    entry: "pipeline/stages/descent_affine.ts",
    slots: { gradient },
  });
  const descents = base.flatMap((source): Stage[] => {
    if (source.kind === "simulate") {
      const samples = { samples: { stage: source.name, output: "samples" } };
      const design = roots.design as JsonObject;
      const half = (source.parameters.n as number) / 2;
      return [
        descend(source, "oracle", "", affine(oracle), samples, { design }),
        ...(kernel === undefined ? [] : [descend(
          source,
          "kernel-bilevel",
          "gaussian-kernel",
          { entry: "pipeline/stages/descent_kernel.ts" },
          samples,
          { inner: half, ...kernel },
        )]),
      ];
    }
    if (source.kind !== "nuisances") return [];
    const inputs = { ...source.inputs, means: { stage: source.name, output: "means" } };
    return Object.entries(gradients).map(([estimator, gradient]) =>
      descend(source, estimator, roots.learners[0]!.name, affine(gradient), inputs, {
        design: source.parameters.design!,
      })
    );
  });
  const exact = exactDescent(study, problem.name, descent, {
    problem: problem.code,
    target: modules.descentTarget("quadraticTarget"),
  });
  return [...base, ...descents, exact, ...gathered(study, id, descents)];
}

/** An experiment under general losses. */
export interface GeneralDescentExperiment {
  readonly id: string;
  readonly problem: { readonly name: string; readonly code: string };
  /** "path#export" of the problem's losses. */
  readonly losses: string;
  readonly descent: DescentSettings;
  /** Gradients along which to descend: name to "path#export". */
  readonly gradients: Readonly<Record<string, string>>;
  /** The gradient that, at the true nuisances, is the oracle's. */
  readonly oracle: string;
  readonly folds: number;
  readonly series: JsonObject;
  readonly size: Size;
  readonly block: number;
}

/** The stages of an experiment under general losses, at one size. */
export function generalDescentStages(
  { study, seed }: PartContext,
  experiment: GeneralDescentExperiment,
): Stage[] {
  const { id, problem, losses, gradients, oracle, folds, series, size, block } = experiment;
  const descent = settings(experiment.descent);
  const n = size.sizes[0]!;
  const descend = (estimator: string, code: string, folds: number): Stage[] =>
    Array.from({ length: Math.ceil(size.replications / block) }, (_, b): Stage => {
      const first = b * block;
      const learner = folds === 0 ? "" : "penalised-series";
      return {
        name: `${study}/${id}/n=${n}/block=${b}/descend/${estimator}`,
        kind: "descend",
        code: {
          entry: "pipeline/stages/descent_general.ts",
          slots: { problem: problem.code, losses, estimator: code },
        },
        parameters: {
          labels: { problem: problem.name, estimator, learner, n, first },
          descent,
          count: Math.min(block, size.replications - first),
          folds,
          series,
        },
        random: [seed, study, problem.name],
        inputs: {},
        outputs: ["traces"],
      };
    });
  const descents = [
    ...descend("oracle", oracle, 0),
    ...Object.entries(gradients).flatMap(([name, code]) => descend(name, code, folds)),
  ];
  const exact = exactDescent(study, problem.name, descent, {
    problem: problem.code,
    target: modules.descentTarget("generalTarget"),
  });
  return [...descents, exact, ...gathered(study, id, descents)];
}

/** The descent of the population, and the conditioning. */
function exactDescent(
  study: string,
  name: string,
  descent: JsonObject,
  slots: Readonly<Record<string, string>>,
): Stage {
  return {
    name: `${study}/${name}/descent-exact`,
    kind: "exact",
    code: { entry: "pipeline/stages/descent_exact.ts", slots },
    parameters: { name, descent },
    inputs: {},
    outputs: ["rows"],
  };
}

/** All descents of an experiment in one table, their summary, and the curves of its figure. */
function gathered(study: string, id: string, descents: readonly Stage[]): Stage[] {
  const at = `${study}/${id}/descent`;
  const summary = queryStage(`${at}/summary`, "summary", "reports/sql/descent.sql", {
    descent: { stage: at, output: "table" },
  });
  return [
    {
      name: at,
      kind: "collect",
      code: { entry: "pipeline/stages/descent_collect.ts", native: ["@duckdb/node-api"] },
      parameters: { study, experiment: id },
      inputs: { traces: descents.map(({ name }) => ({ stage: name, output: "traces" })) },
      outputs: ["table"],
    },
    summary,
    queryStage(`${at}/curves`, "summary", "reports/sql/descent_curves.sql", {
      summary: { stage: summary.name, output: "table" },
      exact: { stage: `${study}/exact`, output: "table" },
    }),
  ];
}

/** "study/problem/n=…/block=…/…" becomes "study/experiment/n=…/block=…/descend/estimator". */
function descentName({ name }: Stage, id: string, estimator: string): string {
  const [study, , size, block] = name.split("/");
  return `${study}/${id}/${size}/${block}/descend/${estimator}`;
}

function settings({ start, stepSize, recorded }: DescentSettings): DescentSettings & JsonObject {
  return { start, stepSize, recorded };
}
