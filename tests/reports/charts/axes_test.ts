import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { biasHeights, isApart } from "../../../reports/charts/biases.ts";
import {
  distinct,
  dodge,
  interval,
  linearDomain,
  logDomain,
  logTicks,
  Z95,
} from "../../../reports/charts/axes.ts";
import { axis, list, logSlope, missing, sentences } from "../../../reports/charts/sentences.ts";

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

Deno.test("ticks are 1, 2, 5, and powers of ten alone over more than two decades", () => {
  assertEquals(logTicks([0.009, 0.06]), [0.01, 0.02, 0.05]);
  assertEquals(logTicks([0.001, 1]), [0.001, 0.01, 0.1, 1]);
});

Deno.test("points that are moved apart keep their geometric mean", () => {
  const moved = [0, 1, 2, 3].map((i) => dodge(200, i, 4));
  assertAlmostEquals(moved.reduce((sum, x) => sum + Math.log(x), 0) / 4, Math.log(200), 1e-12);
  assertEquals(distinct(moved).length, 4);
  assertEquals(dodge(200, 0, 1), 200);
});

Deno.test("slopes on log-log axes", () => {
  assertAlmostEquals(logSlope([[1, 3], [2, 12], [5, 75]])!, 2, 1e-12);
  assertEquals(logSlope([[1, 3]]), null);
  assertEquals(logSlope([[2, 3], [2, 4]]), null);
  assertAlmostEquals(logSlope([[1, 1], [4, 0.5], [9, null], [16, -1]])!, -0.5, 1e-12);
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
