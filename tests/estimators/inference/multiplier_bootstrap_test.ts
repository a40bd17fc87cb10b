import { assert, assertEquals, assertThrows, unreachable } from "@std/assert";
import {
  fillMultipliers,
  multiplierDraws,
  type MultiplierLaw,
} from "../../../estimators/inference/multiplier_bootstrap.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference, normals } from "../functional/support.ts";

const LAWS: readonly MultiplierLaw[] = ["gaussian", "mammen", "exponential"];

Deno.test("weights have mean 0, variance 1 and the third moment of their law", () => {
  const draws = 400000;
  // E ξ³, and the standard deviations of ξ, ξ² and ξ³ (from moments up to the sixth)
  const known = {
    gaussian: { third: 0, sds: [1, Math.sqrt(2), Math.sqrt(15)] },
    mammen: { third: 1, sds: [1, Math.sqrt(5), Math.sqrt(129)] },
    exponential: { third: 2, sds: [1, Math.sqrt(8), Math.sqrt(261)] },
  };
  for (const law of LAWS) {
    const weights = fillMultipliers(new Float64Array(draws), law, Stream.of("tests", law));
    const { third, sds } = known[law];
    [0, 1, third].forEach((expected, power) => {
      let sum = 0;
      for (const weight of weights) {
        sum += [weight, weight * weight, weight * weight * weight][power];
      }
      const z = (sum / draws - expected) / (sds[power] / Math.sqrt(draws));
      assert(Math.abs(z) < 4, `${law}, moment ${power + 1}: z = ${z}`);
    });
  }
});

/** Columns less their mean, of norm 1. */
function standardised(scores: Float64Array, n: number, q: number): number[][] {
  return Array.from({ length: q }, (_, k) => {
    const column = Array.from({ length: n }, (_, i) => scores[i * q + k]);
    const mean = column.reduce((sum, value) => sum + value, 0) / n;
    const size = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    return column.map((value) => (value - mean) / size);
  });
}

const inner = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);

Deno.test("draws are the standardised scores times the weights, written out", () => {
  const n = 7;
  const q = 3;
  for (const law of ["mammen", "exponential"] as const) {
    const scores = normals(n * q, Stream.of("tests", "by hand", law));
    const options = { draws: 5, law };
    const { draws, values } = multiplierDraws(scores, n, q, Stream.of("tests", 1), options);
    assertEquals([draws, values.length], [5, 5 * q]);
    const weights = fillMultipliers(new Float64Array(5 * n), law, Stream.of("tests", 1));
    const columns = standardised(scores, n, q);
    const expected = Array.from(
      { length: 5 * q },
      (_, at) => inner(columns[at % q], [...weights.slice(n * Math.floor(at / q))]),
    );
    assert(maxDifference(values, expected) < 1e-14);
  }
});

Deno.test("Gaussian draws need a number an independent column, and have their correlations", () => {
  const n = 25;
  const q = 6;
  const rank = 4;
  const scores = normals(n * q, Stream.of("tests", "factor"));
  for (let i = 0; i < n; i++) {
    scores[i * q + 2] = 3 * scores[i * q] - 2 * scores[i * q + 1] + 1;
    scores[i * q + 4] = -scores[i * q + 3];
  }
  // with unit vectors for weights the draws are the rows of the factor R
  const unit = {
    fillNormal: (out: Float64Array) => {
      assertEquals(out.length, rank * rank);
      out.forEach((_, at) => out[at] = at % (rank + 1) === 0 ? 1 : 0);
      return out;
    },
    fillUniform: () => unreachable(),
  };
  const { values } = multiplierDraws(scores, n, q, unit, { draws: rank });
  const columns = standardised(scores, n, q);
  for (let k = 0; k < q; k++) {
    for (let l = 0; l < q; l++) {
      let product = 0;
      for (let b = 0; b < rank; b++) product += values[b * q + k] * values[b * q + l];
      assert(Math.abs(product - inner(columns[k], columns[l])) < 1e-14, `${k}, ${l}`);
    }
  }
});

