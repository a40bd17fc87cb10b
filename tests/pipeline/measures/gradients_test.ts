import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { crossFit, randomFolds } from "../../../estimators/functional/cross_fit.ts";
import {
  doubleCrossFit,
  type DoubleMeans,
  doubleNuisanceValues,
} from "../../../estimators/functional/double_cross_fit.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import { nuisanceErrors } from "../../../estimators/functional/nuisance_errors.ts";
import { oracle, orthogonal } from "../../../estimators/functional/orthogonal.ts";
import type { ScoreEstimator } from "../../../estimators/functional/contract.ts";
import { adjoint } from "../../../estimators/functional/plug_in.ts";
import { orthogonalRoot, type RootEstimator } from "../../../estimators/functional/root.ts";
import { doublyRobustScores, type Scores, scoresOf } from "../../../estimators/functional/score.ts";
import {
  ADJOINT,
  ORTHOGONAL,
  PUBLISHED,
  type Terms,
} from "../../../estimators/functional/terms.ts";
import { medianEstimate } from "../../../estimators/inference/repeated.ts";
import { summaryTable } from "../../../estimators/inference/summary_table.ts";
import { waldEstimate } from "../../../estimators/inference/wald.ts";
import { sumFourier } from "../../../estimators/nuisance/sum_fourier.ts";
import { Stream } from "../../../numerics/random.ts";
import { decodeBlock } from "../../../pipeline/blocks/block.ts";
import type { CrossFitting } from "../../../pipeline/blocks/samples.ts";
import { linear } from "../../../pipeline/slots/learners.ts";
import { decodeMeans, onlyMeans } from "../../../pipeline/blocks/means.ts";
import { bands } from "../../../pipeline/measures/band.ts";
import { gradients, learningErrors, roots } from "../../../pipeline/measures/gradients.ts";
import { firstSample } from "../../../pipeline/measures/one_sample.ts";
import { stage } from "../../../pipeline/stages/on_samples.ts";
import { stage as nuisanceStage } from "../../../pipeline/stages/nuisances.ts";
import { columnsIn, metricIn, rowsIn } from "../tables.ts";
import { encodeSamples } from "../../../pipeline/blocks/samples.ts";
import { designSetting } from "../../../pipeline/measures/settings.ts";
import { linearIV } from "../../../problems/functional/linear_iv.ts";
import { projectedBellmanB3 } from "../../../problems/functional/projected_bellman.ts";
import { sineIVExogenous as problem } from "../../../problems/functional/sine_iv.ts";
import { identifiedSineIVExogenous } from "../../../problems/functional/sine_iv_identified.ts";
import { asStored } from "../blocks/support.ts";

const measured = (measure: unknown) => (slots: object) =>
  stage({ ...slots, measure } as Parameters<typeof stage>[0]);
const estimateStage = measured(gradients);
const rootStage = measured(roots);
const errorStage = measured(learningErrors);
const bandStage = measured(bands);
const oneSampleStage = measured(firstSample);

const N = 90;
const FIRST = 7;
const OPTIONS = { harmonics: 2, ridge: 0.5 };
const learner = sumFourier(OPTIONS);
const samples = [0, 1].map((i) =>
  asStored(problem.sample(N, Stream.of("tests", "inference stages", i)))
);
const block = [encodeSamples(samples)];
const w = problem.outerPoint;
const labels = { problem: "toy", estimator: "e", learner: "l", n: N, first: FIRST };
const evaluations = samples.map((s) => outerEvaluation(problem.innerTarget(s), s.y, w));

async function learned(design: CrossFitting): Promise<Uint8Array<ArrayBuffer>> {
  const { means } = await nuisanceStage({ problem, learner: sumFourier as never })(
    { n: N, first: FIRST, count: 2, design, learner: OPTIONS },
    { samples: block },
    ["tests"],
  );
  return means!;
}

/** The folds of repetition m of sample i. */
function folds(k: number, i: number, m: number): Uint32Array {
  const stream = Stream.of("tests", N, FIRST + i, "folds");
  return randomFolds(N, k, m === 0 ? stream : stream.split(m));
}

/** What the library learns in repetition m of sample i. */
const direct = (k: number, i: number, m: number): DoubleMeans => {
  const target = problem.innerTarget(samples[i]!);
  const means = asStored(crossFit(samples[i]!, target, folds(k, i, m), learner).means);
  return { direction: means, residual: means };
};

