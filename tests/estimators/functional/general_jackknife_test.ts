import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { randomFolds } from "../../../estimators/functional/cross_fit.ts";
import {
  jackknifeOrthogonal,
  jackknifeScores,
  type LearnedForScores,
  nuisanceCovariance,
  scoresAt,
} from "../../../estimators/functional/general_jackknife.ts";
import { learnNuisances } from "../../../estimators/functional/general_nuisances.ts";
import {
  crossFitNuisances,
  crossFitReduced,
} from "../../../estimators/functional/general_orthogonal.ts";
import { generalOrthogonal } from "../../../estimators/functional/general_score.ts";
import { poissonLosses, quadraticLosses } from "../../../estimators/functional/loss_pairs.ts";
import { type Basis, penalisedSeries } from "../../../estimators/nuisance/penalised_series.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference, normals } from "./support.ts";

const constant: Basis = {
  penalty: Float64Array.of(0),
  design: (_, m) => new Float64Array(m).fill(1),
};

/** The basis (1, x), no penalty. */
const affine: Basis = {
  penalty: new Float64Array(2),
  design: (x, m) => Float64Array.from({ length: 2 * m }, (_, at) => at % 2 ? x[at >> 1] : 1),
};

const N = 60;
const K = 4;
const pair = poissonLosses(2);
const w = Float64Array.of(0.4, -0.3);
const random = Stream.of("tests", "jackknife");
const sample = { n: N, x: normals(N, random.split("x")), z: normals(3 * N, random.split("z")) };
const fold = randomFolds(N, K, random.split("folds"));
const learner = penalisedSeries(affine, 0);

Deno.test("with means as nuisances the bias is −Cov(G, R)/m, and the jackknife leaves none", () => {
  // Z = (G, T_0, Y) with Y = 0 at w = 0, so that R = T_0 and the gradient is E G E R
  const law = [
    { g: 0, r: 0, mass: 0.4 },
    { g: 0, r: 1, mass: 0.1 },
    { g: 1, r: 0, mass: 0.2 },
    { g: 1, r: 1, mass: 0.3 },
  ];
  const truth = 0.5 * 0.4;
  const covariance = 0.3 - truth;
  const losses = quadraticLosses(1);
  const zero = Float64Array.of(0);
  for (const folds of [3, 4]) {
    // all samples with one observation a fold
    const own = Uint32Array.from({ length: folds }, (_, k) => k);
    let samples: { atoms: typeof law; mass: number }[] = [{ atoms: [], mass: 1 }];
    for (let i = 0; i < folds; i++) {
      samples = samples.flatMap(({ atoms, mass }) =>
        law.map((atom) => ({ atoms: [...atoms, atom], mass: mass * atom.mass }))
      );
    }
    let plain = 0;
    let jackknife = 0;
    for (const { atoms, mass } of samples) {
      const all = {
        n: folds,
        x: new Float64Array(folds),
        z: Float64Array.from(atoms.flatMap(({ g, r }) => [g, r, 0])),
      };
      const means = penalisedSeries(constant, 0);
      const full = crossFitNuisances(all, losses, zero, own, means);
      const reduced = crossFitReduced(all, losses, zero, own, means);
      plain += mass * generalOrthogonal(full.losses, full).gradient[0];
      jackknife += mass * jackknifeOrthogonal(full, reduced).gradient[0];
    }
    assertAlmostEquals(plain, truth - covariance / (folds - 1), 1e-12);
    assertAlmostEquals(jackknife, truth, 1e-12);
  }
});

Deno.test("a reduced set is learned without an observation's own fold and another one", () => {
  const sets = crossFitReduced(sample, pair, w, fold, learner);
  assertEquals(sets.length, K - 1);
  const rows = (matrix: Float64Array, which: number[]) => {
    const width = matrix.length / N;
    return Float64Array.from(
      which.flatMap((i) => [...matrix.subarray(i * width, (i + 1) * width)]),
    );
  };
  sets.forEach((set, s) => {
    assertEquals(set.guardRails.length, K);
    for (let k = 0; k < K; k++) {
      const other = (k + s + 1) % K;
      const kept = [...fold.keys()].filter((i) => fold[i] !== k && fold[i] !== other);
      const held = [...fold.keys()].filter((i) => fold[i] === k);
      const learned = learnNuisances(
        { n: kept.length, x: rows(sample.x, kept), z: rows(sample.z, kept) },
        { n: held.length, x: rows(sample.x, held) },
        pair,
        w,
        learner,
      );
      for (const name of ["h", "a", "b", "c"] as const) {
        assert(maxDifference(rows(set[name], held), learned[name]) < 1e-14, `${name} of ${k}`);
      }
      const { iterations, smallestWeight, ...rails } = set.guardRails[k];
      const cold = learned.guardRails;
      // all but the first begin where another part of the sample ended
      assert(iterations <= cold.iterations && iterations > 1, `${iterations} steps`);
      assertAlmostEquals(smallestWeight, cold.smallestWeight, 1e-13);
      assertEquals(rails, { clipped: cold.clipped, converged: cold.converged });
    }
    assert(maxDifference(set.losses.inner.vv, set.h.map(Math.exp)) < 1e-14);
  });
});

