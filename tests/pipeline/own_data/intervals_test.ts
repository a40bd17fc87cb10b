import {
  assertAlmostEquals,
  assertEquals,
  assertGreater,
  assertLess,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { weightedLogisticLosses } from "../../../estimators/functional/loss_pairs.ts";
import { medianEstimate } from "../../../estimators/inference/repeated.ts";
import { cleaningColumns, cleaningLosses } from "./cleaning.ts";
import { libraryEstimates, observationsOf } from "./library.ts";
import { ask, assertClose, numbersOf, OwnFiles } from "./support.ts";

/** Normal quantiles of two-sided intervals. */
const QUANTILES: Readonly<Record<number, number>> = {
  0.9: 1.6448536269514722,
  0.95: 1.959963984540054,
  0.99: 2.5758293035489004,
};

Deno.test("levels, joint intervals and repetitions", async (t) => {
  await using files = await OwnFiles.make();
  const losses = await files.write("cleaning.ts", await cleaningLosses());
  const columns = cleaningColumns(200, "small");
  const data = await files.csv("cleaning.csv", columns);
  const asked = ["--data", data, "--losses", losses, "--learner", "series"];

  await t.step("several levels, and intervals that hold at once", async () => {
    const options = ["--level", "0.9", "--level", "0.99", "--joint", "--repetitions", "1"];
    const { answer, text } = await ask(...asked, ...options);
    assertMatch(text, / 5 % +95 % +0\.5 % +99\.5 %\n/);
    assertStringIncludes(text, "All coordinates at once, level 0.99: coef ± ");
    for (const { estimate, standardError, intervals } of answer.gradient) {
      assertEquals(intervals.map(({ level }) => level), [0.9, 0.99]);
      for (const { level, low, high } of intervals) {
        const width = QUANTILES[level]! * standardError;
        assertClose([low, high], [estimate - width, estimate + width], 1e-9);
      }
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

  const median = (values: readonly number[]) => {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  };

  await t.step("estimate and bounds are medians over the splits, each the library's", async () => {
    const sample = observationsOf(columns, ["X"], ["S", "D", "B"]);
    for (const count of [1, 2, 3]) {
      const { answer, text } = await ask(...asked, "--repetitions", String(count), "--joint");
      assertStringIncludes(text, count === 1 ? "one split" : `medians over ${count} splits`);
      assertEquals([answer.repetitions, answer.joint!.length], [count, 1]);
      const splits = libraryEstimates(sample, weightedLogisticLosses(2), answer);
      assertEquals(splits.length, count);
      const expected = medianEstimate(splits);
      answer.gradient.forEach(({ estimate, standardError, intervals }, k) => {
        assertClose([estimate, standardError], [expected.gradient[k]!, expected.standardError[k]!]);
        const bounds = [-1, 1].map((sign) =>
          median(
            splits.map((one) => one.gradient[k]! + sign * QUANTILES[0.95]! * one.standardError[k]!),
          )
        );
        assertClose([intervals[0]!.low, intervals[0]!.high], bounds);
      });
    }
  });

  await t.step("five splits unless it is said", async () => {
    const given = (await ask(...asked)).answer;
    assertEquals(given, (await ask(...asked, "--repetitions", "5")).answer);
    assertEquals(given.repetitions, 5);
  });

  await t.step("two folds go without the jackknife", async () => {
    const { answer, text } = await ask(...asked, "--folds", "2", "--repetitions", "1");
    assertEquals([answer.folds, answer.jackknife, text.includes("jackknife")], [2, false, false]);
    const sample = observationsOf(columns, ["X"], ["S", "D", "B"]);
    const [expected] = libraryEstimates(sample, weightedLogisticLosses(2), answer);
    const { gradient, standardError } = expected!;
    assertClose(numbersOf(answer), [...gradient].flatMap((value, k) => [value, standardError[k]!]));
  });
});
