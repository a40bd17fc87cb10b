import {
  classFor,
  type FunctionClass,
  type QuadraticRisk,
  type RiskLearner,
} from "../../../estimators/nuisance/quadratic_risk.ts";
import type { Stream } from "../../../numerics/random.ts";

/** A regression of one output. */
export interface Regression {
  readonly n: number;
  readonly d: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Normal covariates and f of each row, with noise. */
export function regression(
  n: number,
  d: number,
  f: (x: Float64Array) => number,
  noise: number,
  random: Stream,
): Regression {
  const x = random.split("x").fillNormal(new Float64Array(n * d));
  const errors = random.split("noise").fillNormal(new Float64Array(n));
  const y = errors.map((e, i) => f(x.subarray(i * d, (i + 1) * d)) + noise * e);
  return { n, d, x, y };
}

/** Plain squares: W = 1, U = −y. */
export function squares(y: Float64Array): QuadraticRisk {
  return { weight: new Float64Array(y.length).fill(1), linear: y.map((value) => -value) };
}

/** The class that a learner makes for a risk, and its minimiser's values at m points. */
export function learned(
  learner: RiskLearner,
  { n, d, x, y }: Regression,
  risk: QuadraticRisk = squares(y),
): { readonly functions: FunctionClass; at(points: Float64Array): Float64Array } {
  const functions = classFor(learner(x, n, d), () => risk);
  const coefficients = functions.weighted(risk.weight)(risk.linear, 1);
  return {
    functions,
    at: (points) => functions.evaluate(coefficients, 1, points, points.length / d),
  };
}

/** 1 − Σ(f − y)²/Σ(y − ȳ)². */
export function explained(f: Float64Array, y: Float64Array): number {
  const mean = y.reduce((sum, value) => sum + value / y.length, 0);
  const sum = (of: (i: number) => number) => y.reduce((total, _, i) => total + of(i) * of(i), 0);
  return 1 - sum((i) => y[i] - f[i]) / sum((i) => y[i] - mean);
}
