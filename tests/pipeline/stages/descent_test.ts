import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
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
import { stage as affineStage } from "../../../pipeline/stages/descent_affine.ts";
import { decodeDescents } from "../../../pipeline/stages/descent_block.ts";
import { stage as exactStage } from "../../../pipeline/stages/descent_exact.ts";
import { stage as generalStage } from "../../../pipeline/stages/descent_general.ts";
import { stage as kernelStage } from "../../../pipeline/stages/descent_kernel.ts";
import { linear } from "../../../pipeline/stages/learners.ts";
import { decodeMeans, stage as nuisanceStage } from "../../../pipeline/stages/nuisances.ts";
import { encodeSamples, rows } from "../../../pipeline/stages/samples.ts";
import { linearIV } from "../../../problems/functional/linear_iv.ts";
import { poissonCleaning } from "../../../problems/functional/poisson_cleaning.ts";
import { projectedBellmanB1 } from "../../../problems/functional/projected_bellman.ts";
import { asStored } from "./support.ts";

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
  const run = affineStage({ problem: linearIV, gradient: ORTHOGONAL });
  const learned = decodeMeans(means!);
  const truth = samples.map(({ x }) => linearIV.conditionalMeans(x));
  for (const [inputs, used] of [[{ means: [means!] }, learned], [{}, truth]] as const) {
    const { traces } = await run(parameters, { samples: block, ...inputs }, []);
    const { meta, columns } = decodeDescents(traces!);
    assertEquals(meta, { ...LABELS, count: COUNT, recorded: IV.recorded });
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
    { ...parameters, inner: 30, sigma: 2, lambda: 0.01 },
    { samples: block },
    [],
  );
  const { columns } = decodeDescents(traces!);
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
      const run = generalStage({ problem: poissonCleaning, losses: poissonLosses, estimator });
      const general = { labels: LABELS, descent, count: 2, folds, series };
      const { traces } = await run(general, {}, ["tests", "poisson"]);
      const { meta, columns } = decodeDescents(traces!);
      assertEquals(meta.count, 2);
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

Deno.test("exact rows hold the spectrum, the start along it, and the exact descent", async () => {
  const descent = { start: [0, 0, 0, 0], stepSize: 0.05, recorded: [0, 1000] };
  const run = exactStage({ problem: projectedBellmanB1, target: quadraticTarget as never });
  const { rows } = await run({ name: "b1", descent }, {}, []);
  const table = JSON.parse(new TextDecoder().decode(rows)) as Record<string, number | string>[];
  assert(table.every(({ problem }) => problem === "b1"));
  const values = (quantity: string, setting = ""): number[] =>
    table.filter((row) => row.quantity === quantity && row.setting === setting)
      .sort((a, b) => Number(a.coordinate) - Number(b.coordinate))
      .map(({ value }) => Number(value));
  const eigenvalues = values("hessian_eigenvalue");
  assertAlmostEquals(eigenvalues[3]! / eigenvalues[0]!, 176, 0.5);
  const start = values("start_departure");
  const squared = (of: number[]): number => of.reduce((sum, value) => sum + value * value, 0);
  assertAlmostEquals(Math.sqrt(squared(start)), values("descent_distance", "step=0")[0]!, 1e-12);
  assertEquals(values("step_size"), [0.05]);
  assertAlmostEquals(values("descent_distance", "step=1000")[0]!, 0.22339, 1e-5);
  assertAlmostEquals(values("descent_gap", "step=1000")[0]!, 1.47809e-4, 1e-9);
});