Deno.test("a design's label names what differs from the plainest", () => {
  assertEquals(designSetting({ folds: 2 }), "folds=2");
  assertEquals(designSetting({ folds: 5, repetitions: 1, double: false }), "folds=5");
  assertEquals(designSetting({ folds: 5, repetitions: 3 }), "folds=5,repetitions=3");
  assertEquals(
    designSetting({ folds: 3, repetitions: 5, double: true }),
    "double,folds=3,repetitions=5",
  );
});

Deno.test("repetitions are cross-fits on folds of their own; the first is that of one alone", async () => {
  const repeated = decodeMeans(await learned({ folds: 3, repetitions: 3 }));
  const once = decodeMeans(await learned({ folds: 3 })).map(onlyMeans);
  assertEquals(repeated.map(({ length }) => length), [3, 3]);
  samples.forEach((_, i) => {
    assertEquals(repeated[i]![0]!.residual, once[i]);
    repeated[i]!.forEach((means, m) => {
      assertEquals(means.residual, direct(3, i, m).residual);
      assert(means.direction === means.residual);
    });
    assert(repeated[i]![1]!.residual.j[0] !== repeated[i]![2]!.residual.j[0]);
  });
});

Deno.test("double cross-fitting keeps the direction's j and the residual's means", async () => {
  const [first] = decodeMeans(await learned({ folds: 4, double: true }));
  const target = problem.innerTarget(samples[0]!);
  const { direction, residual } = asStored(
    doubleCrossFit(samples[0]!, target, folds(4, 0, 0), learner),
  );
  assertEquals(first, [{ direction: { j: direction.j }, residual }]);
});

Deno.test("a T_0 that is zero has no column, another one has", async () => {
  assertEquals(Object.keys(decodeBlock(await learned({ folds: 2 })).columns), ["j", "m"]);
  const sample = asStored(projectedBellmanB3.sample(N, Stream.of("tests", "T_0")));
  const { means } = await nuisanceStage({ problem: projectedBellmanB3, learner: linear as never })(
    { n: N, first: 0, count: 1, design: { folds: 2 }, learner: { ridge: 1 } },
    { samples: [encodeSamples([sample])] },
    ["tests"],
  );
  assertEquals(Object.keys(decodeBlock(means!).columns), ["j", "h0", "m"]);
  const fold = randomFolds(N, 2, Stream.of("tests", N, 0, "folds"));
  const target = projectedBellmanB3.innerTarget(sample);
  const expected = crossFit(sample, target, fold, linear({ ridge: 1 })).means;
  assertEquals(decodeMeans(means!).map(onlyMeans), [asStored(expected)]);
});

Deno.test("means learned more than once are not taken for means learned once", async () => {
  const repeated = await learned({ folds: 3, repetitions: 2 });
  assertThrows(
    () => decodeMeans(repeated).map(onlyMeans),
    RangeError,
    "the means hold 2 repetitions: this stage",
  );
  const double = await learned({ folds: 3, double: true });
  assertThrows(
    () => decodeMeans(double).map(onlyMeans),
    RangeError,
    "the means were learned on disjoint folds",
  );
});

Deno.test("an estimate over repetitions is their median; without means it is the oracle", async () => {
  const design = { folds: 3, repetitions: 3 };
  const run = estimateStage({ problem, estimator: orthogonal });
  const parameters = { labels, design, setting: designSetting(design) };
  const { estimates } = await run(parameters, {
    samples: block,
    means: [await learned(design)],
  }, []);
  const { texts, numbers: columns } = columnsIn(estimates);
  assertEquals(texts.setting, ["folds=3,repetitions=3"]);
  const expected = evaluations.map((evaluation, i) =>
    medianEstimate(
      [0, 1, 2].map((m) => orthogonal(evaluation, doubleNuisanceValues(direct(3, i, m), w))),
    )
  );
  assertEquals([...columns.estimate!], expected.flatMap(({ gradient }) => [...gradient]));
  assertEquals([...columns.standard_error!], expected.flatMap((one) => [...one.standardError]));
  const alone = await run(parameters, { samples: block }, []);
  const best = evaluations.map((evaluation, i) =>
    oracle(evaluation, nuisanceValues(problem.conditionalMeans(samples[i]!.x), w))
  );
  assertEquals(
    [...columnsIn(alone.estimates).numbers.estimate!],
    best.flatMap(({ gradient }) => [...gradient]),
  );
});

