import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { crossFit, randomFolds } from "../../../estimators/functional/cross_fit.ts";
import { nuisanceValues, outerEvaluation } from "../../../estimators/functional/evaluate.ts";
import type { GeneralObservations } from "../../../estimators/functional/general_nuisances.ts";
import { medianEstimate } from "../../../estimators/inference/repeated.ts";
import { generalGradient } from "../../../estimators/functional/general_gradient.ts";
import { weightedLogisticLosses } from "../../../estimators/functional/loss_pairs.ts";
import { orthogonal } from "../../../estimators/functional/orthogonal.ts";
import { plainRegression } from "../../../estimators/nuisance/plain_regression.ts";
import { Stream } from "../../../numerics/random.ts";
import { LEARNERS } from "../../../pipeline/own_data/learners.ts";
import { sineIVExogenous } from "../../../problems/functional/sine_iv.ts";
import { ROOT } from "../../tools/project_files.ts";
import { CLEANING, cleaningColumns, cleaningLosses, WITH_DERIVATIVES } from "./cleaning.ts";
import { type Answer, ask, OwnFiles } from "./support.ts";

const numbers = ({ gradient }: Answer) =>
  gradient.map(({ estimate, standardError }) => [estimate, standardError]);
const estimates = ({ gradient }: Answer) => gradient.map(({ estimate }) => estimate);

/** The columns of hyper-cleaning as the library takes them. */
function observationsOf({ X, S, D, B }: Record<string, Float64Array>): GeneralObservations {
  const n = X!.length;
  const z = Float64Array.from({ length: 3 * n }, (_, at) => [S!, D!, B!][at % 3]![at / 3 | 0]);
  return { n, x: X!, z };
}

