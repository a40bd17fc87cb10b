import { assertAlmostEquals, assertEquals } from "@std/assert";
import { randomFolds } from "../../../estimators/functional/cross_fit.ts";
import { generalTarget, quadraticTarget } from "../../../estimators/functional/descent_target.ts";
import { crossFitNuisances } from "../../../estimators/functional/general_orthogonal.ts";
import { generalForward, generalOrthogonal } from "../../../estimators/functional/general_score.ts";
import { kernelBilevelRoot } from "../../../estimators/functional/kernel_bilevel_affine.ts";
import { poissonLosses } from "../../../estimators/functional/loss_pairs.ts";
import { lossDerivatives } from "../../../estimators/functional/losses.ts";
import { orthogonalRoot } from "../../../estimators/functional/root.ts";
import { ORTHOGONAL } from "../../../estimators/functional/terms.ts";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import {
  cosineBasis,
  penalisedSeries,
  ratePenalty,
} from "../../../estimators/nuisance/penalised_series.ts";
import { Stream } from "../../../numerics/random.ts";
import {
  affineDescents,
  exactDescent,
  kernelDescents,
} from "../../../pipeline/measures/descents.ts";
import { generalDescents } from "../../../pipeline/measures/general.ts";
import { stage as onGeneralSamples } from "../../../pipeline/stages/on_general_samples.ts";
import { stage as onSamples } from "../../../pipeline/stages/on_samples.ts";
import { linear } from "../../../pipeline/slots/learners.ts";
import { stage as nuisanceStage } from "../../../pipeline/stages/nuisances.ts";
import { decodeMeans, onlyMeans } from "../../../pipeline/blocks/means.ts";
import { columnsIn } from "../tables.ts";
import { encodeSamples, rows } from "../../../pipeline/blocks/samples.ts";
import { linearIV } from "../../../problems/functional/linear_iv.ts";
import { poissonCleaning } from "../../../problems/functional/poisson_cleaning.ts";
import { projectedBellmanB1 } from "../../../problems/functional/projected_bellman.ts";
import { asStored } from "../blocks/support.ts";

const affineStage = (slots: object) =>
  onSamples({ ...slots, measure: affineDescents } as unknown as Parameters<typeof onSamples>[0]);
const kernelStage = (slots: object) =>
  onSamples({ ...slots, measure: kernelDescents } as unknown as Parameters<typeof onSamples>[0]);
const generalStage = (slots: object) =>
  onGeneralSamples(
    { ...slots, measure: generalDescents } as unknown as Parameters<typeof onGeneralSamples>[0],
  );

const N = 80;
const COUNT = 3;
const LABELS = { problem: "toy", estimator: "e", learner: "l", n: N, first: 5 };
const IV = { start: [-1], stepSize: 0.05, recorded: [0, 1, 100] };
const samples = Array.from(
  { length: COUNT },
  (_, i) => asStored(linearIV.sample(N, Stream.of("tests", "descent stages", i))),
);
const block = [encodeSamples(samples)];
const design = { folds: 2 };
const parameters = { labels: LABELS, descent: IV, design };

Deno.test("each sample descends to the root of its own gradient, learned or true", async () => {
  const { means } = await nuisanceStage({ problem: linearIV, learner: linear as never })(
    { n: N, first: 5, count: COUNT, design, learner: { ridge: 1e-8 } },
    { samples: block },
    ["tests"],
  );
  const run = affineStage({
    problem: linearIV,
    gradient: ORTHOGONAL,
  });
  const learned = decodeMeans(means!).map(onlyMeans);
  const truth = samples.map(({ x }) => linearIV.conditionalMeans(x));
  for (const [inputs, used] of [[{ means: [means!] }, learned], [{}, truth]] as const) {
    const { traces } = await run(parameters, { samples: block, ...inputs }, []);
    const { numbers: columns, texts } = columnsIn(traces);
    assertEquals([texts.estimator, texts.learner], [[LABELS.estimator], [LABELS.learner]]);
    assertEquals([...columns.replication!], samples.flatMap((_, i) => [5 + i, 5 + i, 5 + i]));
    assertEquals([...columns.step!], samples.flatMap(() => IV.recorded));
    samples.forEach((sample, i) => {
      const target = linearIV.innerTarget(sample);
      const { root } = orthogonalRoot(sample.y, used[i]!, target);
      const end = Math.abs(root[0]! - 2);
      assertEquals([columns.gap![3 * i], columns.distance![3 * i]], [54, 3]);
      assertAlmostEquals(columns.distance![3 * i + 2]!, end, 1e-12);
      assertAlmostEquals(columns.gap![3 * i + 2]!, 6 * end * end, 1e-12);
    });
  }
});

