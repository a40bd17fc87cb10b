/**
 * Experiments on functional problems with general losses: nuisances that are learned by cross-fitting, once more
 * for a jackknife over folds, and what estimators make of them.
 *
 * @module
 */

import type { JsonObject } from "../engine/canonical.ts";
import { type Cell, cellStage, type Measure, type Needs } from "./experiment.ts";
import { modules } from "./modules.ts";
import { ESTIMATES, labelled, labelsOf, type Learner, ofSamples } from "./functional.ts";

/** How nuisances are learned, and what comes of them besides the gradients of an experiment. */
export interface GeneralLearning {
  /** "path#export" of a function from p to the losses. */
  readonly losses: string;
  readonly folds: number;
  readonly learner: Learner;
  /** "path#export" of the gradient that, at the true nuisances, is the oracle's; none unless said. */
  readonly oracle?: string;
  /** Name of the jackknifed orthogonal gradient. */
  readonly jackknife: string;
}

/** What is needed and measured under general losses. */
export function generalGradients(
  { losses, folds, learner, oracle, jackknife }: GeneralLearning,
): { readonly needs: Needs; readonly measure: Measure } {
  const { name, code, setting = "" } = learner;
  const learning = (n: number): JsonObject => ({ folds, learner: learner.options(n) });
  const estimate = (measure: string, slot: "estimator" | "learner"): Measure["stage"] =>
    ofSamples({
      measure,
      entry: "on_general_samples",
      slots: (code) => ({ losses, [slot]: code }),
      random: true,
    });
  return {
    measure: {
      gathered: ESTIMATES,
      stage: estimate(modules.general("generalGradients"), "estimator"),
    },
    needs: (cell, over) => {
      const { study, experiment: { problem }, n, part } = cell;
      const truth = `${study}/${problem.name}/n=${n}/${part}`;
      const at = `${truth}/${labelled(name, setting)}`;
      const nuisances = cellStage(cell, {
        name: `${at}/nuisances`,
        kind: "nuisances",
        entry: "on_general_samples",
        slots: { measure: modules.general("nuisances"), losses, learner: code },
        parameters: { ...sampled(cell), ...learning(n) },
        random: true,
        outputs: ["nuisances"],
      });
      const inputs = { nuisances: { stage: nuisances.name, output: "nuisances" } };
      const errors = cellStage(cell, {
        name: `${at}/errors`,
        kind: "learning-errors",
        entry: "on_general_samples",
        slots: { measure: modules.general("nuisanceErrors"), losses },
        parameters: { ...sampled(cell), labels: labelsOf(cell, "", name), setting },
        random: true,
        inputs,
        outputs: ["errors"],
      });
      const given = { at, learner: name, setting, inputs, parameters: sampled(cell) };
      return [
        { ...given, stages: [nuisances, errors], over },
        {
          ...given,
          over: [{ name: jackknife, code }],
          parameters: { ...sampled(cell), ...learning(n) },
          stage: estimate(modules.general("jackknife"), "learner"),
        },
        {
          at: truth,
          over: oracle === undefined ? [] : [{ name: "oracle", code: oracle }],
          parameters: sampled(cell),
        },
      ];
    },
  };
}

/** The sample of a cell, which its stages draw anew. */
const sampled = ({ n, first, count }: Cell): JsonObject => ({ n, first, count });
