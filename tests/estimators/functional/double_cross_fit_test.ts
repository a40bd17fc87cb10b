import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { NuisanceValues } from "../../../estimators/functional/contract.ts";
import { crossFit, randomFolds } from "../../../estimators/functional/cross_fit.ts";
import {
  doubleCrossFit,
  doubleNuisanceValues,
} from "../../../estimators/functional/double_cross_fit.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import { oracle, orthogonal } from "../../../estimators/functional/orthogonal.ts";
import { full } from "../../../estimators/functional/plug_in.ts";
import type { Learner } from "../../../estimators/nuisance/contract.ts";
import { ridge } from "../../../estimators/nuisance/ridge.ts";
import { Stream } from "../../../numerics/random.ts";
import { sineIVExogenous } from "../../../problems/functional/sine_iv.ts";
import type { InnerTarget, Sample } from "../../../problems/functional/contract.ts";
import { maxDifference, normals } from "./support.ts";

const N = 35;
const D = 2;
const P = 2;

function data(label: string): { sample: Sample; inner: InnerTarget } {
  const random = Stream.of("tests", "double", label);
  const x = normals(N * D, random.split("x"));
  const y = normals(N, random.split("y"));
  const inner = { g: normals(N * P, random.split("g")), t0: normals(N, random.split("t0")) };
  return { sample: { n: N, x, t: new Float64Array(0), y }, inner };
}

/** The mean of the outputs, whatever x is. */
const mean: Learner = ({ n, q, y }) => {
  const means = new Float64Array(q);
  for (let at = 0; at < n * q; at++) means[at % q] += y[at] / n;
  return {
    predict: (_x, rows) => Float64Array.from({ length: rows * q }, (_, at) => means[at % q]),
  };
};

Deno.test("directions and residuals equal regressions on the folds written out", () => {
  const { sample, inner } = data("by hand");
  // for each number of folds and held-out fold: who teaches the direction, who the residual
  const circles: Record<number, [number[], number[]][]> = {
    3: [[[1], [2]], [[2], [0]], [[0], [1]]],
    4: [[[1, 2], [3]], [[2, 3], [0]], [[3, 0], [1]], [[0, 1], [2]]],
    5: [[[1, 2], [3, 4]], [[2, 3], [4, 0]], [[3, 4], [0, 1]], [[4, 0], [1, 2]], [[0, 1], [2, 3]]],
  };
  for (const [folds, circle] of Object.entries(circles)) {
    const fold = randomFolds(N, Number(folds), Stream.of("tests", "circle", folds));
    const learned = doubleCrossFit(sample, inner, fold, ridge(0.3));
    assertEquals(learned.chosen, new Array(2 * circle.length).fill({}));
    const outputs = (i: number) => [...inner.g.slice(i * P, i * P + P), inner.t0[i], sample.y[i]];
    circle.forEach((teachers, k) => {
      [learned.direction, learned.residual].forEach((means, part) => {
        const rows = [...fold.keys()].filter((i) => teachers[part].includes(fold[i]));
        const regression = ridge(0.3)({
          n: rows.length,
          d: D,
          q: P + 2,
          x: Float64Array.from(rows.flatMap((i) => [...sample.x.subarray(i * D, i * D + D)])),
          y: Float64Array.from(rows.flatMap(outputs)),
        });
        for (const i of [...fold.keys()].filter((i) => fold[i] === k)) {
          const expected = regression.predict(sample.x.slice(i * D, i * D + D), 1);
          const actual = [...means.j.slice(i * P, i * P + P), means.h0[i], means.m[i]];
          assert(maxDifference(actual, expected) < 1e-12);
        }
      });
    });
  }
});