Deno.test("kernel bilevel optimisation descends to its root on the halves of each sample", async () => {
  const { traces } = await kernelStage({ problem: linearIV })(
    { ...parameters, design: { inner: 30 }, sigma: 2, lambda: 0.01 },
    { samples: block },
    [],
  );
  const { numbers: columns } = columnsIn(traces);
  samples.forEach((sample, i) => {
    const inner = rows(sample, 0, 30);
    const data = { inner, target: linearIV.innerTarget(inner), outer: rows(sample, 30, N) };
    const { root } = kernelBilevelRoot(data, { kernel: gaussian(2), lambdas: [0.01] })[0]!;
    assertAlmostEquals(columns.distance![3 * i + 2]!, Math.abs(root[0]! - 2), 1e-7);
  });
});

Deno.test("under general losses each step follows the gradient learned at its own point", async () => {
  const descent = { start: [0.8, 0.6], stepSize: 0.5, recorded: [1, 2] };
  const series = { frequencies: 6, low: -1, high: 1 };
  const pair = poissonLosses(2);
  const target = generalTarget(poissonCleaning, 0.5);
  const learner = penalisedSeries(cosineBasis(series), ratePenalty(N));
  for (const estimator of [generalOrthogonal, generalForward]) {
    for (const folds of [2, 0]) {
      const run = generalStage({
        problem: poissonCleaning,
        losses: poissonLosses,
        estimator,
      });
      const general = { labels: LABELS, n: N, first: 5, descent, count: 2, folds, series };
      const { traces } = await run(general, {}, ["tests", "poisson"]);
      const { numbers: columns } = columnsIn(traces);
      assertEquals(columns.gap!.length, 4);
      for (let r = 0; r < 2; r++) {
        const stream = (role: string) => Stream.of("tests", "poisson", N, 5 + r, role);
        const sample = poissonCleaning.sample(N, stream("sample"));
        let w = Float64Array.from(descent.start);
        for (let step = 0; step < 2; step++) {
          const truth = poissonCleaning.nuisances(sample.x, w);
          const learned = folds === 0
            ? { ...truth, losses: lossDerivatives(pair, w, truth.h, sample.z) }
            : crossFitNuisances(sample, pair, w, randomFolds(N, folds, stream("folds")), learner);
          const { gradient } = estimator(learned.losses, learned);
          w = w.map((value, k) => value - 0.5 * gradient[k]!);
          const { gap, distance } = target.progress(w);
          assertAlmostEquals(columns.gap![2 * r + step]!, gap[0]!, 1e-12);
          assertAlmostEquals(columns.distance![2 * r + step]!, distance[0]!, 1e-12);
        }
      }
    }
  }
});

Deno.test("exact values hold the spectrum, the start along it, and the exact descent", () => {
  const descent = { start: [0, 0, 0, 0], stepSize: 0.05, recorded: [0, 1000] };
  const table = exactDescent({ descent }, {
    problem: projectedBellmanB1,
    target: quadraticTarget as never,
  });
  const values = (quantity: string, step?: number): number[] =>
    table.filter((row) => row.quantity === quantity && row.level === step)
      .sort((a, b) => (a.coordinate ?? 0) - (b.coordinate ?? 0))
      .map(({ value }) => value);
  const eigenvalues = values("hessian_eigenvalue");
  assertAlmostEquals(eigenvalues[3]! / eigenvalues[0]!, 176, 0.5);
  const start = values("start_departure");
  const squared = (of: number[]): number => of.reduce((sum, value) => sum + value * value, 0);
  assertAlmostEquals(Math.sqrt(squared(start)), values("descent_distance", 0)[0]!, 1e-12);
  assertEquals(values("step_size"), [0.05]);
  assertAlmostEquals(values("descent_distance", 1000)[0]!, 0.22339, 1e-5);
  assertAlmostEquals(values("descent_gap", 1000)[0]!, 1.47809e-4, 1e-9);
});
