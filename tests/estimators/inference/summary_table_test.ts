import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { renderSummaryTable, summaryTable } from "../../../estimators/inference/summary_table.ts";
import { waldInterval } from "../../../estimators/inference/wald.ts";

const ESTIMATE = Float64Array.of(0.2, 0.01);
const ERROR = Float64Array.of(0.05, 0.05);

Deno.test("a summary holds t, its two-sided p-value and the Wald bounds of each level", () => {
  const [first, second] = summaryTable(["w1", "w2"], ESTIMATE, ERROR, [0.95, 0.9]);
  assertEquals([first.name, first.coefficient, first.standardError], ["w1", 0.2, 0.05]);
  assertEquals(first.t, 4);
  // 2Φ(−4) and 2Φ(−0.2) from tables
  assertAlmostEquals(first.pValue, 6.334248366623993e-5, 1e-16);
  assertAlmostEquals(second.pValue, 0.8414805811217939, 1e-12);
  const quantiles = first.bounds.map(({ quantile }) => quantile);
  [0.025, 0.975, 0.05, 0.95].forEach((q, i) => assertAlmostEquals(quantiles[i], q, 1e-15));
  [0.95, 0.9].forEach((level, i) => {
    const { low, high } = waldInterval({ gradient: ESTIMATE, standardError: ERROR }, level);
    assertAlmostEquals(first.bounds[2 * i].value, low[0], 1e-15);
    assertAlmostEquals(first.bounds[2 * i + 1].value, high[0], 1e-15);
  });
});

Deno.test("an interval and a test agree: 0 is a bound exactly where p is 1 − level", () => {
  for (const level of [0.5, 0.9, 0.95, 0.999]) {
    const [{ bounds }] = summaryTable(["a"], Float64Array.of(1), Float64Array.of(1), [level]);
    const half = bounds[1].value - 1;
    const [edge] = summaryTable(["a"], Float64Array.of(half), Float64Array.of(1), [level]);
    assertAlmostEquals(edge.bounds[0].value, 0, 1e-15);
    assertAlmostEquals(edge.pValue, 1 - level, 1e-13);
  }
});

Deno.test("the sign of an estimate does not change its p-value", () => {
  const [plus] = summaryTable(["a"], Float64Array.of(0.7), Float64Array.of(0.3));
  const [minus] = summaryTable(["a"], Float64Array.of(-0.7), Float64Array.of(0.3));
  assertEquals(minus.pValue, plus.pValue);
  assertEquals(minus.t, -plus.t);
});

Deno.test("what has no standard error has no t, p-value or bounds", () => {
  const [row] = summaryTable(["a"], Float64Array.of(1), Float64Array.of(NaN));
  assertEquals([row.t, row.pValue, ...row.bounds.map(({ value }) => value)], [NaN, NaN, NaN, NaN]);
  const [sure] = summaryTable(["a"], Float64Array.of(1), Float64Array.of(0));
  assertEquals([sure.t, sure.pValue], [Infinity, 0]);
});

Deno.test("the text has DoubleML's headings and columns aligned to the right", () => {
  const text = renderSummaryTable(summaryTable(["w1", "w2"], ESTIMATE, ERROR, [0.95, 0.9]));
  assertEquals(text.split("\n"), [
    "      coef  std err      t   P>|t|    2.5 %  97.5 %      5 %    95 %",
    "w1  0.2000   0.0500  4.000  6.3e-5   0.1020  0.2980   0.1178  0.2822",
    "w2  0.0100   0.0500  0.200  0.8415  -0.0880  0.1080  -0.0722  0.0922",
  ]);
});

Deno.test("decimals show three digits of the least standard error, and dust has no sign", () => {
  const cells = (estimate: number[], error: number[]) =>
    renderSummaryTable(
      summaryTable(estimate.map(() => "a"), Float64Array.from(estimate), Float64Array.from(error)),
    ).split("\n").slice(1).map((line) => line.split(/ +/).slice(1, 3));
  assertEquals(cells([12.3456], [1.23456]), [["12.35", "1.23"]]);
  assertEquals(cells([1234.4], [567.8]), [["1234", "568"]]);
  assertEquals(cells([1, 1], [0.5, 0.00099]), [["1.000000", "0.500000"], ["1.000000", "0.000990"]]);
  assertEquals(cells([-1e-9, 1], [0.5, NaN]), [["0.000", "0.500"], ["1.000", "NaN"]]);
  assertEquals(cells([3e12], [2e9]), [["3.0000e+12", "2.0000e+9"]]);
  assertEquals(cells([0.5], [NaN]), [["0.5000", "NaN"]]);
  // small units are no zeros
  assertEquals(cells([4.1e-13, 0], [4.36e-14, 1]), [["4.1000e-13", "4.3600e-14"], [
    ...["0.000000000000", "1.0000e+0"],
  ]]);
});

Deno.test("any number of levels and of rows will do", () => {
  assertEquals(summaryTable([], new Float64Array(0), new Float64Array(0)), []);
  assertEquals(renderSummaryTable([]), "  coef  std err  t  P>|t|");
  const text = renderSummaryTable(summaryTable(["a"], ESTIMATE.slice(1), ERROR.slice(1), []));
  assert(text.startsWith("     coef  std err      t   P>|t|\na  0.0100"));
});

Deno.test("summaries reject malformed input with one sentence", () => {
  const attempt = (names: string[], estimate: number[], error: number[], level = 0.95) => () =>
    summaryTable(names, Float64Array.from(estimate), Float64Array.from(error), [level]);
  assertThrows(attempt(["a"], [1, 2], [1]), RangeError, "estimate has 2 values: 1 are needed");
  assertThrows(attempt(["a"], [1], []), RangeError, "standardError has 0 values: 1 are needed");
  assertThrows(attempt(["a", "b"], [1, 1], [1, -2]), RangeError, "standard error of b is -2");
  for (const level of [0, 1, 95, NaN]) {
    assertThrows(attempt(["a"], [1], [1], level), RangeError, `level is ${level}`);
  }
});