Deno.test("draws have variance 1 and the scores' correlations", () => {
  const n = 40;
  const draws = 20000;
  const scores = normals(n * 2, Stream.of("tests", "correlated"));
  for (let i = 0; i < n; i++) scores[2 * i + 1] = 0.8 * scores[2 * i] + 3 * scores[2 * i + 1];
  const mean = [0, 1].map((k) =>
    scores.filter((_, at) => at % 2 === k).reduce((a, b) => a + b) / n
  );
  const moments = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [a, b] = [scores[2 * i] - mean[0], scores[2 * i + 1] - mean[1]];
    moments[0] += a * a;
    moments[1] += a * b;
    moments[2] += b * b;
  }
  const correlation = moments[1] / Math.sqrt(moments[0] * moments[2]);
  const { values } = multiplierDraws(scores, n, 2, Stream.of("tests", "many"), { draws });
  const sums = [0, 0];
  for (let b = 0; b < draws; b++) {
    sums[0] += values[2 * b] * values[2 * b];
    sums[1] += values[2 * b] * values[2 * b + 1];
  }
  const z = [
    (sums[0] / draws - 1) / Math.sqrt(2 / draws),
    (sums[1] / draws - correlation) / Math.sqrt((1 + correlation ** 2) / draws),
  ];
  assert(z.every((value) => Math.abs(value) < 4), `z = ${z}`);
});

Deno.test("neither shift nor scale of the scores matters", () => {
  const scores = normals(60, Stream.of("tests", "scale"));
  const draw = (values: Float64Array) =>
    multiplierDraws(values, 20, 3, Stream.of("tests", "weights"), { draws: 50 }).values;
  const moved = scores.map((value, at) => [1, 1e-6, 400][at % 3] * value + [2, 0, -9][at % 3]);
  assert(maxDifference(draw(scores), draw(moved)) < 1e-12);
  const far = 5.260135901548374e210; // 2⁷⁰⁰: squares are no numbers
  const scaled = scores.map((value, at) => [1, far, 1 / far][at % 3] * value);
  assertEquals(draw(scaled), draw(scores));
});

Deno.test("more draws continue fewer, over more than one block", () => {
  const n = 3000;
  const scores = normals(n, Stream.of("tests", "blocks"));
  for (const law of LAWS) {
    const draw = (draws: number) =>
      multiplierDraws(scores, n, 1, Stream.of("tests", "long"), { draws, law }).values;
    assertEquals(draw(400).slice(0, 150), draw(150));
  }
});

Deno.test("columns do not touch each other, and a constant one gives zeros", () => {
  const n = 30;
  const scores = normals(n * 4, Stream.of("tests", "columns"));
  for (let i = 0; i < n; i++) scores[4 * i + 2] = 0.1;
  const draw = (values: Float64Array, q: number) =>
    multiplierDraws(values, n, q, Stream.of("tests", "shared"), { draws: 20, law: "mammen" })
      .values;
  const all = draw(scores, 4);
  for (let k = 0; k < 4; k++) {
    const alone = draw(scores.filter((_, at) => at % 4 === k), 1);
    assert(maxDifference(all.filter((_, at) => at % 4 === k), alone) < 1e-14);
    assertEquals(alone.every((value) => value === 0), k === 2);
  }
});

Deno.test("scores that are all constant give zeros, by every law", () => {
  for (const law of LAWS) {
    const scores = new Float64Array(20).fill(1 / 3);
    const { values } = multiplierDraws(scores, 10, 2, Stream.of("tests"), { draws: 3, law });
    assertEquals([...values], [0, 0, 0, 0, 0, 0]);
  }
});

Deno.test("the bootstrap rejects malformed input with one sentence", () => {
  const random = Stream.of("tests", "errors");
  const scores = Float64Array.of(1, 2, 3, 5, 4, 6);
  const attempt = (values: Float64Array, n: number, q: number, draws = 10) => () =>
    multiplierDraws(values, n, q, random, { draws });
  assertThrows(attempt(scores, 3, 3), RangeError, "scores has 6 values: 3×3 need 9");
  assertThrows(attempt(scores, 1, 6), RangeError, "there are 1×6 scores");
  assertThrows(attempt(new Float64Array(0), 3, 0), RangeError, "there are 3×0 scores");
  assertThrows(attempt(scores, 3, 2, 0), RangeError, "draws is 0");
  assertThrows(attempt(scores, 3, 2, 2.5), RangeError, "draws is 2.5");
  scores[3] = NaN;
  assertThrows(attempt(scores, 3, 2), RangeError, "score 1 of observation 1 is NaN");
});
