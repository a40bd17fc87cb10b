import { assert, assertAlmostEquals, assertThrows } from "@std/assert";
import {
  type AdjointValues,
  generalAdjoint,
  generalForward,
  generalOrthogonal,
  generalScores,
} from "../../../estimators/functional/general_score.ts";
import { quadraticLosses } from "../../../estimators/functional/loss_pairs.ts";
import { type LossDerivatives, lossDerivatives } from "../../../estimators/functional/losses.ts";
import { doublyRobustScores } from "../../../estimators/functional/score.ts";
import { Stream } from "../../../numerics/random.ts";
import {
  derivative,
  exactGradient,
  exactNuisances,
  type Population,
  populations,
  shifted,
  weightedMean,
} from "./general_support.ts";
import { arbitrary, maxDifference, normals } from "./support.ts";

type Name = "h" | "a" | "b" | "c";
type Scores = (losses: LossDerivatives, adjoint: AdjointValues) => Float64Array;

const forwardScores: Scores = ({ p, outer }, { b }) =>
  outer.w.map((value, at) => value + b[at] * outer.v[Math.floor(at / p)]);
const adjointScores: Scores = ({ p, inner, outer }, { a }) =>
  outer.w.map((value, at) => value + inner.vw[at] * a[Math.floor(at / p)]);

/** The bias of a mean of scores when the named nuisances are wrong by functions of that size. */
function bias(
  population: Population,
  scores: Scores,
  size: number,
  which: readonly Name[],
): Float64Array {
  const { pair, w, x, z, weights } = population;
  const exact = exactNuisances(population, w, weights);
  const wrong = (name: Name) => {
    if (!which.includes(name)) return exact[name];
    const k = exact[name].length / x.length;
    const shift = normals(4 * k, Stream.of("tests", "general", pair.name, name));
    return exact[name].map((value, at) => value + size * shift[x[Math.floor(at / k)] * k + at % k]);
  };
  const losses = lossDerivatives(pair, w, wrong("h"), z);
  const mean = weightedMean(
    scores(losses, { a: wrong("a"), b: wrong("b"), c: wrong("c") }),
    weights,
  );
  const psi = exactGradient(population, w, weights);
  return mean.map((value, k) => value - psi[k]);
}

/** Slope of log |bias| in log size, between two small sizes. */
function order(population: Population, scores: Scores, which: readonly Name[]): number {
  const norm = (size: number) => {
    const b = bias(population, scores, size, which);
    return Math.sqrt(b.reduce((sum, value) => sum + value * value, 0));
  };
  return Math.log(norm(2e-3) / norm(5e-4)) / Math.log(4);
}

for (const population of populations) {
  const { pair, w, n, weights } = population;
  const exact = exactNuisances(population, w, weights);
  const psi = exactGradient(population, w, weights);

  Deno.test(`${pair.name}: the score is the Gateaux derivative of the gradient at every point mass`, () => {
    const scores = generalScores(exact.losses, exact);
    let largest = 0;
    for (let i = 0; i < n; i++) {
      // along (1 − t)P + t δ_i
      const along = (t: number) =>
        exactGradient(population, w, shifted(weights.map((value) => (1 - t) * value), i, t));
      const influence = scores.subarray(2 * i, 2 * i + 2).map((value, k) => value - psi[k]);
      largest = Math.max(largest, maxDifference(derivative(along, 5e-5), influence));
    }
    assert(largest < 1e-7, `off by ${largest}`);
  });

  Deno.test(`${pair.name}: the gradient is that of F, and c is the derivative of a`, () => {
    const objective = (w: Float64Array) =>
      weightedMean(exactNuisances(population, w, weights).losses.outer.value, weights);
    for (let k = 0; k < 2; k++) {
      const slope = derivative((t) => objective(shifted(w, k, t)), 1e-3)[0];
      assertAlmostEquals(slope, psi[k], 1e-9);
      for (const [f, jacobian] of [["h", exact.b], ["a", exact.c]] as const) {
        const column = derivative(
          (t) => exactNuisances(population, shifted(w, k, t), weights)[f],
          1e-3,
        );
        assert(maxDifference(column, jacobian.filter((_, at) => at % 2 === k)) < 1e-8);
      }
    }
  });

  Deno.test(`${pair.name}: all three scores have the gradient as their mean at the truth`, () => {
    for (const scores of [generalScores, forwardScores, adjointScores]) {
      assert(maxDifference(weightedMean(scores(exact.losses, exact), weights), psi) < 1e-13);
    }
  });

  Deno.test(`${pair.name}: the bias is of order 1 for the plug-ins and 2 for the orthogonal score`, () => {
    const all = ["h", "a", "b", "c"] as const;
    assertAlmostEquals(order(population, forwardScores, all), 1, 0.05);
    assertAlmostEquals(order(population, adjointScores, all), 1, 0.05);
    assertAlmostEquals(order(population, generalScores, all), 2, 0.05);
  });

  Deno.test(`${pair.name}: a wrong a, b or c alone does no harm, and neither does c with them`, () => {
    for (const which of [["a"], ["b"], ["c"], ["a", "c"], ["b", "c"]] as const) {
      assert(maxDifference(bias(population, generalScores, 3, which), [0, 0]) < 1e-12);
    }
    const both = bias(population, generalScores, 0.3, ["a", "b"]);
    assert(maxDifference(both, [0, 0]) > 1e-3);
  });

  Deno.test(`${pair.name}: the mean score is the derivative of the debiased objective`, () => {
    // any smooth (h, a) of w will do, far from the truth
    const draw = (name: string) => normals(n, Stream.of("tests", "debiased", name));
    const [h0, h1, a0, a1] = ["h0", "h1", "a0", "a1"].map(draw);
    const h = (w: Float64Array) => h0.map((v, i) => v + Math.sin(w[0] * h1[i]) + w[1] * w[1]);
    const a = (w: Float64Array) => a0.map((v, i) => v * w[0] + Math.cos(w[1] * a1[i]));
    const jacobian = (f: (w: Float64Array) => Float64Array) => {
      const columns = [0, 1].map((k) => derivative((t) => f(shifted(w, k, t)), 1e-3));
      return Float64Array.from({ length: 2 * n }, (_, at) => columns[at % 2][at >> 1]);
    };
    const debiased = (w: Float64Array) => {
      const { inner, outer } = lossDerivatives(pair, w, h(w), population.z);
      const values = a(w).map((adjoint, i) => outer.value[i] + adjoint * inner.v[i]);
      return Float64Array.of(values.reduce((sum, value) => sum + value, 0) / n);
    };
    const { gradient } = generalOrthogonal(
      lossDerivatives(pair, w, h(w), population.z),
      { a: a(w), b: jacobian(h), c: jacobian(a) },
    );
    for (let k = 0; k < 2; k++) {
      assertAlmostEquals(derivative((t) => debiased(shifted(w, k, t)), 1e-3)[0], gradient[k], 1e-8);
    }
  });
}