Deno.test("hyper-cleaning from a file: the truth is covered", async (t) => {
  await using files = await OwnFiles.make();
  const losses = ["--losses", await files.write("cleaning.ts", await cleaningLosses())];
  const n = 1000;
  const columns = cleaningColumns(n);
  const csv = await files.csv("cleaning.csv", columns);
  const { answer, text, notes } = await ask("--data", csv, ...losses);

  await t.step("within 4 standard errors, which are near the efficiency bound", () => {
    assertEquals([answer.n, notes, answer.jackknife], [n, "", true]);
    answer.gradient.forEach(({ estimate, standardError }, k) => {
      assertLess(Math.abs(estimate - CLEANING.gradient[k]!), 4 * standardError);
      const ratio = standardError / Math.sqrt(CLEANING.bound[3 * k]! / n);
      assertGreater(ratio, 0.8);
      assertLess(ratio, 1.25);
    });
  });

  await t.step("the table, the data, the guard rails and what was learned are shown", () => {
    const lines = text.split("\n");
    assertEquals(lines[0], "Gradient of the outer objective at w = (1, 1.5)");
    assertMatch(lines[2]!, /^ +coef +std err +t +P>\|t\| +2\.5 % +97\.5 %$/);
    assertMatch(lines[3]!, /^source 1 +-0\.\d+/);
    assertMatch(lines[4]!, /^source 2 +0\.\d+/);
    assertMatch(text, /^Data .*cleaning\.csv, 1000 rows; covariates X$/m);
    assertMatch(text, /^Losses .*cleaning\.ts; they read S, D, B$/m);
    assertMatch(text, /^Learner +series \(.*\), smoothing [\d.]+$/m);
    assertMatch(text, /^Splitting +5 folds, one split, jackknife, seed 1$/m);
    assertMatch(text, /^Curvature +at least 0\.\d+, raised at 0 % .* at most \d+ steps$/m);
    assertMatch(text, /^ {2}h +loss \d\.\d+$/m);
    const { guardRails, nuisances } = answer;
    assert(guardRails!.converged && guardRails!.minimumCurvature > 0);
    assertEquals(
      nuisances.map(({ nuisance, measure }) => `${nuisance}: ${measure}`),
      [
        "h: loss",
        "a: risk",
        "b source 1: risk",
        "b source 2: risk",
        "c source 1: risk",
        "c source 2: risk",
      ],
    );
    // the adjoint that was learned does better than none at all
    assertLess(nuisances[1]!.value, 0);
  });

  await t.step("CSV and Parquet give the same numbers", async () => {
    const parquet = await files.parquet("cleaning.parquet", csv);
    const other = await ask("--data", parquet, ...losses);
    assertEquals(other.answer.gradient, answer.gradient);
  });

  await t.step("derivatives that are written out agree with numerical ones", async () => {
    const written = await files.write("derivatives.ts", WITH_DERIVATIVES);
    const other = await ask("--data", csv, "--losses", written);
    assertEquals(other.answer.gradient.map(({ name }) => name), ["w1", "w2"]);
    numbers(other.answer).flat().forEach((value, at) =>
      assertAlmostEquals(value, numbers(answer).flat()[at]!, 1e-8)
    );
  });

  const pair = [
    "--data",
    csv,
    "--losses",
    await files.write(
      "pair.ts",
      `import { weightedLogisticLosses } from "${ROOT}estimators/functional/loss_pairs.ts";
      export const losses = {
        columns: ["S", "D", "B"], covariates: ["X"], at: [1, 1.5], pair: weightedLogisticLosses(2),
      };`,
    ),
  ];
  const ofPair = (await ask(...pair)).answer;

  await t.step("a pair of losses of the library agrees with both", () => {
    estimates(ofPair).forEach((value, k) => assertAlmostEquals(value, estimates(answer)[k]!, 1e-8));
  });

  await t.step("they are those of the library's general gradient, jackknife and all", () => {
    const expected = generalGradient(
      observationsOf(columns),
      weightedLogisticLosses(2),
      Float64Array.of(1, 1.5),
      LEARNERS.series!.at(ofPair.smoothing),
      { fold: randomFolds(n, 5, Stream.of("own data", 1, "folds", 0)) },
    );
    assertEquals(estimates(ofPair), [...expected.gradient]);
    assertEquals(numbers(ofPair).map(([, error]) => error), [...expected.standardError]);
    const { h, a, b, c } = expected.nuisanceLosses;
    assertEquals(ofPair.nuisances.map(({ value }) => value), [h, a, ...b, ...c]);
  });

  await t.step("the same seed gives the same numbers, another one others", async () => {
    const again = await ask(...pair, "--seed", "1");
    assertEquals(again.answer, ofPair);
    const other = await ask(...pair, "--seed", "2");
    assertNotEquals(estimates(other.answer), estimates(ofPair));
    other.answer.gradient.forEach(({ estimate, standardError }, k) =>
      assertLess(Math.abs(estimate - estimates(ofPair)[k]!), standardError)
    );
  });

  await t.step("the command line goes before the losses file", async () => {
    const { answer: moved } = await ask(...pair, "--at", "-0.5,0");
    assertEquals(moved.at, [-0.5, 0]);
    assertNotEquals(estimates(moved), estimates(ofPair));
    const { answer: both } = await ask(...pair, "--covariates", "X,S");
    assertEquals(both.covariates, ["X", "S"]);
  });

  await t.step("every learner answers, and nearly the same", async () => {
    for (const learner of Object.keys(LEARNERS)) {
      const other = await ask(...pair, "--learner", learner);
      assertEquals(other.answer.learner, learner);
      other.answer.gradient.forEach(({ estimate, standardError }, k) =>
        // linear functions of X are wrong here, though not by much
        assertLess(Math.abs(estimate - estimates(ofPair)[k]!), 2 * standardError)
      );
    }
  });
});

