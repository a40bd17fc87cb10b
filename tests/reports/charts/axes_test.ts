import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { biasHeights, isApart } from "../../../reports/charts/biases.ts";
import {
  floorWords,
  interval,
  linearDomain,
  logDomain,
  logTicks,
  shareInterval,
  writeTicks,
  Z95,
} from "../../../reports/charts/axes.ts";
import {
  axis,
  exactPower,
  fittedSlope,
  list,
  missing,
  powerWords,
  sentences,
  span,
} from "../../../reports/charts/sentences.ts";
import { movedApart } from "../../../reports/charts/apart.ts";
import type { CurvePoint } from "../../../reports/charts/marks.ts";
import { plainSeries } from "../../../reports/charts/series.ts";

Deno.test("an interval is 1.96 standard errors wide on both sides, and has a floor", () => {
  assertEquals(interval(1, null), { low: 1, high: 1 });
  assertEquals(interval(1, 0.5), { low: 1 - Z95 * 0.5, high: 1 + Z95 * 0.5 });
  assertEquals(interval(1, 10, 0.3).low, 0.3);
});

Deno.test("domains hold their values, also when there is one or none", () => {
  assertEquals(logDomain([1, 100], 2), [0.5, 200]);
  assertEquals(logDomain([4]), [2, 8]);
  assertEquals(logDomain([0, -3]), [0.1, 10]);
  const [low, high] = linearDomain([0.9, 0.9]);
  assert(low < 0.9 && high > 0.9);
});

Deno.test("a logarithmic axis has three to seven ticks, whatever its domain, all written alike", () => {
  assertEquals(logTicks([0.009, 0.06]), [0.01, 0.015, 0.02, 0.03, 0.04, 0.05]);
  assertEquals(logTicks([0.001, 1]), [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1]);
  assertEquals(logTicks([0.98, 1.04]), [0.98, 1, 1.02, 1.04]);
  for (let ratio = 1.01; ratio < 1e16; ratio *= 1.37) {
    for (const low of [3.3e-16, 0.0123, 1, 77]) {
      const ticks = logTicks([low, low * ratio]);
      assert(ticks.length >= 3 && ticks.length <= 11, `${low} ${ratio}: ${ticks}`);
      assert(ticks.every((x) => x >= low * (1 - 1e-9) && x <= low * ratio * (1 + 1e-9)));
      const written = ticks.map(writeTicks(ticks));
      assertEquals(new Set(written).size, ticks.length);
      assertEquals(
        new Set(written.map((text) => text.includes("10") && /[⁰-⁹¹²³]/.test(text))).size,
        1,
      );
    }
  }
});

Deno.test("symbols that cover one another are moved by pixels, others and what is exact are not", () => {
  const point = (series: string, x: number, y: number, half: number): CurvePoint => ({
    ...{ series, x, y, low: y - half, high: y + half, tip: "" },
  });
  const axes = {
    x: { scale: { type: "log", domain: [1, 100] } },
    y: { scale: { domain: [0, 10] } },
  };
  const points = [
    point("a", 10, 5, 1),
    point("b", 10, 5.5, 1),
    point("exact", 10, 5, 0),
    point("c", 10, 9, 0.2),
    point("a", 50, 5, 1),
  ];
  const moved = movedApart(points, plainSeries(["b", "a", "c"]), axes, [200, 100]);
  assertEquals(moved.map(({ shift }) => shift), [3.5, -3.5, undefined, undefined, undefined]);
  assertEquals(moved.map(({ x, y }) => [x, y]), points.map(({ x, y }) => [x, y]));
});

