import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import type { NuisanceValues } from "../../../estimators/functional/contract.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import { oracle, orthogonal } from "../../../estimators/functional/orthogonal.ts";
import * as plugIn from "../../../estimators/functional/plug_in.ts";
import { doublyRobustScores } from "../../../estimators/functional/score.ts";
import { Stream } from "../../../numerics/random.ts";
import { arbitrary, cellMeans, discretePopulation, maxDifference, normals } from "./support.ts";

const population = discretePopulation();
const equal = new Float64Array(population.n).fill(1);
const w = Float64Array.of(0.8, -0.6);
const evaluation = outerEvaluation(population, population.y, w);

/** The population's true nuisances when the rows have the given weights. */
function truth(weights: Float64Array): NuisanceValues {
  const { x, g, t0, y } = population;
  return nuisanceValues(
    { j: cellMeans(x, g, weights), h0: cellMeans(x, t0, weights), m: cellMeans(x, y, weights) },
    w,
  );
}

/** Ψ of the weighted population: E[j (h − m)]. */
function gradient(weights: Float64Array): Float64Array {
  const { j, h, m } = truth(weights);
  const mass = weights.reduce((sum, value) => sum + value, 0);
  const psi = new Float64Array(2);
  for (let i = 0; i < population.n; i++) {
    for (let k = 0; k < 2; k++) psi[k] += weights[i] * j[2 * i + k] * (h[i] - m[i]) / mass;
  }
  return psi;
}

/** Functions of X that differ from the truth by noise of the given size. */
function perturbed(size: number, which: readonly ("j" | "h" | "m")[]): NuisanceValues {
  const { x } = population;
  const values = truth(equal);
  const shifted = (name: "j" | "h" | "m") => {
    if (!which.includes(name)) return values[name];
    const k = values[name].length / population.n;
    const shift = normals(4 * k, Stream.of("tests", "score", name));
    return values[name].map((value, at) =>
      value + size * shift[x[Math.floor(at / k)] * k + at % k]
    );
  };
  return { j: shifted("j"), h: shifted("h"), m: shifted("m") };
}

Deno.test("orthogonal = adjoint plug-in + forward plug-in − full plug-in", () => {
  const { evaluation, nuisances } = arbitrary(57, 3, Stream.of("tests", "identity"));
  const parts = [plugIn.adjoint, plugIn.forward, plugIn.full]
    .map((estimator) => estimator(evaluation, nuisances).gradient);
  const combined = parts[0].map((value, k) => value + parts[1][k] - parts[2][k]);
  assert(maxDifference(orthogonal(evaluation, nuisances).gradient, combined) < 1e-14);
});

Deno.test("oracle and orthogonal are one score at the same nuisances", () => {
  const { evaluation, nuisances } = arbitrary(40, 2, Stream.of("tests", "same"));
  const a = oracle(evaluation, nuisances);
  const b = orthogonal(evaluation, nuisances);
  assert(maxDifference(a.gradient, b.gradient) === 0);
  assert(maxDifference(a.standardError, b.standardError) === 0);
});

Deno.test("every estimator is exact at the true nuisances", () => {
  const psi = gradient(equal);
  for (const estimator of [orthogonal, oracle, ...Object.values(plugIn)]) {
    assert(maxDifference(estimator(evaluation, truth(equal)).gradient, psi) < 1e-13);
  }
});

