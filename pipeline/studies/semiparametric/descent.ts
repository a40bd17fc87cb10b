/**
 * What an experiment measures that descends: each sample along its own estimated gradients, the
 * population along the exact one.
 *
 * @module
 */

import type { JsonObject } from "../../engine/canonical.ts";
import type { Stage } from "../../engine/stage.ts";
import type { DescentSettings } from "../../measures/descents.ts";
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
import { modules } from "../modules.ts";
import { exactStage, type PartContext } from "../parts.ts";

/** All descents of an experiment in one table, their summary, and the curves of its figure. */
const DESCENTS: Gathering = {
  name: "descent",
  tables: { table: { from: "traces", into: "descent" } },
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
  measure: string,
  slots: (method: Method) => Readonly<Record<string, string>>,
  general = false,
): Measure["stage"] =>
(method, cell, { learner = "", parameters, inputs }) =>
  cellStage(cell, {
    name: `${cell.study}/${cell.experiment.id}/n=${cell.n}/${cell.part}/descend/${method.name}`,
    kind: "descend",
    entry: general ? "on_general_samples" : "on_samples",
    slots: { measure, ...slots(method) },
    parameters: {
      labels: labelsOf(cell, method.name, learner),
      descent: json(descent),
      ...parameters,
    },
    random: general,
    inputs,
    outputs: ["traces"],
  });

/** Descents under quadratic losses, along gradients that are affine in w. */
export const affineDescents = (descent: DescentSettings): Measure => ({
  gathered: DESCENTS,
  stage: descend(descent, modules.descents("affineDescents"), ({ code }) => ({ gradient: code })),
});

/** Descents along the gradient of kernel bilevel optimisation, on the two halves of each sample. */
export const kernelDescent = (
  descent: DescentSettings,
  kernel: { readonly sigma: number; readonly lambda: number },
): Besides =>
({ n }, _at, inputs) => [{
  over: [{ name: "kernel-bilevel", code: "" }],
  learner: "gaussian-kernel",
  parameters: { design: { inner: n / 2 }, ...kernel },
  inputs,
  stage: descend(descent, modules.descents("kernelDescents"), () => ({})),
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
    stage: descend(
      descent,
      modules.general("generalDescents"),
      ({ code }) => ({ losses, estimator: code }),
      true,
    ),
  },
  needs: ({ n, first, count }, over) => {
    const common = { n, first, count, series };
    return [
      { over: [{ name: "oracle", code: oracle }], parameters: { ...common, folds: 0 } },
      { over, learner: "penalised-series", parameters: { ...common, folds } },
    ];
  },
});

/** The descent of the population, and the conditioning, from a function that makes the target. */
export function exactDescent(
  context: PartContext,
  { name, code }: Problem,
  descent: DescentSettings,
  target: string,
): Stage {
  const parameters = { name, descent: json(descent) };
  const values = modules.descents("exactDescent");
  return exactStage(context, `${name}/descent-exact`, values, parameters, {
    problem: code,
    target,
  });
}
