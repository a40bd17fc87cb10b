/**
 * Kernel bilevel optimisation in its several forms: many penalties at once, n rows to learn from.
 *
 * @module
 */

import type { JsonObject } from "../../engine/canonical.ts";
import { cellStage, type Experiment, type Method } from "../experiment.ts";
import { type Besides, GRADIENTS, labelsOf, ofSamples } from "../functional.ts";
import { modules } from "../modules.ts";
import type { PartContext } from "../parts.ts";
import type { Queries } from "../query.ts";

/** As published: the kernel's width, half-decades of its penalty. */
export const KERNEL = {
  sigma: 0.5,
  lambdas: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1],
};

/** The exact gradient of the regularised sine-IV problem with that kernel. */
export const KERNEL_EXACT = { ...KERNEL, gradient: modules.sineIVKernel("sineIVKernelGradient") };

/** By a measure that learns and estimates. */
const alone =
  (measure: string, learner: string, parameters: (n: number) => JsonObject): Besides =>
  ({ n }, at, inputs) => [{
    over: [{ name: "kernel-bilevel", code: "" }],
    at: `${at}/kernel-bilevel`,
    learner,
    parameters: { design: { inner: n }, ...parameters(n) },
    inputs,
    stage: ofSamples({ measure }),
  }];

/** With the kernel of figure 3, and other estimators from the means that it learns. */
export const gaussianKernelBilevel =
  (others: readonly Method[] = []): Besides => (cell, samples, data) => {
    const at = `${samples}/kernel-bilevel`;
    const learner = "gaussian-kernel";
    const parameters = { design: { inner: cell.n }, ...KERNEL };
    const means = cellStage(cell, {
      name: `${at}/means`,
      kind: "nuisances",
      entry: "on_samples",
      slots: { measure: modules.kernelBilevel("kernelMeans") },
      parameters: { labels: labelsOf(cell, "", learner), ...parameters },
      inputs: data,
      outputs: ["means"],
    });
    const own = modules.kernelBilevelMeans("kernelBilevelScore");
    return [{
      over: [{ name: "kernel-bilevel", code: own }, ...others],
      stages: [means],
      at,
      learner,
      parameters,
      inputs: { ...data, means: { stage: means.name, output: "means" } },
      stage: GRADIENTS.stage,
    }];
  };

/** What kernel bilevel optimisation tends to as n grows, beside what it gives in an experiment. */
export const population = (
  { table, exact }: PartContext,
  { id, problem }: Pick<Experiment, "id" | "problem">,
  sql: "kernel_population" | "kernel_root_population" = "kernel_population",
): Queries => {
  const tables = { estimates: table(`${id}/collect`, "estimates"), exact: exact(problem) };
  return { [`${id}/population`]: { sql, tables, into: "summary" } };
};

/** Width of the kernel of figure 4. */
export const ROOT_SIGMA = 2;

/** The penalties of figure 4: a fixed one, and one that falls with n. */
export const rootLambdas = (n: number): number[] => [0.01, 0.05 * Math.exp(-0.6 * Math.log(n))];

/** Roots, with the kernel and the penalties of figure 4. */
export const KERNEL_ROOTS: Besides = alone(
  modules.kernelBilevel("kernelRoots"),
  "gaussian-kernel",
  (n) => ({
    sigma: ROOT_SIGMA,
    lambdas: rootLambdas(n),
    settings: ["lambda=0.01", "lambda=0.05n^-0.6"],
  }),
);

/** The random Fourier features of experiment B4: one fixed draw, ours. */
export const FEATURES = { count: 256, gamma: 0.35, draw: 1 };

/** On those features. */
export const FEATURE_BILEVEL: Besides = alone(
  modules.kernelBilevel("featureGradients"),
  "random-fourier",
  () => ({ features: FEATURES, lambdas: KERNEL.lambdas }),
);
