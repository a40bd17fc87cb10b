import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { crossFit, randomFolds, sampleSplit } from "../../../estimators/functional/cross_fit.ts";
import { nuisanceValues } from "../../../estimators/functional/evaluate.ts";
import type { Learner, RegressionData } from "../../../estimators/nuisance/contract.ts";
import { ridge } from "../../../estimators/nuisance/ridge.ts";
import { sumFourier } from "../../../estimators/nuisance/sum_fourier.ts";
import { Stream } from "../../../numerics/random.ts";
import type { InnerTarget, Sample } from "../../../problems/functional/contract.ts";
import { maxDifference, normals } from "./support.ts";

const N = 31;
const D = 2;
const P = 3;

function data(label: string, n = N): { sample: Sample; inner: InnerTarget } {
  const random = Stream.of("tests", "cross-fit", label);
  const x = normals(n * D, random.split("x"));
  const y = normals(n, random.split("y"));
  const inner = { g: normals(n * P, random.split("g")), t0: normals(n, random.split("t0")) };
  return { sample: { n, x, t: new Float64Array(0), y }, inner };
}

function counts(fold: Uint32Array, k: number): number[] {
  return Array.from({ length: k }, (_, label) => fold.filter((value) => value === label).length);
}

Deno.test("folds are nearly equal, the first n mod k one longer", () => {
  const random = Stream.of("tests", "folds");
  assertEquals(counts(randomFolds(10, 3, random), 3), [4, 3, 3]);
  assertEquals(counts(randomFolds(11, 3, random), 3), [4, 4, 3]);
  assertEquals(counts(randomFolds(12, 4, random), 4), [3, 3, 3, 3]);
  assertEquals(counts(randomFolds(7, 7, random), 7), [1, 1, 1, 1, 1, 1, 1]);
  assertEquals(counts(randomFolds(3, 2, random), 2), [2, 1]);
});

Deno.test("folds cut the random order into consecutive parts", () => {
  const order = Uint32Array.of(3, 0, 4, 1, 2);
  const fold = randomFolds(5, 2, { permutation: () => order });
  assertEquals([...fold], [0, 1, 1, 0, 0]);
});

Deno.test("two observations share a fold as often as they should", () => {
  const draws = 4000;
  let together = 0;
  for (let r = 0; r < draws; r++) {
    const fold = randomFolds(10, 2, Stream.of("tests", "pairs", r));
    if (fold[2] === fold[7]) together++;
  }
  const expected = 4 / 9;
  const z = (together / draws - expected) / Math.sqrt(expected * (1 - expected) / draws);
  assert(Math.abs(z) < 4, `z = ${z}`);
});

Deno.test("cross-fitting equals regressions written out by hand", () => {
  const { sample, inner } = data("by hand");
  const fold = randomFolds(N, 3, Stream.of("tests", "hand folds"));
  const { means, chosen } = crossFit(sample, inner, fold, ridge(0.3));
  assertEquals(chosen, [{}, {}, {}]);
  const outputs: [Float64Array, Float64Array, number][] = [
    [inner.g, means.j, P],
    [inner.t0, means.h0, 1],
    [sample.y, means.m, 1],
  ];
  for (const [output, learned, width] of outputs) {
    for (let k = 0; k < 3; k++) {
      const rows = [...fold.keys()].filter((i) => fold[i] !== k);
      const regression = ridge(0.3)({
        n: rows.length,
        d: D,
        q: width,
        x: Float64Array.from(rows.flatMap((i) => [...sample.x.subarray(i * D, i * D + D)])),
        y: Float64Array.from(rows.flatMap((i) => [...output.subarray(i * width, (i + 1) * width)])),
      });
      for (let i = 0; i < N; i++) {
        if (fold[i] !== k) continue;
        const expected = regression.predict(sample.x.slice(i * D, i * D + D), 1);
        assert(maxDifference(learned.slice(i * width, (i + 1) * width), expected) < 1e-13);
      }
    }
  }
});

Deno.test("no observation helps to predict its own fold", () => {
  const { sample, inner } = data("leak");
  const fold = randomFolds(N, 2, Stream.of("tests", "leak folds"));
  const before = crossFit(sample, inner, fold, ridge(0.1)).means;
  const y = sample.y.slice();
  y[5] += 100;
  const after = crossFit({ ...sample, y }, inner, fold, ridge(0.1)).means;
  for (let i = 0; i < N; i++) {
    if (fold[i] === fold[5]) assertEquals(after.m[i], before.m[i]);
    else assertNotEquals(after.m[i], before.m[i]);
  }
});

