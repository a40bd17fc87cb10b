import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { crossFit, randomFolds, sampleSplit } from "../../../estimators/functional/cross_fit.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import {
  type GeneralObservations,
  learnNuisances,
} from "../../../estimators/functional/general_nuisances.ts";
import { crossFitNuisances } from "../../../estimators/functional/general_orthogonal.ts";
import {
  generalAdjoint,
  generalForward,
  generalOrthogonal,
} from "../../../estimators/functional/general_score.ts";
import {
  quadraticLosses,
  weightedLogisticLosses,
} from "../../../estimators/functional/loss_pairs.ts";
import type { LossPair } from "../../../estimators/functional/losses.ts";
import { orthogonal } from "../../../estimators/functional/orthogonal.ts";
import * as plugIn from "../../../estimators/functional/plug_in.ts";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import { kernelRidge } from "../../../estimators/nuisance/kernel_ridge.ts";
import { type Basis, penalisedSeries } from "../../../estimators/nuisance/penalised_series.ts";
import { ridge } from "../../../estimators/nuisance/ridge.ts";
import { weightedKernelRidge } from "../nuisance/weighted_kernel_ridge.ts";
import { Stream } from "../../../numerics/random.ts";
import { exactNuisances, populations } from "./general_support.ts";
import { maxDifference, normals } from "./support.ts";

const N = 47;
const D = 2;
const P = 3;
const w = Float64Array.of(0.4, -1.2, 0.7);

/** Arbitrary data as a quadratic problem and, row by row (G, T_0, Y), as a general one. */
const random = Stream.of("tests", "general orthogonal");
const x = normals(N * D, random.split("x"));
const y = normals(N, random.split("y"));
const inner = { g: normals(N * P, random.split("g")), t0: normals(N, random.split("t0")) };
const sample = { n: N, x, t: new Float64Array(0), y };
const z = Float64Array.from(
  Array.from(
    { length: N },
    (_, i) => [...inner.g.subarray(i * P, i * P + P), inner.t0[i], y[i]],
  ).flat(),
);
const general: GeneralObservations = { n: N, x, z };
const fold = randomFolds(N, 3, random.split("folds"));
const pair = quadraticLosses(P);

/** The basis (1, x), no penalty: least squares. */
const affine: Basis = {
  penalty: new Float64Array(1 + D),
  design: (points, n) =>
    Float64Array.from({ length: n * (1 + D) }, (_, at) => {
      const k = at % (1 + D);
      return k === 0 ? 1 : points[Math.floor(at / (1 + D)) * D + k - 1];
    }),
};

Deno.test("with quadratic losses and least squares it is the cross-fitted doubly robust gradient", () => {
  const learned = crossFitNuisances(general, pair, w, fold, penalisedSeries(affine, 0));
  const nuisances = nuisanceValues(crossFit(sample, inner, fold, ridge(0)).means, w);
  const evaluation = outerEvaluation(inner, y, w);
  const cases = [
    [generalOrthogonal, orthogonal],
    [generalForward, plugIn.published],
    [generalAdjoint, plugIn.adjoint],
  ] as const;
  for (const [estimator, known] of cases) {
    const got = estimator(learned.losses, learned);
    const expected = known(evaluation, nuisances);
    assert(maxDifference(got.gradient, expected.gradient) < 1e-10);
    assert(maxDifference(got.standardError, expected.standardError) < 1e-10);
  }
});

Deno.test("with quadratic losses and kernel ridge a is m̂ − Sĥ and c is −Sĵ: what is fitted twice", () => {
  const kernel = gaussian(1);
  const lambda = 0.05;
  const points = { n: 5, x: normals(5 * D, random.split("points")) };
  const learned = learnNuisances(general, points, pair, w, weightedKernelRidge({ kernel, lambda }));
  const learner = kernelRidge({ kernel, lambdas: [lambda] });
  const means = (at: { n: number; x: Float64Array }, outcome: Float64Array) =>
    nuisanceValues(sampleSplit({ ...sample, y: outcome }, inner, at, learner).means, w);
  const { h, j, m } = means(points, y);
  const fitted = means(general, y);
  const twice = means(points, fitted.h).m;
  assert(maxDifference(learned.h, h) < 1e-10);
  assert(maxDifference(learned.b, j) < 1e-10);
  assert(maxDifference(learned.a, m.map((value, i) => value - twice[i])) < 1e-10);
  for (let k = 0; k < P; k++) {
    const column = (values: Float64Array) => values.filter((_, at) => at % P === k);
    const smoothed = means(points, column(fitted.j)).m;
    assert(maxDifference(column(learned.c), smoothed.map((value) => -value)) < 1e-10);
  }
});

for (const population of populations) {
  Deno.test(`${population.pair.name}: a saturated basis learns a discrete distribution exactly`, () => {
    const { pair, w, n, z } = population;
    const cells: Basis = {
      penalty: new Float64Array(4),
      design: (points, m) =>
        Float64Array.from({ length: m * 4 }, (_, at) => points[at >> 2] === at % 4 ? 1 : 0),
    };
    const x = Float64Array.from(population.x);
    const learned = learnNuisances({ n, x, z }, { n, x }, pair, w, penalisedSeries(cells, 0));
    const { losses, ...exact } = exactNuisances(population, w, new Float64Array(n).fill(1));
    for (const name of ["h", "a", "b", "c"] as const) {
      const error = maxDifference(learned[name], exact[name]);
      assert(error < 1e-9, `${name} is off by ${error}`);
    }
    const { converged, clipped, smallestWeight } = learned.guardRails;
    assertEquals([converged, clipped], [true, 0]);
    assert(Math.abs(smallestWeight - Math.min(...losses.inner.vv)) < 1e-9);
  });
}