Deno.test("no observation teaches both a direction and a residual of the same observation", () => {
  const { sample, inner } = data("disjoint");
  const fold = randomFolds(N, 5, Stream.of("tests", "disjoint"));
  const before = doubleCrossFit(sample, inner, fold, ridge(0.1));
  const g = inner.g.slice();
  g[2 * 7] += 50;
  const after = doubleCrossFit(sample, { ...inner, g }, fold, ridge(0.1));
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < N; i++) {
    const moved = (part: "direction" | "residual") =>
      after[part].j[i * P] !== before[part].j[i * P];
    const [direction, residual] = [moved("direction"), moved("residual")];
    assert(!(direction && residual));
    if (fold[i] === fold[7]) assert(!direction && !residual);
    counts[direction ? 0 : residual ? 1 : 2]++;
  }
  assertEquals(counts, [14, 14, 7, 0]);
});

Deno.test("h of the score comes from the residual's part alone, j from the direction's", () => {
  const { sample, inner } = data("values");
  const fold = randomFolds(N, 3, Stream.of("tests", "values"));
  const w = Float64Array.of(0.7, -1.2);
  const learned = doubleCrossFit(sample, inner, fold, ridge(0.2));
  const values = doubleNuisanceValues(learned, w);
  assertEquals(values.j, learned.direction.j);
  assertEquals(values.m, learned.residual.m);
  assertEquals(values.h, nuisanceValues(learned.residual, w).h);
  assert(maxDifference(values.h, nuisanceValues(learned.direction, w).h) > 0.01);
});

Deno.test("reordering the observations reorders what is learned", () => {
  const { sample, inner } = data("order");
  const fold = randomFolds(N, 5, Stream.of("tests", "order"));
  const order = Stream.of("tests", "reorder").permutation(N);
  const reordered = (matrix: Float64Array): Float64Array => {
    const width = matrix.length / N;
    return Float64Array.from(
      [...order].flatMap((i) => [...matrix.slice(i * width, (i + 1) * width)]),
    );
  };
  const learned = doubleCrossFit(sample, inner, fold, ridge(0.2));
  const other = doubleCrossFit(
    { ...sample, x: reordered(sample.x), y: reordered(sample.y) },
    { g: reordered(inner.g), t0: reordered(inner.t0) },
    Uint32Array.from(order, (i) => fold[i]),
    ridge(0.2),
  );
  for (const part of ["direction", "residual"] as const) {
    for (const name of ["j", "h0", "m"] as const) {
      assert(maxDifference(other[part][name], reordered(learned[part][name])) < 1e-12);
    }
  }
});

Deno.test("turning the circle of folds changes nothing; turning it back to front swaps the parts", () => {
  const { sample, inner } = data("circle");
  const fold = randomFolds(N, 5, Stream.of("tests", "turn"));
  const learned = doubleCrossFit(sample, inner, fold, ridge(0.2));
  const turned = doubleCrossFit(sample, inner, fold.map((k) => (k + 2) % 5), ridge(0.2));
  assertEquals([turned.direction, turned.residual], [learned.direction, learned.residual]);
  const reversed = doubleCrossFit(sample, inner, fold.map((k) => 4 - k), ridge(0.2));
  assertEquals([reversed.direction, reversed.residual], [learned.residual, learned.direction]);
});

Deno.test("a learner that is exactly right gives the oracle", () => {
  const n = 60;
  const problem = sineIVExogenous;
  const sample = problem.sample(n, Stream.of("tests", "oracle"));
  const inner = problem.innerTarget(sample);
  const w = problem.outerPoint;
  const exact: Learner = ({ q }) => ({
    predict: (x, rows) => {
      const { j, m } = problem.conditionalMeans(x);
      return Float64Array.from(
        { length: rows * q },
        (_, at) =>
          at % q < q - 1 ? j[Math.floor(at / q) * (q - 1) + at % q] : m[Math.floor(at / q)],
      );
    },
  });
  const fold = randomFolds(n, 4, Stream.of("tests", "oracle folds"));
  const values = doubleNuisanceValues(doubleCrossFit(sample, inner, fold, exact), w);
  const evaluation = outerEvaluation(inner, sample.y, w);
  const truth = nuisanceValues(problem.conditionalMeans(sample.x), w);
  assertEquals(orthogonal(evaluation, values), oracle(evaluation, truth));
});

