/**
 * What an experiment measures that descends: each sample along its own estimated gradients, the
 * population along the exact one.
 *
 * @module
 */

import type { JsonObject } from "../../engine/canonical.ts";
import type { Stage } from "../../engine/stage.ts";
import type { DescentSettings } from "../../stages/descent_block.ts";
import {
  cellStage,
  type Gathering,
  json,
  type Measure,
  type Method,
  type Needs,
  type Problem,
} from "../experiment.ts";
import { type Besides, labelsOf } from "../functional.ts";
import type { PartContext } from "../parts.ts";

/** All descents of an experiment in one table, their summary, and the curves of its figure. */
const DESCENTS: Gathering = {
  name: "descent",
  entry: "descent_collect",
  roles: ["traces"],
  outputs: { table: "descent" },
  summaries: (id, table) => ({
    [`${id}/descent/summary`]: { sql: "descent", tables: { descent: table(`${id}/descent`) } },
  }),
  queries: (id, table) => ({
    [`${id}/descent/curves`]: {
      sql: "descent_curves",
      tables: { summary: table(`${id}/descent/summary`), exact: table("exact") },
    },
  }),
};

/** The stage of a descent, in a module that calls the method's code by the name of a slot. */
const descend = (
  descent: DescentSettings,
  entry: string,
  slots: (method: Method) => Readonly<Record<string, string>>,
  random = false,
): Measure["stage"] =>
(method, cell, { learner = "", parameters, inputs }) =>
  cellStage(cell, {
    name: `${cell.study}/${cell.experiment.id}/n=${cell.n}/${cell.part}/descend/${method.name}`,
    kind: "descend",
    entry,
    slots: slots(method),
    parameters: {
      labels: labelsOf(cell, method.name, learner),
      descent: json(descent),
      ...parameters,
    },
    random,
    inputs,
    output: "traces",
  });

/** Descents under quadratic losses, along gradients that are affine in w. */
export const affineDescents = (descent: DescentSettings): Measure => ({
  gathered: DESCENTS,
  stage: descend(descent, "descent_affine", ({ code }) => ({ gradient: code })),
});

/** Descents along the gradient of kernel bilevel optimisation, on the two halves of each sample. */
export const kernelDescent = (
  descent: DescentSettings,
  kernel: { readonly sigma: number; readonly lambda: number },
): Besides =>
({ n }, _at, inputs) => [{
  over: [{ name: "kernel-bilevel", code: "" }],
  learner: "gaussian-kernel",
  parameters: { inner: n / 2, ...kernel },
  inputs,
  stage: descend(descent, "descent_kernel", () => ({})),
}];

/** How descents under general losses learn their nuisances, anew at each step. */
export interface GeneralDescent {
  /** "path#export" of the problem's losses. */
  readonly losses: string;
  /** "path#export" of the gradient that, at the true nuisances, is the oracle's. */
  readonly oracle: string;
  readonly folds: number;
  readonly series: JsonObject;
}

/** Descents under general losses, the oracle's among them. */
export const generalDescents = (
  descent: DescentSettings,
  { losses, oracle, folds, series }: GeneralDescent,
): { readonly needs: Needs; readonly measure: Measure } => ({
  measure: {
    gathered: DESCENTS,
    stage: descend(descent, "descent_general", ({ code }) => ({ losses, estimator: code }), true),
  },
  needs: ({ count }, over) => [
    { over: [{ name: "oracle", code: oracle }], parameters: { count, folds: 0, series } },
    { over, learner: "penalised-series", parameters: { count, folds, series } },
  ],
});

/** The descent of the population, and the conditioning, from a function that makes the target. */
export function exactDescent(
  { study }: PartContext,
  { name, code }: Problem,
  descent: DescentSettings,
  target: string,
): Stage {
  return {
    name: `${study}/${name}/descent-exact`,
    kind: "exact",
    code: { entry: "pipeline/stages/descent_exact.ts", slots: { problem: code, target } },
    parameters: { name, descent: json(descent) },
    inputs: {},
    outputs: ["rows"],
  };
}