Deno.test("an error of h alone does harm to second order, none if the losses are quadratic", () => {
  for (const population of populations) {
    if (population.pair.name === "quadratic") {
      assert(maxDifference(bias(population, generalScores, 3, ["h"]), [0, 0]) < 1e-12);
    } else {
      assertAlmostEquals(order(population, generalScores, ["h"]), 2, 0.05);
    }
  }
});

Deno.test("with h right the bias is E[H (â − a)(b̂ − b)]", () => {
  for (const population of populations) {
    const { pair, w, x, weights } = population;
    const { losses } = exactNuisances(population, w, weights);
    const da = normals(4, Stream.of("tests", "general", pair.name, "a"));
    const db = normals(8, Stream.of("tests", "general", pair.name, "b"));
    const products = Float64Array.from({ length: 2 * x.length }, (_, at) => {
      const cell = x[at >> 1];
      return losses.inner.vv[at >> 1] * da[cell] * db[2 * cell + at % 2];
    });
    const expected = weightedMean(products, weights);
    assert(maxDifference(bias(population, generalScores, 1, ["a", "b", "c"]), expected) < 1e-12);
  }
});

Deno.test("for quadratic losses with b = j, a = m − h, c = −j it is the doubly robust score", () => {
  const n = 60;
  const p = 3;
  const { evaluation, nuisances } = arbitrary(n, p, Stream.of("tests", "quadratic"));
  const { j, h, m } = nuisances;
  // Z = (G, T_0, Y) at w = 0, where T_w = T_0
  const z = Float64Array.from({ length: n * (p + 2) }, (_, at) => {
    const i = Math.floor(at / (p + 2));
    const k = at % (p + 2);
    if (k < p) return evaluation.jacobian[i * p + k];
    return k === p ? evaluation.target[i] : evaluation.outcome[i];
  });
  const losses = lossDerivatives(quadraticLosses(p), new Float64Array(p), h, z);
  const adjoint = { a: h.map((value, i) => m[i] - value), b: j, c: j.map((value) => -value) };
  const expected = doublyRobustScores(evaluation, nuisances);
  assert(maxDifference(generalScores(losses, adjoint), expected) < 1e-10);
});

Deno.test("the estimates are means of their scores, with Wald standard errors", () => {
  const { pair, w, n, z } = populations[2];
  const draw = (name: string, size: number) => normals(size, Stream.of("tests", "means", name));
  const losses = lossDerivatives(pair, w, draw("h", n), z);
  const adjoint = { a: draw("a", n), b: draw("b", 2 * n), c: draw("c", 2 * n) };
  const equal = new Float64Array(n).fill(1 / n);
  const cases = [
    [generalOrthogonal, generalScores],
    [generalForward, forwardScores],
    [generalAdjoint, adjointScores],
  ] as const;
  for (const [estimator, scores] of cases) {
    const values = scores(losses, adjoint);
    const mean = weightedMean(values, equal);
    const { gradient, standardError } = estimator(losses, adjoint);
    assert(maxDifference(gradient, mean) < 1e-14);
    const squares = weightedMean(values.map((s, at) => (s - mean[at % 2]) ** 2), equal);
    assert(maxDifference(standardError, squares.map((s) => Math.sqrt(s / (n - 1)))) < 1e-14);
  }
});

Deno.test("the general score rejects arrays whose sizes do not agree", () => {
  const population = populations[0];
  const { losses, ...exact } = exactNuisances(population, population.w, population.weights);
  for (const name of ["a", "b", "c"] as const) {
    for (const estimator of [generalOrthogonal, generalForward, generalAdjoint]) {
      assertThrows(
        () => estimator(losses, { ...exact, [name]: exact[name].subarray(1) }),
        RangeError,
        `${name} has`,
      );
    }
  }
});