Deno.test("scores are those at the full nuisances, moved away from those at the reduced ones", () => {
  const full = crossFitNuisances(sample, pair, w, fold, learner);
  const reduced = crossFitReduced(sample, pair, w, fold, learner);
  const own = scoresAt(full);
  const others = reduced.map(scoresAt);
  const expected = own.map((value, at) =>
    3 * value - 2 * (others[0][at] + others[1][at] + others[2][at]) / 3
  );
  assert(maxDifference(jackknifeScores(own, others), expected) < 1e-12);
  // what does not depend on the sample stays as it is
  assert(maxDifference(jackknifeScores(own, [own, own, own]), own) < 1e-12);
});

Deno.test("the jackknife rejects too few folds and sizes that do not agree", () => {
  const full = crossFitNuisances(sample, pair, w, fold, learner);
  const reduced = crossFitReduced(sample, pair, w, fold, learner);
  const halves = fold.map((k) => k % 2);
  assertThrows(() => crossFitReduced(sample, pair, w, halves, learner), RangeError, "give 3 to");
  assertThrows(
    () => jackknifeScores(scoresAt(full), reduced.slice(1, 2).map(scoresAt)),
    RangeError,
    "reduced has 1",
  );
  const part = { n: 40, x: sample.x.slice(0, 40), z: sample.z.slice(0, 120) };
  const shorter = crossFitReduced(part, pair, w, fold.slice(0, 40), learner);
  assertThrows(
    () => jackknifeScores(scoresAt(full), shorter.map(scoresAt)),
    RangeError,
    "80 scores",
  );
});

Deno.test("what learning adds to the variance is the grouped jackknife of what was learned", () => {
  // Z = (G, T_0, Y) with Y = 0 at w = 0: h is the mean of T_0, and d_v l_out = h
  const t = normals(N, random.split("t"));
  const all = {
    n: N,
    x: new Float64Array(N),
    z: Float64Array.from({ length: 3 * N }, (_, at) => at % 3 === 1 ? t[at / 3 | 0] : 0),
  };
  const ofH = ({ losses: { outer } }: LearnedForScores) => outer.v;
  const losses = quadraticLosses(1);
  const [full, reduced] = [crossFitNuisances, crossFitReduced].map((learn) =>
    learn(all, losses, Float64Array.of(0), fold, penalisedSeries(constant, 0))
  ) as [ReturnType<typeof crossFitNuisances>, ReturnType<typeof crossFitReduced>];
  const [covariance] = nuisanceCovariance(ofH(full), reduced.map(ofH), fold);

  const meanWithout = (...out: number[]) => {
    const kept = [...t].filter((_, i) => !out.includes(fold[i]));
    return kept.reduce((sum, value) => sum + value, 0) / kept.length;
  };
  const changes = Array.from({ length: K }, (_, l) => {
    const own = [...fold].filter((k) => k !== l);
    return own.reduce((sum, k) => sum + meanWithout(k, l) - meanWithout(k), 0) / own.length;
  });
  const mean = changes.reduce((sum, value) => sum + value, 0) / K;
  const expected = (K - 1) / K * changes.reduce((sum, d) => sum + (d - mean) * (d - mean), 0);
  assertAlmostEquals(covariance, expected, 1e-14);
  // nearly the variance of the mean of T_0, to which nothing else adds
  assert(covariance > 0.2 / N && covariance < 5 / N, `${covariance * N}`);
  assertThrows(
    () => nuisanceCovariance(ofH(full), reduced.map(ofH), fold.subarray(1)),
    RangeError,
    "fold has 59 labels",
  );
});

Deno.test("nuisances that do not depend on the sample add nothing", () => {
  const losses = quadraticLosses(1);
  const fixed = penalisedSeries(
    { penalty: Float64Array.of(1), design: (_, m) => new Float64Array(m).fill(1) },
    1e12,
  );
  const [full, reduced] = [crossFitNuisances, crossFitReduced].map((learn) =>
    learn(sample, losses, Float64Array.of(0.3), fold, fixed)
  ) as [ReturnType<typeof crossFitNuisances>, ReturnType<typeof crossFitReduced>];
  const [covariance] = nuisanceCovariance(scoresAt(full), reduced.map(scoresAt), fold);
  assert(covariance < 1e-20, `${covariance}`);
});
