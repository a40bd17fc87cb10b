import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  poissonLosses,
  quadraticLosses,
  weightedLogCoshLosses,
  weightedLogisticLosses,
} from "../../../estimators/functional/loss_pairs.ts";
import {
  type LossDerivatives,
  lossDerivatives,
  type LossPair,
} from "../../../estimators/functional/losses.ts";
import { fromUnits, inUnits, lossUnits } from "../../../estimators/functional/loss_units.ts";
import { generalScores } from "../../../estimators/functional/general_score.ts";
import { Stream } from "../../../numerics/random.ts";
import { maxDifference, normals } from "./support.ts";

const N = 50;
const random = Stream.of("tests", "units");
const w = Float64Array.of(0.3);
/** (S, D, B) with the outcomes moved and scaled. */
const sources = (move = 0, by = 1) =>
  Float64Array.from(
    { length: 3 * N },
    (_, at) => at % 3 === 0 ? (at / 3) % 2 : move + by * random.split(at).normal(),
  );
/** The same losses with the inner one times a number. */
const times = ({ fillInner: _, ...pair }: LossPair, by: number): LossPair => ({
  ...pair,
  fill(w, v, z, out) {
    pair.fill(w, v, z, out);
    for (const values of Object.values(out.inner) as Float64Array[]) {
      values.forEach((value, at) => values[at] = by * value);
    }
  },
});

Deno.test("squares: the centre is the weighted mean and the length the standard deviation", () => {
  // Z = (G, T_0, Y) at w = 0
  const t = normals(N, random);
  const z = Float64Array.from(
    { length: 3 * N },
    (_, at) => at % 3 === 1 ? 5 + 2 * t[at / 3 | 0]! : 1,
  );
  const mean = 5 + 2 * t.reduce((sum, value) => sum + value / N, 0);
  const variance = t.reduce((sum, value) => sum + (5 + 2 * value - mean) ** 2 / N, 0);
  const { centre, length, curvature } = lossUnits(quadraticLosses(1), Float64Array.of(0), z, N);
  assertAlmostEquals(centre, mean, 1e-12);
  assertAlmostEquals(length, Math.sqrt(variance), 1e-12);
  assertAlmostEquals(curvature, 1, 1e-15);
});

Deno.test("logistic and Poisson losses: the centre is the link of the mean", () => {
  const labels = Float64Array.from(
    { length: 3 * N },
    (_, at) => at % 3 === 1 ? (at % 5 === 0 ? 1 : 0) : 0,
  );
  const share = labels.reduce((sum, value) => sum + value / N, 0);
  assertAlmostEquals(
    lossUnits(weightedLogisticLosses(1), w, labels, N).centre,
    Math.log(share / (1 - share)),
    1e-10,
  );
  // e^v is the mean of exp(w'G), however large
  const g = Float64Array.from({ length: 2 * N }, (_, at) => at % 2 === 0 ? 40 : 0);
  assertAlmostEquals(lossUnits(poissonLosses(1), w, g, N).centre, 12, 1e-9);
  const far = Float64Array.from({ length: 2 * N }, (_, at) => at % 2 === 0 ? -40 : 0);
  assertAlmostEquals(lossUnits(poissonLosses(1), w, far, N).centre, -12, 1e-9);
});

Deno.test("losses that are flat at v = 0 to the last bit have a centre all the same", () => {
  const near = lossUnits(weightedLogCoshLosses(1), w, sources(), N);
  const away = lossUnits(weightedLogCoshLosses(1), w, sources(450_000), N);
  assertAlmostEquals(away.centre - 450_000, near.centre, 1e-9);
  assertAlmostEquals(away.length, near.length, 1e-9);
});

