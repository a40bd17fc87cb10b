/**
 * Tasks whose θ is where the inner loop starts and how much each inner parameter is penalised: all terms
 * of a meta-gradient are there.
 *
 * @module
 */

import { requireBetween } from "../../numerics/require.ts";
import type { InnerTask, TaskFamily } from "./task_contract.ts";

/** Settings of `learnedPenalties`. */
export interface LearnedPenaltiesOptions {
  /** ρ > 0, how strongly penalties are pulled to 1; 0.1 unless said. */
  readonly prior?: number;
}

/**
 * Of tasks that learn where they start, with dφ parameters, those of θ = (s, λ), twice as many numbers:
 *
 *     φ_0 = s,  L_in(φ) + ½ Σ_l e^{λ_l} φ_l²,  L_out(φ) + ½ ρ Σ_l λ_l².
 *
 * @throws {RangeError} if ρ is not positive; when a task is drawn, if that starts elsewhere than at θ or has
 * losses that depend on θ.
 */
export function learnedPenalties(
  family: TaskFamily,
  { prior = 0.1 }: LearnedPenaltiesOptions = {},
): TaskFamily {
  requireBetween("prior", prior, Number.MIN_VALUE, Number.MAX_VALUE);
  return {
    name: `${family.name}-penalised`,
    dTheta: 2 * family.dTheta,
    sample: (random) => penalised(family.sample(random), prior),
  };
}

function penalised(task: InnerTask, prior: number): InnerTask {
  const { dPhi: d, steps, stepSize, initial, inner, outer } = task;
  if (initial !== undefined || inner.cross !== undefined || outer.gradientTheta !== undefined) {
    throw new RangeError(
      "learnedPenalties: θ is more than where the task starts: give one that learns its start alone",
    );
  }
  const penalty = (theta: Float64Array, l: number): number => Math.exp(theta[d + l]);
  return {
    dTheta: 2 * d,
    dPhi: d,
    steps,
    stepSize,
    initial: {
      point: (theta, out) => out.set(theta.subarray(0, d)),
      transposedTimes(_theta, v, out) {
        out.fill(0);
        out.set(v);
      },
    },
    inner: {
      value: (theta, phi) =>
        phi.reduce(
          (sum, value, l) => sum + 0.5 * penalty(theta, l) * value * value,
          inner.value(theta, phi),
        ),
      gradient(theta, phi, out) {
        inner.gradient(theta, phi, out);
        for (let l = 0; l < d; l++) out[l] += penalty(theta, l) * phi[l];
      },
      hessianVector(theta, phi, v, out) {
        inner.hessianVector(theta, phi, v, out);
        for (let l = 0; l < d; l++) out[l] += penalty(theta, l) * v[l];
      },
      cross(theta, phi, v, out) {
        out.fill(0);
        for (let l = 0; l < d; l++) out[d + l] = penalty(theta, l) * phi[l] * v[l];
      },
    },
    outer: {
      value: (theta, phi) =>
        theta.subarray(d).reduce(
          (sum, value) => sum + 0.5 * prior * value * value,
          outer.value(theta, phi),
        ),
      gradient: (theta, phi, out) => outer.gradient(theta, phi, out),
      gradientTheta(theta, _phi, out) {
        out.fill(0);
        for (let l = 0; l < d; l++) out[d + l] = prior * theta[d + l];
      },
    },
  };
}
