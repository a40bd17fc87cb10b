import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { randomFolds } from "../../../estimators/functional/cross_fit.ts";
import { generalGradient } from "../../../estimators/functional/general_gradient.ts";
import { jackknifeOrthogonal } from "../../../estimators/functional/general_jackknife.ts";
import { nuisanceLosses } from "../../../estimators/functional/general_nuisance_losses.ts";
import {
  crossFitNuisances,
  crossFitReduced,
} from "../../../estimators/functional/general_orthogonal.ts";
import { generalOrthogonal } from "../../../estimators/functional/general_score.ts";
import { weightedLogisticLosses } from "../../../estimators/functional/loss_pairs.ts";
import { naturalSplineBasis } from "../../../estimators/nuisance/natural_spline.ts";
import { penalisedSeries, ratePenalty } from "../../../estimators/nuisance/penalised_series.ts";
import { Stream } from "../../../numerics/random.ts";
import { hyperCleaning } from "../../../problems/functional/hyper_cleaning.ts";
import { exactNuisances, populations, weightedMean } from "./general_support.ts";
import { maxDifference, normals } from "./support.ts";

const n = 300;
const pair = weightedLogisticLosses(2);
const w = Float64Array.of(0.2, 0.9);
const sample = hyperCleaning.sample(n, Stream.of("tests", "general gradient"));
const basis = naturalSplineBasis({ modes: 6, low: -1, high: 1 });
const learner = penalisedSeries(basis, ratePenalty(n));
const random = () => Stream.of("tests", "general gradient", "folds");
const fold = randomFolds(n, 5, random());

Deno.test("the general gradient is the jackknifed orthogonal one over five random folds", () => {
  const result = generalGradient(sample, pair, w, learner, { random: random() });
  const full = crossFitNuisances(sample, pair, w, fold, learner);
  const expected = jackknifeOrthogonal(full, crossFitReduced(sample, pair, w, fold, learner));
  assertEquals(result.gradient, expected.gradient);
  assertEquals(result.standardError, expected.standardError);
  assertEquals(result.nuisances, full);
  assertEquals(result.guardRails.length, 5 + 10);
  assert(result.guardRails.every(({ converged, clipped }) => converged && clipped === 0));
  const given = generalGradient(sample, pair, w, learner, { fold });
  assertEquals(given.gradient, expected.gradient);
});

Deno.test("without the jackknife it is the orthogonal gradient of the out-of-fold nuisances", () => {
  const options = { random: random(), folds: 3, jackknife: false };
  const result = generalGradient(sample, pair, w, learner, options);
  const full = crossFitNuisances(sample, pair, w, randomFolds(n, 3, random()), learner);
  const expected = generalOrthogonal(full.losses, full);
  assertEquals(result.gradient, expected.gradient);
  assertEquals(result.standardError, expected.standardError);
  assertEquals(result.guardRails, full.guardRails);
});

Deno.test("scores, covariance, standard errors and intervals belong together", () => {
  const { gradient, standardError, interval, covariance, scores } = generalGradient(
    sample,
    pair,
    w,
    learner,
    { fold, level: 0.9 },
  );
  const equal = new Float64Array(n).fill(1 / n);
  assert(maxDifference(weightedMean(scores, equal), gradient) < 1e-14);
  for (let k = 0; k < 2; k++) {
    assertAlmostEquals(Math.sqrt(covariance[3 * k]), standardError[k], 1e-14);
    const width = interval.high[k] - interval.low[k];
    assertAlmostEquals(width, 2 * 1.6448536269514722 * standardError[k], 1e-12);
    assertAlmostEquals((interval.high[k] + interval.low[k]) / 2, gradient[k], 1e-14);
  }
  assertEquals(covariance[1], covariance[2]);
});

for (const population of populations) {
  Deno.test(`${population.pair.name}: the nuisances' losses are least at the truth`, () => {
    const { pair, w, x, z } = population;
    const equal = new Float64Array(x.length).fill(1);
    const { losses, ...exact } = exactNuisances(population, w, equal);
    const best = nuisanceLosses({ losses, ...exact });
    assertAlmostEquals(best.h, weightedMean(losses.inner.value, equal)[0] / x.length, 1e-12);
    const direction = normals(4 * 5, Stream.of("tests", "losses", pair.name));
    const moved = (values: Float64Array, first: number) => {
      const width = values.length / x.length;
      return values.map((value, at) =>
        value + 0.1 * direction[5 * x[Math.floor(at / width)] + first + at % width]
      );
    };
    for (const size of [1, -1]) {
      const wrong = (values: Float64Array, first: number) =>
        moved(values, first).map((value, at) => values[at] + size * (value - values[at]));
      const worse = nuisanceLosses({ losses, ...exact, a: wrong(exact.a, 0) });
      assert(worse.a > best.a, "a");
      const slopes = nuisanceLosses({ losses, ...exact, b: wrong(exact.b, 1) });
      const second = nuisanceLosses({ losses, ...exact, c: wrong(exact.c, 3) });
      for (let k = 0; k < 2; k++) {
        assert(slopes.b[k] > best.b[k], `b ${k}`);
        assert(second.c[k] > best.c[k], `c ${k}`);
      }
    }
    // at f = 0 a risk is 0, so that at its minimum it is not positive
    assert(best.a <= 0 && best.b.every((risk) => risk <= 0) && best.c.every((risk) => risk <= 0));
    const none = nuisanceLosses({ losses, ...exact, a: exact.a.map(() => 0) });
    assertEquals(none.a, 0);
    assert(z.length > 0);
  });
}

Deno.test("the general gradient rejects malformed options", () => {
  const estimate = (options: Parameters<typeof generalGradient>[4]) =>
    generalGradient(sample, pair, w, learner, options);
  assertThrows(() => estimate({ random: random(), folds: 1 }), RangeError, "folds is 1");
  assertThrows(() => estimate({ random: random(), folds: 2 }), RangeError, "give 3 to");
  assertThrows(() => estimate({ fold: fold.subarray(1) }), RangeError, "fold has 299");
  assertThrows(() => estimate({ fold, level: 1 }), RangeError, "level is 1");
  assertThrows(() => estimate({ fold, floor: 0 }), RangeError, "floor is 0");
});

Deno.test("losses whose curvature is below the floor in every row are refused: it would stand for them", () => {
  const { fillInner: _, ...whole } = pair;
  const small = (unit: number): typeof pair => ({
    ...whole,
    fill(w, v, z, out) {
      pair.fill(w, v, z, out);
      for (const values of Object.values(out.inner)) {
        for (let at = 0; at < values.length; at++) values[at]! *= unit;
      }
    },
  });
  const at = (unit: number, floor?: number) =>
    generalGradient(sample, small(unit), w, penalisedSeries(basis, unit * ratePenalty(n)), {
      fold,
      ...(floor === undefined ? {} : { floor }),
    });
  assertThrows(() => at(1e-6), RangeError, "below floor = 0.0001 in every row");
  const { gradient } = at(1e-6, 1e-10);
  assert(maxDifference(gradient, at(1).gradient) < 1e-9);
});