Deno.test("learning errors are means over repetitions", async () => {
  const design = { folds: 3, repetitions: 2 };
  const { errors } = await errorStage({ problem })(
    { labels, design, setting: "" },
    { samples: block, means: [await learned(design)] },
    [],
  );
  const metrics = ["error_h", "error_j", "error_m", "product_bias"];
  assertEquals(columnsIn(errors).texts.metric, metrics);
  const truth = nuisanceValues(problem.conditionalMeans(samples[1]!.x), w);
  const pair = [0, 1].map((m) => nuisanceErrors(doubleNuisanceValues(direct(3, 1, m), w), truth));
  const [a, b] = pair as [typeof pair[0], typeof pair[0]];
  const names = ["h", "j", "m", "product"] as const;
  const expected = names.map((name) => a[name] / 2 + b[name] / 2);
  expected.forEach((value, k) =>
    assert(Math.abs(metricIn(errors, metrics[k]!)[1]! - value) < 1e-15)
  );
});

Deno.test("roots over repetitions are medians, and refuse double cross-fitting", async () => {
  const identified = identifiedSineIVExogenous;
  const sample = asStored(identified.sample(N, Stream.of("tests", "root")));
  const inputs = { samples: [encodeSamples([sample])] };
  const means = async (design: CrossFitting): Promise<Uint8Array<ArrayBuffer>> =>
    (await nuisanceStage({ problem: identified, learner: sumFourier as never })(
      { n: N, first: 0, count: 1, design, learner: OPTIONS },
      inputs,
      ["root"],
    )).means!;
  const run = rootStage({ problem: identified, estimator: orthogonalRoot });
  const design = { folds: 2, repetitions: 3 };
  const bytes = await means(design);
  const { estimates } = await run(
    { labels, design, setting: "" },
    { ...inputs, means: [bytes] },
    [],
  );
  const roots = decodeMeans(bytes)[0]!.map(({ residual }) =>
    orthogonalRoot(sample.y, residual, identified.innerTarget(sample)).root
  );
  assertEquals(
    [...columnsIn(estimates).numbers.estimate!],
    [0, 1, 2, 3].map((k) => roots.map((root) => root[k]!).sort((a, b) => a - b)[1]),
  );
  const double = { folds: 3, double: true };
  const disjoint = { ...inputs, means: [await means(double)] };
  await assertRejects(
    async () => await run({ labels, design: double, setting: "" }, disjoint, []),
    RangeError,
    "roots are not estimated by double cross-fitting",
  );
});

Deno.test("a row of terms serves estimates, roots and bands like the functions made of it", async () => {
  const shared = {
    labels,
    design: { folds: 2 },
    setting: "",
    halfWidth: 0.5,
    level: 0.9,
    draws: 19,
  };
  const inputs = { samples: block, means: [await learned({ folds: 2 })] };
  const estimated = (estimator: ScoreEstimator | Terms) =>
    estimateStage({ problem, estimator })(shared, inputs, ["row"]);
  assertEquals(await estimated(ORTHOGONAL), await estimated(orthogonal));
  assertEquals(await estimated(ADJOINT), await estimated(adjoint));
  const banded = (estimator: Scores | Terms) =>
    bandStage({ problem, estimator })(shared, inputs, ["row"]);
  assertEquals(await banded(PUBLISHED), await banded(scoresOf(PUBLISHED)));
  const identified = identifiedSineIVExogenous;
  const samples = [encodeSamples([identified.sample(N, Stream.of("tests", "row"))])];
  const rooted = (estimator: RootEstimator | Terms) =>
    rootStage({ problem: identified, estimator })(shared, { samples }, ["row"]);
  assertEquals(await rooted(ORTHOGONAL), await rooted(orthogonalRoot));
});