Deno.test("cross-fitting is learning on the other folds, fold by fold", () => {
  const learner = penalisedSeries(affine, 0.1);
  const all = crossFitNuisances(general, pair, w, fold, learner);
  assertEquals(all.guardRails.length, 3);
  const rows = (matrix: Float64Array, which: number[]) => {
    const width = matrix.length / N;
    return Float64Array.from(
      which.flatMap((i) => [...matrix.subarray(i * width, (i + 1) * width)]),
    );
  };
  for (let k = 0; k < 3; k++) {
    const held = [...fold.keys()].filter((i) => fold[i] === k);
    const kept = [...fold.keys()].filter((i) => fold[i] !== k);
    const learned = learnNuisances(
      { n: kept.length, x: rows(x, kept), z: rows(z, kept) },
      { n: held.length, x: rows(x, held) },
      pair,
      w,
      learner,
    );
    for (const name of ["h", "a", "b", "c"] as const) {
      assertEquals(rows(all[name], held), learned[name]);
    }
  }
});

Deno.test("no observation helps to learn the nuisances of its own fold", () => {
  const learner = penalisedSeries(affine, 0.1);
  const before = crossFitNuisances(general, pair, w, fold, learner);
  const spoilt = z.slice();
  for (let k = 0; k < P + 2; k++) spoilt[5 * (P + 2) + k] += 10;
  const after = crossFitNuisances({ ...general, z: spoilt }, pair, w, fold, learner);
  for (let i = 0; i < N; i++) {
    for (const name of ["h", "a"] as const) {
      if (fold[i] === fold[5]) assertEquals(after[name][i], before[name][i]);
      else assertNotEquals(after[name][i], before[name][i]);
    }
  }
});

Deno.test("the guard rails tell of clipped weights", () => {
  const { pair, w, n, z, ...population } = populations[1];
  assertEquals(pair.name, weightedLogisticLosses(2).name);
  const observations = { n, x: Float64Array.from(population.x), z };
  const fold = randomFolds(n, 2, random.split("two"));
  const constant: Basis = {
    penalty: Float64Array.of(0),
    design: (_, m) => new Float64Array(m).fill(1),
  };
  const learn = (floor: number) =>
    crossFitNuisances(observations, pair, w, fold, penalisedSeries(constant, 0), {
      floor,
      maxIterations: 2000,
    });
  // logistic curvature, times weights e^0.7, 1 and e^-0.4, is below 1; only the first may exceed 0.3
  const sources = [...fold.keys()].filter((i) => fold[i] !== 0).map((i) => z[3 * i]);
  const [guard] = learn(0.3).guardRails;
  assertEquals(guard.clipped, sources.filter((source) => source !== 1).length);
  assert(guard.smallestWeight > 0.1 && guard.smallestWeight < 0.3);
  assertEquals(guard.converged, true);
  // a floor slows Newton's method for h, but does not move where it ends
  assert(maxDifference(learn(0.3).h, learn(1e-4).h) < 1e-6);
  assert(guard.iterations > learn(1e-4).guardRails[0].iterations);
});

Deno.test("where no step helps, the nuisances are those at the h that is returned", () => {
  // a loss that jumps up beside v = 0, where its curvature is 2, and elsewhere 1
  const jump: LossPair = {
    ...pair,
    fill(w, v, z, out) {
      pair.fill(w, v, z, out);
      const { inner } = out;
      v.forEach((value, i) => {
        inner.value[i] = value === 0 ? 0 : 1;
        inner.v[i] = 1;
        inner.vv[i] = value === 0 ? 2 : 1;
      });
    },
  };
  const { h, guardRails } = learnNuisances(general, general, jump, w, penalisedSeries(affine, 0));
  assertEquals([guardRails.converged, guardRails.smallestWeight], [false, 2]);
  assertEquals(h, new Float64Array(N));
});

Deno.test("learning rejects malformed input", () => {
  const learner = penalisedSeries(affine, 0.1);
  const learn = (change: Partial<GeneralObservations>, folds = fold, point = w) =>
    crossFitNuisances({ ...general, ...change }, pair, point, folds, learner);
  const cases: [() => unknown, string][] = [
    [() => learn({}, fold, w.subarray(1)), "w has 2"],
    [() => learn({ z: z.subarray(1) }), "z has"],
    [() => learn({ x: x.subarray(1) }), "x has 93"],
    [() => learn({ n: 0 }), "there are 0"],
    [() => learn({ z: z.map((value, at) => at === 9 ? NaN : value) }), "z holds NaN at position 9"],
    [() => learn({ x: x.map((value, at) => at === 4 ? Infinity : value) }), "x holds Infinity"],
    [() => learn({}, fold.subarray(1)), "fold has 46"],
    [() => learn({}, fold.map(() => 0)), "the largest fold label is 0"],
    [() => learn({}, fold.map((k) => 2 * k)), "fold 1 of 5 is empty"],
  ];
  for (const [call, message] of cases) assertThrows(call, RangeError, message);
});
