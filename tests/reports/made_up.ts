/**
 * Makes up numbers for the tests of the report. TEST DATA: nothing here was measured.
 *
 * @module
 */

import type { Row } from "../../reports/model.ts";

/** Made-up noise: a little generator of normal numbers, the same on each run. */
export function noise(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Sample sizes of the made-up experiments. */
export const SIZES = [200, 400, 800, 1600, 3200];
/** Names of estimators, the oracle first. */
export const ESTIMATORS = [
  "oracle",
  "orthogonal",
  "plug-in",
  "plug-in-full",
  "plug-in-adjoint",
  "plug-in-forward",
];

/** Rows of a figure of errors by sample size. */
export function rmseRows(): Row[] {
  const z = noise(7);
  return ESTIMATORS.slice(0, 3).flatMap((estimator, i) =>
    SIZES.map((n) => {
      const bound = Math.sqrt(0.28782462 / n);
      const value = bound * (1 + [0, 25, 70][i] / n + 0.02 * z());
      return { estimator, n, rmse: value, mc_error: 0.028 * value, bound };
    })
  );
}

/** Rows of a figure of coverage by sample size. */
export function coverageRows(): Row[] {
  const z = noise(7);
  return ESTIMATORS.flatMap((estimator, i) =>
    SIZES.map((n) => ({
      estimator,
      n,
      coverage: 0.95 + [0, -0.004, 0.012, -0.05, -0.03, -0.02][i] + 0.005 * z(),
      mc_error: 0.005,
    }))
  );
}

/** Rows of a figure by learner: made of the numbers of learner and estimator and of n. */
export function byLearnerRows(
  values: (learner: number, estimator: number, n: number) => Row,
): Row[] {
  return ["kernel-ridge", "nadaraya-watson", "projection-series"].flatMap((learner, l) =>
    ESTIMATORS.slice(1).flatMap((estimator, e) =>
      SIZES.slice(0, 3).map((n) => ({ learner, estimator, n, ...values(l, e, n) }))
    )
  );
}