Deno.test("powers are said of exact points alone, slopes of measured ones as the query has them", () => {
  const pairs = [[1, 3], [2, 12], [5, 75]] as const;
  assertAlmostEquals(exactPower(pairs)!, 2, 1e-12);
  assertEquals(powerWords(pairs, "x"), "exactly ∝ x^2");
  assertEquals(powerWords([[10, 0.5], [320, 0.5]], "t"), "exactly constant");
  assertEquals(powerWords([[1, 1], [2, 0.5], [32, 1 / 32]], "J"), "exactly ∝ J^−1");
  assertEquals(exactPower([[1, 3]]), null);
  assertEquals(exactPower([[1, 3], [2, 12], [5, 76]]), null);
  assertEquals(exactPower([[1, 3], [2, 0], [5, 75]]), null);
  assertEquals(fittedSlope(-0.001, -0.002, 0.004), "slope 0.00 (0.00 to 0.00)");
  assertEquals(fittedSlope(null, null, null), "");
});

Deno.test("a finding names who is least and who is most", () => {
  const some = [{ name: "b", value: 2 }, { name: "a", value: 0.5 }, { name: "c", value: 1 }];
  assertEquals(span(some, String), "0.5 (a) to 2 (b)");
  assertEquals(span(some.slice(0, 1), String), "2 (b)");
});

Deno.test("a floor is said where values are near it, and nowhere else", () => {
  assertEquals(floorWords([0.1, 0.01], 1e-4), "");
  assertEquals(floorWords([1e-4], undefined), "");
  assert(floorWords([0.1, 1e-4], 1e-4).startsWith("10⁻⁴ is a floor"));
});

Deno.test("a bias is apart from zero if its interval leaves zero out", () => {
  assert(isApart(-0.2, 0.1));
  assert(!isApart(0.19, 0.1));
  assert(isApart(1e-9, null));
  assert(!isApart(0, null));
});

Deno.test("a bias of pure noise does not stretch the axis", () => {
  const [low, high] = logDomain([...biasHeights(0.1, 0.001), ...biasHeights(1e-12, 0.001)]);
  assert(low > 1e-4 && low < 1e-3 && high > 0.1, `${low} ${high}`);
});

Deno.test("sentences", () => {
  assertEquals(list([]), "");
  assertEquals(list(["a"]), "a");
  assertEquals(list(["a", "b", "c"]), "a, b and c");
  assertEquals(
    axis("Vertical", "error", [0.5, null, 0.25]),
    "Vertical axis: error, 0.2500 to 0.5000.",
  );
  assertEquals(axis("Vertical", "error", [2, 2]), "Vertical axis: error, only 2.000.");
  assertEquals(axis("Vertical", "error", [null]), "Vertical axis: error, without values.");
  assertEquals(missing(0), "");
  assertEquals(
    sentences("A.", "", missing(2)),
    "A. 2 values are missing or cannot be drawn on their axis.",
  );
  assertEquals(sentences("A.", ["b: 1", "c: 2"], []), "A. b: 1; c: 2.");
});

Deno.test("the interval of a share is Wilson's, and stays between 0 and 1", () => {
  // 19 of 20: Wilson's is 0.7639 to 0.9911 (R, binom::binom.wilson)
  const { low, high } = shareInterval(0.95, Math.sqrt(0.95 * 0.05 / 20));
  assertAlmostEquals(low, 0.76386, 1e-4);
  assertAlmostEquals(high, 0.99111, 1e-4);
  // with many replications it is the normal one
  const many = Math.sqrt(0.94 * 0.06 / 1e6);
  const normal = interval(0.94, many);
  assertAlmostEquals(shareInterval(0.94, many).low, normal.low, 1e-5);
  assertAlmostEquals(shareInterval(0.94, many).high, normal.high, 1e-5);
  for (const share of [0, 0.01, 0.5, 0.999, 1]) {
    for (const error of [0.001, 0.06, 0.5]) {
      const { low, high } = shareInterval(share, error);
      assert(
        0 <= low && low <= share && share <= high && high <= 1 && low < high,
        `${share} ${error}`,
      );
    }
  }
  // all of 20, with the error that share_error gives them: nobody knows that it is 1
  const ofAll = shareInterval(1, Math.sqrt(22 * 2 / 24) / 24);
  assertAlmostEquals(ofAll.low, 0.84, 0.01);
  assertEquals(ofAll.high, 1);
  assertEquals(shareInterval(1, null), { low: 1, high: 1 });
});