Deno.test("one fit serves every outer point: h of the fit is the fit of T_w", () => {
  const { sample, inner } = data("affine");
  const fold = randomFolds(N, 2, Stream.of("tests", "affine folds"));
  const w = Float64Array.of(0.4, -2, 1.1);
  const learner = sumFourier({ harmonics: 3, ridge: 0.2 });
  const { h } = nuisanceValues(crossFit(sample, inner, fold, learner).means, w);
  const target = inner.t0.map((value, i) => {
    for (let k = 0; k < P; k++) value += w[k] * inner.g[i * P + k];
    return value;
  });
  const direct = crossFit({ ...sample, y: target }, inner, fold, learner).means.m;
  assert(maxDifference(h, direct) < 1e-13);
});

Deno.test("a T_0 that is identically zero is not regressed, and h_0 is zero", () => {
  const widths: number[] = [];
  const spy: Learner = (training: RegressionData) => {
    widths.push(training.q);
    return ridge(1)(training);
  };
  const { sample, inner } = data("zero");
  const fold = randomFolds(N, 2, Stream.of("tests", "zero folds"));
  const zero = crossFit(sample, { ...inner, t0: new Float64Array(N) }, fold, spy).means;
  const full = crossFit(sample, inner, fold, spy).means;
  assertEquals(widths, [P + 1, P + 1, P + 2, P + 2]);
  assert(zero.h0.every((value) => value === 0));
  assertEquals(zero.j, full.j);
  assertEquals(zero.m, full.m);
});

Deno.test("sample splitting learns on one sample and evaluates on the other", () => {
  const { sample, inner } = data("inner");
  const outer = data("outer", 8).sample;
  const { means, chosen } = sampleSplit(sample, inner, outer, ridge(0.5));
  assertEquals(chosen, [{}]);
  assertEquals([means.j.length, means.h0.length, means.m.length], [8 * P, 8, 8]);
  const expected = ridge(0.5)({ n: N, d: D, q: 1, x: sample.x, y: sample.y }).predict(outer.x, 8);
  assert(maxDifference(means.m, expected) < 1e-13);
});

Deno.test("what each regression chose is kept", () => {
  let call = 0;
  const chooser: Learner = (training) => ({ ...ridge(1)(training), chosen: { lambda: ++call } });
  const { sample, inner } = data("chosen");
  const fold = randomFolds(N, 3, Stream.of("tests", "chosen folds"));
  const { chosen } = crossFit(sample, inner, fold, chooser);
  assertEquals(chosen, [{ lambda: 1 }, { lambda: 2 }, { lambda: 3 }]);
});

Deno.test("cross-fitting rejects malformed input with one sentence", () => {
  const { sample, inner } = data("errors");
  const random = Stream.of("tests", "errors");
  const fold = randomFolds(N, 2, random);
  const learner = ridge(1);
  for (const k of [1, N + 1, 2.5, NaN]) {
    assertThrows(() => randomFolds(N, k, random), RangeError, `folds is ${k}`);
  }
  const attempt = (s: Partial<Sample>, t: Partial<InnerTarget>, f = fold, l = learner) => () =>
    crossFit({ ...sample, ...s }, { ...inner, ...t }, f, l);
  const spoilt = (array: Float64Array, value: number) => {
    const copy = array.slice();
    copy[4] = value;
    return copy;
  };
  assertThrows(attempt({ x: spoilt(sample.x, NaN) }, {}), RangeError, "x holds NaN at position 4");
  assertThrows(attempt({ y: spoilt(sample.y, Infinity) }, {}), RangeError, "y holds Infinity");
  assertThrows(attempt({}, { g: spoilt(inner.g, NaN) }), RangeError, "G holds NaN");
  assertThrows(attempt({}, { t0: spoilt(inner.t0, NaN) }), RangeError, "T_0 holds NaN");
  assertThrows(attempt({ x: sample.x.subarray(1) }, {}), RangeError, "x has 61 values");
  assertThrows(attempt({ y: sample.y.subarray(1) }, {}), RangeError, "y has 30 values");
  assertThrows(attempt({}, { g: inner.g.subarray(1) }), RangeError, "G has 92 values");
  assertThrows(attempt({}, { t0: inner.t0.subarray(1) }), RangeError, "T_0 has 30 values");
  assertThrows(attempt({ n: 0 }, {}), RangeError, "sample size n is 0");
  assertThrows(attempt({}, {}, fold.subarray(1)), RangeError, "fold has 30 labels");
  assertThrows(attempt({}, {}, new Uint32Array(N)), RangeError, "largest fold label is 0");
  assertThrows(attempt({}, {}, fold.map((k) => 2 * k)), RangeError, "fold 1 of 3 is empty");
  const broken: Learner = () => ({ predict: () => new Float64Array(1) });
  assertThrows(attempt({}, {}, fold, broken), RangeError, "the learner predicted 1 values");
  const points = { n: 2, x: new Float64Array(3) };
  assertThrows(() => sampleSplit(sample, inner, points, learner), RangeError, "points' x has 3");
  const missing = { n: 1, x: Float64Array.of(0, NaN) };
  assertThrows(() => sampleSplit(sample, inner, missing, learner), RangeError, "holds NaN");
});