Deno.test("orthogonal has the bias −E[(r̂ − r)(ĵ − j)] exactly, the plug-ins theirs", () => {
  const { j, h, m } = truth(equal);
  const wrong = perturbed(0.7, ["j", "h", "m"]);
  const psi = gradient(equal);
  const mean = (f: (i: number, at: number) => number) =>
    Float64Array.from([0, 1], (k) => {
      let sum = 0;
      for (let i = 0; i < population.n; i++) sum += f(i, 2 * i + k);
      return sum / population.n;
    });
  const r = (i: number) => h[i] - m[i];
  const dj = (at: number) => wrong.j[at] - j[at];
  const dr = (i: number) => wrong.h[i] - wrong.m[i] - r(i);
  const dh = (i: number) => wrong.h[i] - h[i];
  const expected = [
    [orthogonal, mean((i, at) => -dr(i) * dj(at))],
    [plugIn.full, mean((i, at) => r(i) * dj(at) + j[at] * dr(i) + dr(i) * dj(at))],
    [plugIn.published, mean((i, at) => r(i) * dj(at) + j[at] * dh(i) + dj(at) * dh(i))],
    [plugIn.adjoint, mean((i, at) => j[at] * dr(i))],
    [plugIn.forward, mean((i, at) => r(i) * dj(at))],
  ] as const;
  for (const [estimator, bias] of expected) {
    const got = estimator(evaluation, wrong).gradient.map((value, k) => value - psi[k]);
    assert(maxDifference(got, bias) < 1e-13);
    assert(Math.abs(bias[0]) > 0.01);
  }
});

Deno.test("orthogonal is doubly robust: right j, or right h and m, suffices", () => {
  const psi = gradient(equal);
  for (const which of [["j"], ["h", "m"]] as const) {
    const estimate = orthogonal(evaluation, perturbed(5, which)).gradient;
    assert(maxDifference(estimate, psi) < 1e-12);
  }
  const both = orthogonal(evaluation, perturbed(5, ["j", "h"])).gradient;
  assert(maxDifference(both, psi) > 0.1);
});

Deno.test("the score is the Gateaux derivative of the gradient at every point mass", () => {
  const psi = gradient(equal);
  const scores = doublyRobustScores(evaluation, truth(equal));
  // (1 − ε)P + εδ_i, for ε of both signs; extrapolated to remove the term in ε²
  const central = (i: number, epsilon: number) => {
    const at = (e: number) => {
      const weights = equal.map(() => (1 - e) / population.n);
      weights[i] += e;
      return gradient(weights);
    };
    const above = at(epsilon);
    const below = at(-epsilon);
    return above.map((value, k) => (value - below[k]) / (2 * epsilon));
  };
  for (let i = 0; i < population.n; i++) {
    const coarse = central(i, 2e-4);
    const fine = central(i, 1e-4);
    for (let k = 0; k < 2; k++) {
      const derivative = (4 * fine[k] - coarse[k]) / 3;
      assertAlmostEquals(derivative, scores[2 * i + k] - psi[k], 1e-7);
    }
  }
});

Deno.test("scores have the formula jR + r(G − j), observation by observation", () => {
  const scores = doublyRobustScores(
    {
      n: 1,
      p: 2,
      target: Float64Array.of(3),
      jacobian: Float64Array.of(5, 7),
      outcome: Float64Array.of(1),
    },
    { j: Float64Array.of(2, 4), h: Float64Array.of(10), m: Float64Array.of(0.5) },
  );
  assert(maxDifference(scores, [2 * 2 + 9.5 * 3, 4 * 2 + 9.5 * 3]) === 0);
});

Deno.test("estimators reject arrays whose sizes do not agree", () => {
  const { evaluation, nuisances } = arbitrary(6, 2, Stream.of("tests", "shapes"));
  const cut = (a: Float64Array) => a.subarray(1);
  for (const estimator of [orthogonal, oracle, ...Object.values(plugIn)]) {
    for (const name of ["target", "jacobian", "outcome"] as const) {
      assertThrows(
        () => estimator({ ...evaluation, [name]: cut(evaluation[name]) }, nuisances),
        RangeError,
        `${name} has`,
      );
    }
    for (const name of ["j", "h", "m"] as const) {
      assertThrows(
        () => estimator(evaluation, { ...nuisances, [name]: cut(nuisances[name]) }),
        RangeError,
        `${name} has`,
      );
    }
  }
});
