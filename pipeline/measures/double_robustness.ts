/**
 * The exact bias of estimators whose nuisances are wrong.
 *
 * The mean over N points (i + ½)/N, i < N, is that over X uniform on [0, 1] for cosine polynomials
 * of degree below 2N; and scores are affine in (G, T_w, Y), so that conditional means in their places
 * give the score's mean given X. An estimator that is handed both gives its expectation.
 *
 * @module
 */

import type { NuisanceValues, ScoreEstimator } from "../../estimators/functional/contract.ts";
import { sampleSplit } from "../../estimators/functional/cross_fit.ts";
import { nuisanceValues, outerEvaluation } from "../../estimators/functional/evaluate.ts";
import { gradientOf } from "../../estimators/functional/score.ts";
import { formOf, type Terms } from "../../estimators/functional/terms.ts";
import type { Learner } from "../../estimators/nuisance/contract.ts";
import { Stream } from "../../numerics/random.ts";
import type { AffineFunctionalProblem } from "../../problems/functional/contract.ts";
import type { JsonObject } from "../engine/canonical.ts";
import type { StreamName } from "../engine/stage.ts";
import { byCoordinate, type ExactValue } from "./exact_values.ts";
import { made, type Maker, problemOf, type ProblemSlot } from "../slots/made.ts";

/** Besides these, `estimator0`, `estimator1`, …: rows of terms, or functions. */
interface Slots {
  /** X uniform on [0, 1]. */
  readonly problem: ProblemSlot<AffineFunctionalProblem>;
  readonly learner: Maker<Learner>;
}

interface PerturbationOptions {
  /** Options of the problem, if its slot takes any. */
  readonly problem?: JsonObject;
  /** Options of the learner. */
  readonly learner: JsonObject;
  /** Rows that the learner learns from. */
  readonly n: number;
  /** N. */
  readonly points: number;
  /** Sizes ε of the errors made on purpose. */
  readonly errors: readonly number[];
  /** Names of the estimators, in the order of their slots. */
  readonly estimators: readonly string[];
}

/** Which of the two factors r = h − m and g = j are wrong. */
const WRONG = { both: [true, true], residual: [true, false], jacobian: [false, true] } as const;

/**
 * The quantities "bias of …" and "product of errors", −E[(r̂ − r)(ĝ − g)], with settings like
 * "wrong=both,error=0.1" and "wrong=residual,learned": the variant is what is wrong, the level ε.
 */
export function doubleRobustness(
  { n, points, errors, estimators, ...options }: PerturbationOptions,
  { problem: slot, learner, ...others }: Slots,
  random: StreamName,
): ExactValue[] {
  const slots: Readonly<Record<string, ScoreEstimator | Terms>> = others;
  const problem = problemOf(slot, options.problem);
  const { name, d, p, outerPoint: w } = problem;
  if (d !== 1) {
    throw new RangeError(`${name} has ${d} covariates: the grid is of a single one`);
  }
  const x = Float64Array.from({ length: points }, (_, i) => (i + 0.5) / points);
  const truth = problem.conditionalMeans(x);
  const evaluation = outerEvaluation({ g: truth.j, t0: truth.h0 }, truth.m, w);
  const exact = nuisanceValues(truth, w);
  const gradient = problem.gradient(w);
  const sample = problem.sample(n, Stream.of(...random, n));
  const inner = problem.innerTarget(sample);
  const fitted = made(learner, options.learner);
  const { means } = sampleSplit(sample, inner, { n: points, x }, fitted);
  const candidates = [
    ...errors.map((error) => ({
      label: `error=${error}`,
      level: error,
      values: perturbed(exact, x, p, error),
    })),
    { label: "learned", level: NaN, values: nuisanceValues(means, w) },
  ];
  return candidates.flatMap(({ label, level, values: candidate }) =>
    Object.entries(WRONG).flatMap(([variant, [residual, jacobian]]) => {
      const about = { setting: `wrong=${variant},${label}`, level, variant };
      const { h, m } = residual ? candidate : exact;
      const values = { h, m, j: jacobian ? candidate.j : exact.j };
      return [
        ...byCoordinate({ ...about, quantity: "product of errors" }, product(values, exact, p)),
        ...estimators.flatMap((estimator, i) => {
          const mean = formOf(slots[`estimator${i}`], gradientOf)(evaluation, values).gradient;
          const bias = mean.map((value, k) => value - gradient[k]);
          return byCoordinate(
            { ...about, quantity: `bias of ${estimator}`, method: estimator },
            bias,
          );
        }),
      ];
    })
  );
}

/** h, j and m, each wrong by ε times cosines of its own. */
function perturbed(
  { h, j, m }: NuisanceValues,
  x: Float64Array,
  p: number,
  error: number,
): NuisanceValues {
  const wave = (i: number, l: number): number => 1 + Math.cos(Math.PI * l * x[i]);
  return {
    h: h.map((value, i) => value + error * wave(i, 1)),
    j: j.map((value, at) => value + error * wave(Math.floor(at / p), 1 + at % p)),
    m: m.map((value, i) => value - error * wave(i, 3)),
  };
}

/** −E[(r̂ − r)(ĝ − g)], p. */
function product(values: NuisanceValues, exact: NuisanceValues, p: number): Float64Array {
  const points = exact.m.length;
  const out = new Float64Array(p);
  for (let i = 0; i < points; i++) {
    const r = values.h[i] - exact.h[i] - (values.m[i] - exact.m[i]);
    for (let k = 0; k < p; k++) {
      out[k] -= r * (values.j[i * p + k] - exact.j[i * p + k]) / points;
    }
  }
  return out;
}
