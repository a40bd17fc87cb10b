/**
 * Stage: how far the learned nuisances of a problem with general losses are from the true ones, their
 * losses out of fold, and the guard rails.
 *
 * @module
 */

import { nuisanceLosses } from "../../estimators/functional/general_nuisance_losses.ts";
import type { GuardRails } from "../../estimators/functional/general_nuisances.ts";
import type { StageRun } from "../engine/stage.ts";
import { encodeBlock } from "./block.ts";
import {
  decodeNuisances,
  type GeneralParameters,
  generalReplications,
  type GeneralSlots,
  withLosses,
} from "./general_block.ts";
import type { GeneralLabels } from "./general_estimates.ts";

/** Input "nuisances"; output "errors", count × the metrics that its header names. */
export function stage(slots: GeneralSlots): StageRun<GeneralParameters & GeneralLabels> {
  return (parameters, inputs, random) => {
    const replications = generalReplications(slots, parameters, random);
    const { problem, samples } = replications;
    const learned = decodeNuisances(inputs.nuisances![0]!);
    const rows = Array.from(samples, (sample, i) => {
      const nuisances = withLosses(learned[i]!, replications, sample);
      const truth = problem.nuisances(sample.x, problem.outerPoint);
      const { h, a, b, c } = nuisanceLosses(nuisances);
      return {
        error_h: distance(nuisances.h, truth.h, sample.n),
        error_a: distance(nuisances.a, truth.a, sample.n),
        error_b: distance(nuisances.b, truth.b, sample.n),
        error_c: distance(nuisances.c, truth.c, sample.n),
        loss_h: h,
        risk_a: a,
        risk_b: sum(b),
        risk_c: sum(c),
        ...railMetrics(nuisances.guardRails, sample.n),
      };
    });
    const metrics = Object.keys(rows[0]!);
    const value = Float64Array.from(rows.flatMap((row) => Object.values(row)));
    const { labels, setting, count } = parameters;
    return { errors: encodeBlock({ ...labels, count, setting, metrics }, { value }) };
  };
}

/** The guard rails of one replication: over K folds n(K − 1) weights were used. */
function railMetrics(rails: readonly GuardRails[], n: number): Record<string, number> {
  const total = (of: (rail: GuardRails) => number): number =>
    rails.reduce((sum, rail) => sum + of(rail), 0);
  return {
    clipped_share: total(({ clipped }) => clipped) / (n * (rails.length - 1)),
    smallest_weight: Math.min(...rails.map(({ smallestWeight }) => smallestWeight)),
    newton_steps: total(({ iterations }) => iterations) / rails.length,
    not_converged: total(({ converged }) => (converged ? 0 : 1)),
  };
}

/** The root mean square over n observations of the distance of two functions. */
function distance(learned: Float64Array, truth: Float64Array, n: number): number {
  return Math.sqrt(
    sum(learned.map((value, at) => {
      const error = value - truth[at]!;
      return error * error;
    })) / n,
  );
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
