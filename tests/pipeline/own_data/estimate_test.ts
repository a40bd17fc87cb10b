import {
  assert,
  assertEquals,
  assertGreater,
  assertLess,
  assertMatch,
  assertNotEquals,
} from "@std/assert";
import { weightedLogisticLosses } from "../../../estimators/functional/loss_pairs.ts";
import { medianEstimate } from "../../../estimators/inference/repeated.ts";
import { LEARNER_NAMES, LEARNERS } from "../../../pipeline/own_data/learners.ts";
import { ROOT } from "../../tools/project_files.ts";
import { CLEANING, cleaningColumns, cleaningLosses, WITH_DERIVATIVES } from "./cleaning.ts";
import { libraryEstimates, observationsOf } from "./library.ts";
import { type Answer, ask, assertClose, numbersOf, OwnFiles } from "./support.ts";

const estimates = ({ gradient }: Answer) => gradient.map(({ estimate }) => estimate);

Deno.test("hyper-cleaning from a file: the truth is covered", async (t) => {
  await using files = await OwnFiles.make();
  const losses = ["--losses", await files.write("cleaning.ts", await cleaningLosses())];
  const n = 1000;
  const columns = cleaningColumns(n);
  const csv = await files.csv("cleaning.csv", columns);
  const { answer, text, notes } = await ask("--data", csv, ...losses);

  await t.step("within 4 standard errors, which are near the efficiency bound", () => {
    assertEquals([answer.n, answer.repetitions, answer.jackknife], [n, 5, true]);
    assertEquals(notes, answer.warnings.map((one) => `Note: ${one}`).join("\n"));
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
    assertMatch(text, /^Learner +auto: the best of sparse, linear, .* for each function$/m);
    assertMatch(text, /^Splitting +5 folds, medians over 5 splits, jackknife, seed 1$/m);
    assertMatch(
      text,
      /^Curvature +at least 0\.\d+ of its mean, raised at 0 % .* at most \d+ steps$/m,
    );
    assertMatch(text, /^ {2}h +R² 0\.\d+ +loss \d\.\d+ +[a-z-]+, smoothing \d+$/m);
    assertMatch(text, /^Rows are taken to be independent/m);
    const { guardRails, nuisances } = answer;
    assert(guardRails.converged && guardRails.minimumCurvature > 0);
    for (const { r2, learner, smoothing } of nuisances) {
      assertLess(r2, 1);
      assert(LEARNERS[learner]!.scales.includes(smoothing));
    }
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
});

Deno.test("files of every kind, forms of losses and options", async (t) => {
  await using files = await OwnFiles.make();
  const columns = cleaningColumns(200, "forms");
  const csv = await files.csv("cleaning.csv", columns);
  const functions = ["--losses", await files.write("cleaning.ts", await cleaningLosses())];
  const few = ["--data", csv, "--repetitions", "2"];
  const { answer } = await ask(...few, ...functions);

  await t.step("CSV and Parquet give the same numbers", async () => {
    const parquet = await files.parquet("cleaning.parquet", csv);
    const other = await ask(...few.with(1, parquet), ...functions);
    assertEquals({ ...other.answer, data: csv }, answer);
  });

  await t.step("derivatives that are written out agree with exact ones", async () => {
    const written = await files.write("derivatives.ts", WITH_DERIVATIVES);
    const other = await ask(...few, "--losses", written);
    assertEquals(other.answer.gradient.map(({ name }) => name), ["w1", "w2"]);
    assertClose(numbersOf(other.answer), numbersOf(answer));
  });

  const pair = [
    ...few,
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
    assertClose(numbersOf(ofPair), numbersOf(answer));
  });

  await t.step("they are medians over splits of what the library estimates", () => {
    const sample = observationsOf(columns, ["X"], ["S", "D", "B"]);
    const { gradient, standardError } = medianEstimate(
      libraryEstimates(sample, weightedLogisticLosses(2), ofPair),
    );
    assertClose(numbersOf(ofPair), [...gradient].flatMap((value, k) => [value, standardError[k]!]));
  });

  await t.step("the same seed gives the same numbers, another one others", async () => {
    const again = await ask(...pair, "--seed", "1");
    assertEquals(again.answer, ofPair);
    const other = await ask(...pair, "--seed", "2");
    assertNotEquals(numbersOf(other.answer), numbersOf(ofPair));
    other.answer.gradient.forEach(({ estimate, standardError }, k) =>
      assertLess(Math.abs(estimate - estimates(ofPair)[k]!), standardError)
    );
  });

  await t.step("the command line goes before the losses file", async () => {
    const { answer: moved } = await ask(...pair, "--at", "-0.5,0");
    assertEquals(moved.at, [-0.5, 0]);
    assertNotEquals(numbersOf(moved), numbersOf(ofPair));
    const { answer: both } = await ask(...pair, "--covariates", "X,S");
    assertEquals(both.covariates, ["X", "S"]);
  });

  await t.step("every learner answers, and nearly the same", async () => {
    for (const learner of LEARNER_NAMES) {
      const other = await ask(...pair, "--learner", learner);
      assertEquals(other.answer.learner, learner);
      other.answer.gradient.forEach(({ estimate, standardError }, k) =>
        // linear functions of X are wrong here, though not by much
        assertLess(Math.abs(estimate - estimates(ofPair)[k]!), 2 * standardError)
      );
    }
  });
});