/**
 * Exact means of both estimators over all signs of the noise: G = g + ξ_i and Y = m + c ξ_i, ξ_i = ±1
 * with probability ½, learned by the sample mean.
 */
function exactMeans(
  w: number,
  { g, m, c }: { g: number; m: number; c: number },
  learn: (sample: Sample, inner: InnerTarget, fold: Uint32Array) => NuisanceValues,
): { full: number; orthogonal: number } {
  const n = 6;
  const fold = Uint32Array.of(0, 0, 1, 1, 2, 2);
  const sums = { full: 0, orthogonal: 0 };
  for (let signs = 0; signs < 64; signs++) {
    const xi = Float64Array.from({ length: n }, (_, i) => (signs >> i) % 2 === 0 ? 1 : -1);
    const y = xi.map((value) => m + c * value);
    const sample = { n, x: new Float64Array(n), t: new Float64Array(0), y };
    const inner = { g: xi.map((value) => g + value), t0: new Float64Array(n) };
    const values = learn(sample, inner, fold);
    const evaluation = outerEvaluation(inner, y, Float64Array.of(w));
    sums.full += full(evaluation, values).gradient[0] / 64;
    sums.orthogonal += orthogonal(evaluation, values).gradient[0] / 64;
  }
  return sums;
}

Deno.test("shared noise biases both gradients by its covariance; disjoint folds leave none", () => {
  const design = { g: 0.7, m: -0.4, c: 0.3 };
  const w = 1.6;
  const exact = design.g * (w * design.g - design.m);
  const ordinary = exactMeans(
    w,
    design,
    (sample, inner, fold) =>
      nuisanceValues(crossFit(sample, inner, fold, mean).means, Float64Array.of(w)),
  );
  // four observations teach: Cov(ĵ, wĵ − m̂) = (w − c)/4
  assertAlmostEquals(ordinary.full - exact, (w - design.c) / 4, 1e-14);
  assertAlmostEquals(ordinary.orthogonal - exact, -(w - design.c) / 4, 1e-14);
  const double = exactMeans(
    w,
    design,
    (sample, inner, fold) =>
      doubleNuisanceValues(doubleCrossFit(sample, inner, fold, mean), Float64Array.of(w)),
  );
  assertAlmostEquals(double.full, exact, 1e-14);
  assertAlmostEquals(double.orthogonal, exact, 1e-14);
});

Deno.test("with the direction's ĵ in ĥ the noise would still be shared", () => {
  const design = { g: 0.7, m: -0.4, c: 0.3 };
  const w = 1.6;
  const exact = design.g * (w * design.g - design.m);
  const wrong = exactMeans(w, design, (sample, inner, fold) => {
    const { direction, residual } = doubleCrossFit(sample, inner, fold, mean);
    return nuisanceValues({ ...residual, j: direction.j }, Float64Array.of(w));
  });
  // two observations teach the direction: Cov(ĵ, wĵ) = w/2
  assertAlmostEquals(wrong.orthogonal - exact, -w / 2, 1e-14);
});

Deno.test("double cross-fitting rejects what it cannot use", () => {
  const { sample, inner } = data("errors");
  const attempt = (fold: Uint32Array) => () => doubleCrossFit(sample, inner, fold, ridge(1));
  const two = randomFolds(N, 2, Stream.of("tests", "two"));
  assertThrows(attempt(two), RangeError, "largest fold label is 1: give 3 to n = 35 folds");
  assertThrows(attempt(two.map((k) => 2 * k)), RangeError, "fold 1 of 3 is empty");
  assertThrows(attempt(two.slice(1)), RangeError, "fold has 34 labels");
  const y = sample.y.map((value, i) => i === 3 ? NaN : value);
  assertThrows(
    () => doubleCrossFit({ ...sample, y }, inner, randomFolds(N, 3, Stream.of(1)), ridge(1)),
    RangeError,
    "y holds NaN at position 3",
  );
});