Deno.test("levels, joint intervals and repetitions", async (t) => {
  await using files = await OwnFiles.make();
  const losses = await files.write("cleaning.ts", await cleaningLosses());
  const columns = cleaningColumns(300, "small");
  const data = await files.csv("cleaning.csv", columns);
  const asked = ["--data", data, "--losses", losses];

  await t.step("several levels, and intervals that hold at once", async () => {
    const options = ["--level", "0.9", "--level", "0.99", "--joint"];
    const { answer, text } = await ask(...asked, ...options);
    assertMatch(text, / 5 % +95 % +0\.5 % +99\.5 %\n/);
    assertStringIncludes(text, "All coordinates at once, level 0.99: coef ± ");
    for (const { estimate, standardError, intervals } of answer.gradient) {
      assertEquals(intervals.map(({ level }) => level), [0.9, 0.99]);
      assertAlmostEquals(intervals[0]!.high, estimate + 1.6448536 * standardError, 1e-6);
    }
    answer.joint!.forEach(({ level, criticalValue, low, high }, at) => {
      // between one interval alone and Bonferroni's two
      const [alone, bonferroni] = [[1.645, 1.96], [2.576, 2.807]][at]!;
      assertEquals(level, [0.9, 0.99][at]);
      assertGreater(criticalValue, alone! - 0.1);
      assertLess(criticalValue, bonferroni! + 0.3);
      answer.gradient.forEach(({ estimate, standardError }, k) => {
        assertAlmostEquals(low[k]!, estimate - criticalValue * standardError, 1e-12);
        assertAlmostEquals(high[k]!, estimate + criticalValue * standardError, 1e-12);
        const ends = [low, high].map((end) => Number(end[k]!.toPrecision(4)));
        assertStringIncludes(text, `[${ends.join(", ")}]`);
      });
    });
  });

  await t.step("the estimate is the median over the splits, each the library's", async () => {
    const one = (await ask(...asked)).answer;
    const sample = observationsOf(columns);
    const splits = [0, 1, 2].map((r) =>
      generalGradient(
        sample,
        weightedLogisticLosses(2),
        Float64Array.of(1, 1.5),
        LEARNERS.series!.at(one.smoothing),
        { fold: randomFolds(sample.n, 5, Stream.of("own data", 1, "folds", r)) },
      )
    );
    for (const count of [1, 2, 3]) {
      const { answer, text } = await ask(...asked, "--repetitions", String(count), "--joint");
      assertStringIncludes(text, count === 1 ? "one split" : `medians over ${count} splits`);
      assertEquals([answer.repetitions, answer.joint!.length], [count, 1]);
      const expected = medianEstimate(splits.slice(0, count));
      answer.gradient.forEach(({ estimate, standardError }, k) => {
        assertAlmostEquals(estimate, expected.gradient[k]!, 1e-8);
        assertAlmostEquals(standardError, expected.standardError[k]!, 1e-8);
      });
      const h = splits.slice(0, count).reduce((sum, one) => sum + one.nuisanceLosses.h / count, 0);
      assertAlmostEquals(answer.nuisances[0]!.value, h, 1e-8);
    }
  });

  await t.step("two folds go without the jackknife", async () => {
    const { answer } = await ask(...asked, "--folds", "2");
    assertEquals([answer.folds, answer.jackknife], [2, false]);
  });
});

