import { assertAlmostEquals, assertEquals } from "@std/assert";
import { randomFolds } from "../../../estimators/functional/cross_fit.ts";
import { jackknifeOrthogonal } from "../../../estimators/functional/general_jackknife.ts";
import { nuisanceLosses } from "../../../estimators/functional/general_nuisance_losses.ts";
import {
  crossFitNuisances,
  crossFitReduced,
} from "../../../estimators/functional/general_orthogonal.ts";
import {
  generalAdjoint,
  generalForward,
  generalOrthogonal,
} from "../../../estimators/functional/general_score.ts";
import { weightedLogisticLosses } from "../../../estimators/functional/loss_pairs.ts";
import { lossDerivatives } from "../../../estimators/functional/losses.ts";
import { Stream } from "../../../numerics/random.ts";
import { decodeNuisances } from "../../../pipeline/blocks/nuisances.ts";
import * as general from "../../../pipeline/measures/general.ts";
import { stage } from "../../../pipeline/stages/on_general_samples.ts";
import { naturalSplines } from "../../../pipeline/slots/learners.ts";
import { columnsIn, metricIn } from "../tables.ts";
import { hyperCleaning } from "../../../problems/functional/hyper_cleaning.ts";
import { asStored } from "../blocks/support.ts";

const measured = (measure: unknown) => (slots: object) =>
  stage({ ...slots, measure } as Parameters<typeof stage>[0]);
const nuisances = measured(general.nuisances);
const errors = measured(general.nuisanceErrors);
const estimate = measured(general.generalGradients);
const jackknife = measured(general.jackknife);

const n = 150;
const first = 3;
const count = 2;
const folds = 3;
const random = [4, "study", "hyper-cleaning"];
const options = { modes: 4, low: -1, high: 1, n, scale: 0.3 };
const slots = { problem: hyperCleaning, losses: weightedLogisticLosses };
const learnerSlots = { ...slots, learner: naturalSplines };
const labels = { problem: "hyper-cleaning", estimator: "e", learner: "l", n, first };
const learning = { n, first, count, folds, learner: options };
const labelled = { n, first, count, labels, setting: "s" };

const { nuisances: learned } = await nuisances(learnerSlots)(learning, {}, random);
const inputs = { nuisances: [learned!] };

/** What the library learns of the i-th replication, with the losses at what is stored of it. */
function direct(i: number) {
  const sample = hyperCleaning.sample(n, Stream.of(...random, n, first + i, "sample"));
  const fold = randomFolds(n, folds, Stream.of(...random, n, first + i, "folds"));
  const { outerPoint: w, p } = hyperCleaning;
  const pair = weightedLogisticLosses(p);
  const learner = naturalSplines(options);
  const { h, a, b, c, guardRails } = asStored(crossFitNuisances(sample, pair, w, fold, learner));
  const losses = lossDerivatives(pair, w, h, sample.z);
  const nuisances = { h, a, b, c, guardRails, losses };
  return { sample, pair, w, fold, learner, nuisances };
}

Deno.test("general stages: nuisances survive their encoding", () => {
  const decoded = decodeNuisances(learned!);
  assertEquals(decoded.length, count);
  decoded.forEach((one, i) => {
    const { nuisances } = direct(i);
    for (const name of ["h", "a", "b", "c"] as const) {
      assertEquals(Float64Array.from(one[name]), nuisances[name]);
    }
    assertEquals(one.guardRails, nuisances.guardRails);
  });
});

Deno.test("general stages: each estimate is the library's, on the same sample and folds", async () => {
  const check = async (
    output: ReturnType<ReturnType<typeof estimate>>,
    expected: (i: number) => { gradient: Float64Array; standardError: Float64Array },
  ) => {
    const { texts, numbers: columns } = columnsIn((await output).estimates);
    assertEquals([texts.setting, texts.estimator], [["s"], ["e"]]);
    assertEquals(columns.truth!.slice(0, 2), hyperCleaning.gradient(hyperCleaning.outerPoint));
    assertEquals([columns.replication![0], columns.replication!.at(-1)], [
      first,
      first + count - 1,
    ]);
    assertEquals(columns.estimate!.length, 2 * count);
    for (let i = 0; i < count; i++) {
      const { gradient, standardError } = expected(i);
      assertEquals(columns.estimate!.slice(2 * i, 2 * i + 2), gradient);
      assertEquals(columns.standard_error!.slice(2 * i, 2 * i + 2), standardError);
    }
  };
  for (const estimator of [generalOrthogonal, generalForward, generalAdjoint]) {
    await check(estimate({ ...slots, estimator })(labelled, inputs, random), (i) => {
      const { nuisances } = direct(i);
      return estimator(nuisances.losses, nuisances);
    });
  }
  await check(
    estimate({ ...slots, estimator: generalOrthogonal })(labelled, {}, random),
    (i) => {
      const { sample, pair, w } = direct(i);
      const truth = hyperCleaning.nuisances(sample.x, w);
      return generalOrthogonal(lossDerivatives(pair, w, truth.h, sample.z), truth);
    },
  );
  await check(
    jackknife(learnerSlots)({ ...learning, ...labelled }, inputs, random),
    (i) => {
      const { sample, pair, w, fold, learner, nuisances } = direct(i);
      return jackknifeOrthogonal(nuisances, crossFitReduced(sample, pair, w, fold, learner));
    },
  );
});

Deno.test("general stages: errors, losses and guard rails", async () => {
  const output = await errors(slots)(labelled, inputs, random);
  const value = (i: number, metric: string) => metricIn(output.errors, metric)[i]!;
  for (let i = 0; i < count; i++) {
    const { sample, w, nuisances } = direct(i);
    const expected = nuisanceLosses(nuisances);
    const truth = hyperCleaning.nuisances(sample.x, w);
    for (const name of ["h", "a", "b", "c"] as const) {
      const square = nuisances[name].reduce((sum, v, at) => sum + (v - truth[name][at]!) ** 2, 0);
      assertAlmostEquals(value(i, `error_${name}`), Math.sqrt(square / n), 1e-12);
    }
    assertAlmostEquals(value(i, "loss_h"), expected.h, 1e-14);
    assertAlmostEquals(value(i, "risk_a"), expected.a, 1e-14);
    assertAlmostEquals(value(i, "risk_b"), expected.b[0]! + expected.b[1]!, 1e-14);
    assertAlmostEquals(value(i, "risk_c"), expected.c[0]! + expected.c[1]!, 1e-14);
    const rails = nuisances.guardRails;
    assertEquals(value(i, "clipped_share"), 0);
    assertEquals(value(i, "smallest_weight"), Math.min(...rails.map((r) => r.smallestWeight)));
    const steps = rails.reduce((sum, rail) => sum + rail.iterations, 0) / folds;
    assertAlmostEquals(value(i, "newton_steps"), steps, 1e-14);
    assertEquals(value(i, "not_converged"), 0);
  }
});