Deno.test("in units the mean slope is 0, its square and the curvature are 1, whatever the size of the loss", () => {
  for (const by of [1e-12, 1, 1e12]) {
    const pair = times(weightedLogisticLosses(1), by);
    const z = sources().map((value, at) => at % 3 === 0 ? value : value > 0 ? 1 : 0);
    const units = lossUnits(pair, w, z, N);
    const { inner } = lossDerivatives(inUnits(pair, units), w, new Float64Array(N), z);
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value / N, 0);
    assertAlmostEquals(mean(inner.v), 0, 1e-9);
    assertAlmostEquals(mean(inner.v.map((value) => value * value)), 1, 1e-9);
    assertAlmostEquals(mean(inner.vv), 1, 1e-12);
  }
});

Deno.test("derivatives in units are those of the losses as functions of u", () => {
  const pair = weightedLogCoshLosses(1);
  const z = sources(3, 20);
  const units = { centre: 2.5, length: 40, curvature: 0.03 };
  const scaled = inUnits(pair, units);
  const step = 1e-5;
  const at = (u: number) => lossDerivatives(scaled, w, new Float64Array(N).fill(u), z);
  const [centre, up, down] = [at(0.1), at(0.1 + step), at(0.1 - step)];
  for (const side of ["inner", "outer"] as const) {
    for (const [name, of] of [["v", "value"], ["vv", "v"], ["vvv", "vv"]] as const) {
      const values = (losses: LossDerivatives, which: string) =>
        (losses[side] as unknown as Record<string, Float64Array>)[which];
      const given = values(centre, name);
      if (given === undefined) continue;
      const differences = values(up, of)!.map((value, i) =>
        (value - values(down, of)![i]!) / (2 * step)
      );
      const size = given.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      assert(maxDifference(given, differences) < 1e-6 * size, `${side}.${name}`);
    }
  }
});

for (
  const [pair, z] of [
    [weightedLogCoshLosses(1), sources(1, 3)],
    // an outer loss that depends on v and w together
    [poissonLosses(1, 0.6), normals(2 * N, random.split("counts"))],
  ] as const
) {
  Deno.test(`scores do not depend on units: ${pair.name} losses`, () => {
    const units = lossUnits(pair, w, z, N);
    const learned = {
      h: normals(N, random),
      a: normals(N, random),
      b: normals(N, random),
      c: normals(N, random),
    };
    const within = generalScores(lossDerivatives(inUnits(pair, units), w, learned.h, z), learned);
    const given = fromUnits(learned, units);
    const without = generalScores(lossDerivatives(pair, w, given.h, z), given);
    assert(maxDifference(within, without) < 1e-12);
  });
}

Deno.test("a loss without a minimum or without curvature is refused", () => {
  const all = Float64Array.from({ length: 3 * N }, (_, at) => at % 3 === 1 ? 1 : 0);
  assertThrows(
    () => lossUnits(weightedLogisticLosses(1), w, all, N),
    RangeError,
    "falls on and on as v goes to ∞",
  );
  const concave = times(quadraticLosses(1), -1);
  assertThrows(() => lossUnits(concave, Float64Array.of(0), all, N), RangeError, "falls on and on");
});

Deno.test("losses so small or so large that they cannot be computed are refused", () => {
  const z = normals(3 * N, Stream.of("loss units", "tiny"));
  const outcomes = (unit: number) => z.map((value, at) => at % 3 === 1 ? unit * value : value);
  for (const unit of [2 ** -600, 2 ** 500]) {
    const units = () => lossUnits(quadraticLosses(1), Float64Array.of(0), outcomes(unit), N);
    assertThrows(units, RangeError, "give the outcome in");
  }
  lossUnits(quadraticLosses(1), Float64Array.of(0), outcomes(2 ** -400), N);
});

Deno.test("where the best constant is exact in every row the length is that of a loss of ½", () => {
  const zero = lossUnits(quadraticLosses(1), Float64Array.of(0), new Float64Array(3 * N), N);
  assertEquals(zero.centre, 0);
  assertAlmostEquals(zero.length, 1, 1e-12);
});