Deno.test("a quadratic pair is the library's orthogonal estimator", async (t) => {
  await using files = await OwnFiles.make();
  const n = 400;
  const sample = sineIVExogenous.sample(n, Stream.of("tests", "own data", "quadratic"));
  const { g } = sineIVExogenous.innerTarget(sample);
  const w = sineIVExogenous.outerPoint;
  const p = w.length;
  const column = (matrix: Float64Array, width: number, k: number) =>
    Float64Array.from({ length: n }, (_, i) => matrix[i * width + k]);
  const d = sineIVExogenous.d;
  // a T_0 that depends on X, which sine-IV itself does not have
  const t0 = Float64Array.from({ length: n }, (_, i) => sample.x[i * d] * sample.y[i]);
  const names = (letter: string, count: number) =>
    Array.from({ length: count }, (_, k) => `${letter}${k + 1}`);
  const data = await files.csv("iv.csv", {
    ...Object.fromEntries(names("X", d).map((name, k) => [name, column(sample.x, d, k)])),
    ...Object.fromEntries(names("G", p).map((name, k) => [name, column(g, p, k)])),
    T: t0,
    Y: sample.y,
  });
  for (const constant of [undefined, "T"]) {
    await t.step(constant === undefined ? "T_w = w'G" : "T_w = T_0 + w'G", async () => {
      const losses = await files.write(
        `quadratic-${constant}.ts`,
        `export const losses = {
          covariates: ${JSON.stringify(names("X", d))},
          at: [${w.join(",")}],
          quadratic: { slopes: ${JSON.stringify(names("G", p))}, outcome: "Y"${
          constant === undefined ? "" : `, constant: "${constant}"`
        } },
        };`,
      );
      const { answer, text } = await ask("--data", data, "--losses", losses, "--seed", "7");
      const inner = { g, t0: constant === undefined ? new Float64Array(n) : t0 };
      const folds = randomFolds(n, 5, Stream.of("own data", 7, "folds", 0));
      const learner = plainRegression(LEARNERS.series!.at(answer.smoothing));
      const { means } = crossFit(sample, inner, folds, learner);
      const expected = orthogonal(
        outerEvaluation(inner, sample.y, w),
        nuisanceValues(means, w),
      );
      assertEquals(numbers(answer).map(([value]) => value), [...expected.gradient]);
      assertEquals(numbers(answer).map(([, error]) => error), [...expected.standardError]);
      assertEquals(answer.gradient.map(({ name }) => name), names("G", p));
      assertEquals([answer.guardRails, answer.jackknife], [null, false]);
      const learned = answer.nuisances.map(({ nuisance, measure }) => `${nuisance} ${measure}`);
      assertEquals(learned, ["h rmse", ...names("G", p).map((name) => `j ${name} rmse`), "m rmse"]);
      const rmse = (a: Float64Array, b: Float64Array) =>
        Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) * (value - b[i]) / n, 0));
      const target = (slopes: Float64Array, constant: Float64Array) =>
        constant.map((value, i) => w.reduce((sum, wk, k) => sum + wk * slopes[i * p + k], value));
      const errors = [
        rmse(target(g, inner.t0), target(means.j, means.h0)),
        ...names("G", p).map((_, k) => rmse(column(g, p, k), column(means.j, p, k))),
        rmse(sample.y, means.m),
      ];
      answer.nuisances.forEach(({ value }, k) => assertAlmostEquals(value, errors[k]!, 1e-12));
      assert(!text.includes("Curvature"));
    });
  }
});

Deno.test("what gives cause for doubt is noted, and does not stop the estimate", async () => {
  await using files = await OwnFiles.make();
  const data = await files.csv("cleaning.csv", cleaningColumns(200, "doubt"));
  // a loss that is flat far from its target, which some rows are
  const losses = await files.write(
    "flat.ts",
    `const logcosh = (u: number) => Math.abs(u) + Math.log1p(Math.exp(-2 * Math.abs(u)));
    export const losses = { columns: ["S", "D", "B"], covariates: ["X"], at: [0.1],
      inner: (w, v, { S, D }) => logcosh(v - (1 + w[0] * S) * D - (S === 2 && D === 1 ? 20 : 0)),
      outer: (w, v, { B }) => (v - B) * (v - B) };`,
  );
  const { answer, notes } = await ask("--data", data, "--losses", losses);
  const { shareClipped, minimumCurvature } = answer.guardRails!;
  assertGreater(shareClipped, 0);
  assertLess(minimumCurvature, 1e-4);
  assertMatch(notes, /^Note: The inner loss is all but flat at [\d.]+ % of the training rows/m);
  assertEquals(answer.warnings.length, notes.split("\n").length);
});
