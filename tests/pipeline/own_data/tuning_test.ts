import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { poissonLosses, quadraticLosses } from "../../../estimators/functional/loss_pairs.ts";
import { penalisedSeries } from "../../../estimators/nuisance/penalised_series.ts";
import type { QuadraticRiskLearner } from "../../../estimators/nuisance/quadratic_risk.ts";
import { Stream } from "../../../numerics/random.ts";
import { LEARNERS } from "../../../pipeline/own_data/learners.ts";
import {
  chooseScale,
  innerRisk,
  squaredErrors,
  undercut,
} from "../../../pipeline/own_data/tuning.ts";

/** Learns the constant that minimises the risk. */
const constant: QuadraticRiskLearner = (x, n, d) =>
  penalisedSeries({
    penalty: Float64Array.of(0),
    design: (_, m) => new Float64Array(m).fill(1),
  }, 0)(x, n, d);

const rows = (...z: number[]) => ({
  n: z.length / 3,
  x: new Float64Array(z.length / 3),
  z: Float64Array.from(z),
});
const series = LEARNERS.series!;

Deno.test("the risks are those of what was learned, on the rows held out", () => {
  // Z = (G, T_0, Y) with w = 1: targets 1, 3 in training, so that h = 2; then (2 − 5)²/2
  const quadratic = innerRisk(quadraticLosses(1), Float64Array.of(1));
  assertAlmostEquals(quadratic(rows(0, 1, 7, 3, 0, 7), rows(4, 1, 9), constant), 4.5, 1e-12);
  // Z = (G, G', Y): e^h is the mean 2 of exp(w'G), and the loss 2 − T log 2
  const poisson = innerRisk(poissonLosses(2), Float64Array.of(1, 0));
  const training = rows(0, 9, 9, Math.log(3), 9, 9);
  assertAlmostEquals(poisson(training, rows(0, 9, 9), constant), 2 - Math.LN2, 1e-9);
  // each column's error over its variance in training, none for a column without
  const errors = squaredErrors()(rows(0, 0, 5, 2, 20, 5), rows(2, 40, 6), constant);
  assertAlmostEquals(errors, 1 / 1 + 30 * 30 / 100, 1e-12);
});

Deno.test("rough functions are smoothed less than noise, the same way each time", () => {
  const n = 500;
  const sample = (f: (x: number) => number) => {
    const random = Stream.of("tests", "tuning");
    const x = new Float64Array(n).map(() => random.uniform());
    const z = new Float64Array(3 * n);
    for (let i = 0; i < n; i++) z.set([0, f(x[i]) + 0.3 * random.normal(), random.normal()], 3 * i);
    return { n, x, z };
  };
  const risk = innerRisk(quadraticLosses(1), Float64Array.of(1));
  const choose = (f: (x: number) => number) =>
    chooseScale(sample(f), series, risk, Stream.of("tests", "tuning", "folds"));
  const rough = choose((x) => Math.sin(25 * x));
  assert(series.scales.includes(rough));
  assert(rough < choose((x) => x), `${rough}`);
  assertEquals(choose((x) => Math.sin(25 * x)), rough);
});

Deno.test("a single scale is taken as it is, and the least is not undercut", () => {
  const never = () => {
    throw new Error("asked");
  };
  const sample = rows(1, 2, 3);
  assertEquals(chooseScale(sample, LEARNERS.linear!, never, Stream.of("tests")), 1);
  assertEquals([0.1, 1, 10].map((scale) => undercut([0.1, 1, 10], scale)), [0.1, 0.1, 1]);
  const sample60 = { n: 60, x: new Float64Array(60), z: new Float64Array(180) };
  assertThrows(
    () => chooseScale(sample60, series, () => NaN, Stream.of("tests")),
    RangeError,
    "not finite on rows held out",
  );
});

Deno.test("the scales of every learner ascend", () => {
  for (const { scales } of Object.values(LEARNERS)) {
    assertEquals([...scales], [...scales].sort((a, b) => a - b));
  }
});
