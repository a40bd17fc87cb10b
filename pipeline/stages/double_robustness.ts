/**
 * Stage: the exact bias of estimators whose nuisances are wrong, as rows for SQL.
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
import type { StageRun } from "../engine/stage.ts";
import { exactRows } from "./exact_rows.ts";
import { encodeJson } from "./json.ts";
import { problemOf, type ProblemSlot } from "./problem.ts";
import { made } from "./made.ts";

/** Besides these, `estimator0`, `estimator1`, …: rows of terms, or functions. */
interface Slots {
  /** X uniform on [0, 1]. */
  readonly problem: ProblemSlot<AffineFunctionalProblem>;
  readonly learner: (options: never) => Learner;
}

type PerturbationParameters = JsonObject & {
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
};

/** Which of the two factors r = h − m and g = j are wrong. */
const WRONG = { both: [true, true], residual: [true, false], jacobian: [false, true] } as const;

/**
 * Output "rows": {problem, quantity, setting, coordinate, value} with the quantities "bias of …" and
 * "product of errors", −E[(r̂ − r)(ĝ − g)], and settings like "wrong=both,error=0.1" and
 * "wrong=residual,learned".
 */
export function stage(
  { problem: slot, learner, ...others }: Slots,
): StageRun<PerturbationParameters> {
  const slots = others as Readonly<Record<string, ScoreEstimator | Terms>>;
  return ({ n, points, errors, estimators, ...options }, _inputs, random) => {
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
    const candidates: [string, NuisanceValues][] = [
      ...errors.map((error): [string, NuisanceValues] => [
        `error=${error}`,
        perturbed(exact, x, p, error),
      ]),
      ["learned", nuisanceValues(means, w)],
    ];
    return {
      rows: encodeJson(
        candidates.flatMap(([label, candidate]) =>
          Object.entries(WRONG).flatMap(([wrong, [residual, jacobian]]) => {
            const setting = `wrong=${wrong},${label}`;
            const { h, m } = residual ? candidate : exact;
            const values = { h, m, j: jacobian ? candidate.j : exact.j };
            return [
              ...exactRows(name, "product of errors", setting, product(values, exact, p)),
              ...estimators.flatMap((estimator, i) => {
                const mean =
                  formOf(slots[`estimator${i}`]!, gradientOf)(evaluation, values).gradient;
                const bias = mean.map((value, k) => value - gradient[k]!);
                return exactRows(name, `bias of ${estimator}`, setting, bias);
              }),
            ];
          })
        ),
      ),
    };
  };
}

/** h, j and m, each wrong by ε times cosines of its own. */
function perturbed(
  { h, j, m }: NuisanceValues,
  x: Float64Array,
  p: number,
  error: number,
): NuisanceValues {
  const wave = (i: number, l: number): number => 1 + Math.cos(Math.PI * l * x[i]!);
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
    const r = values.h[i]! - exact.h[i]! - (values.m[i]! - exact.m[i]!);
    for (let k = 0; k < p; k++) {
      out[k]! -= r * (values.j[i * p + k]! - exact.j[i * p + k]!) / points;
    }
  }
  return out;
}