Deno.test("a band holds where the truth is inside at all nine points, and is as long as said", async () => {
  const small = Array.from(
    { length: 24 },
    (_, i) => asStored(problem.sample(30, Stream.of("small", i))),
  );
  const run = bandStage({ problem, estimator: doublyRobustScores });
  const parameters = {
    labels,
    design: { folds: 2 },
    setting: "",
    halfWidth: 0.5,
    level: 0.9,
    draws: 199,
  };
  const { errors } = await run(parameters, { samples: [encodeSamples(small)] }, ["tests"]);
  const { texts, numbers: columns } = columnsIn(errors);
  assertEquals(texts.metric, [
    "band_coverage",
    "pointwise_coverage",
    "band_length",
    "critical_value",
  ]);
  const sides = [0, 0];
  small.forEach((sample, i) => {
    const [band, pointwise, length, critical] = columns.value!.subarray(4 * i, 4 * i + 4);
    let [inBand, inIntervals, sum] = [1, 1, 0];
    for (const a of [-0.5, 0, 0.5]) {
      for (const b of [-0.5, 0, 0.5]) {
        const point = w.map((value, k) => value + (k === 0 ? a : k === 1 ? b : 0));
        const truth = problem.gradient(point);
        const { gradient, standardError } = oracle(
          outerEvaluation(problem.innerTarget(sample), sample.y, point),
          nuisanceValues(problem.conditionalMeans(sample.x), point),
        );
        gradient.forEach((value, k) => {
          const z = (value - truth[k]!) / standardError[k]!;
          if (Math.abs(z) > critical!) inBand = 0;
          if (Math.abs(z) > 1.6448536269514722) {
            inIntervals = 0;
            sides[z > 0 ? 1 : 0]!++;
          }
          sum += 2 * critical! * standardError[k]!;
        });
      }
    }
    assertEquals([band, pointwise], [inBand, inIntervals]);
    assert(Math.abs(length! - sum / 36) < 1e-12);
    assert(critical! > 1.8 && critical! < 3.4);
  });
  assert(sides[0]! > 0 && sides[1]! > 0);
});

Deno.test("the bootstrap's stream is named by the replication", async () => {
  const critical = async (first: number, random: string): Promise<number[]> => {
    const { errors } = await bandStage({ problem, estimator: doublyRobustScores })(
      {
        labels: { ...labels, first },
        design: { folds: 2 },
        setting: "",
        halfWidth: 0.5,
        level: 0.9,
        draws: 99,
      },
      { samples: [encodeSamples([samples[0]!, samples[0]!])] },
      [random],
    );
    return metricIn(errors, "critical_value");
  };
  const [five, six] = await critical(5, "a") as [number, number];
  assert(five !== six);
  assertEquals(await critical(5, "a"), [five, six]);
  assertEquals((await critical(6, "a"))[0], six);
  assert((await critical(5, "b"))[0] !== five);
});

Deno.test("a band needs a square of outer points", async () => {
  const sample = linearIV.sample(20, Stream.of("tests"));
  const run = bandStage({ problem: linearIV, estimator: doublyRobustScores });
  await assertRejects(
    async () =>
      await run(
        { labels, design: { folds: 2 }, setting: "", halfWidth: 1, level: 0.9, draws: 99 },
        { samples: [encodeSamples([sample])] },
        [],
      ),
    RangeError,
    "the outer point has 1 coordinates",
  );
});

Deno.test("one sample's rows are its summary table, inside the joint band", async () => {
  const design = { folds: 3 };
  const { rows } = await oneSampleStage({ problem, estimator: doublyRobustScores })(
    { labels, design, draws: 999 },
    { samples: block, means: [await learned(design)] },
    ["tests"],
  );
  const found = rowsIn<Record<string, number>>(rows);
  const scores = doublyRobustScores(evaluations[0]!, doubleNuisanceValues(direct(3, 0, 0), w));
  const { gradient, standardError } = waldEstimate(scores, N, problem.p);
  const names = ["coordinate 1", "coordinate 2", "coordinate 3", "coordinate 4"];
  const table = summaryTable(names, gradient, standardError, [0.95, 0.9]);
  assertEquals(
    found.map((row) => [row.coordinate, row.value, row.standard_error, row.t, row.p, row.low_90]),
    table.map((row) => [
      row.name,
      row.coefficient,
      row.standardError,
      row.t,
      row.pValue,
      row.bounds[2]!.value,
    ]),
  );
  found.forEach((row, k) => {
    assert(row.joint_low! < row.low_95! && row.high_95! < row.joint_high!);
    assert(row.joint_p! >= row.p! - 1e-12);
    assertEquals(row.truth, problem.gradient(w)[k]);
  });
});
