import { assertEquals, assertLess, assertLessOrEqual, assertThrows } from "@std/assert";
import { normalCdf, normalQuantile } from "../../numerics/normal.ts";

// references: 40-digit arithmetic, rounded to double
const CDF: [number, number][] = [
  [-37.5, 4.605353009581955e-308],
  [-37.47, 1.4190440159987216e-307],
  [-31.3, 2.3331521879308637e-215],
  [-20, 2.7536241186062337e-89],
  [-10, 7.619853024160525e-24],
  [-5.5, 1.8989562465887718e-8],
  [-3, 0.0013498980316300946],
  [-1, 0.15865525393145705],
  [-0.5, 0.3085375387259869],
  [0, 0.5],
  [0.25, 0.5987063256829237],
  [1, 0.8413447460685429],
  [2.5, 0.9937903346742238],
  [6, 0.9999999990134123],
];
const QUANTILES: [number, number][] = [
  [1e-300, -37.0470962993612],
  [1e-20, -9.262340089798407],
  [1e-12, -7.034483825301132],
  [0.001, -3.0902323061678136],
  [0.05, -1.6448536269514726],
  [0.07, -1.4757910281791706],
  [0.3, -0.5244005127080408],
  [0.5, 0],
  [0.6, 0.2533471031357997],
  [0.975, 1.9599639845400538],
];

Deno.test("normalCdf agrees with references to 2e-15, far into the tail", () => {
  for (const [x, p] of CDF) assertLess(Math.abs(normalCdf(x) / p - 1), 2e-15, `at ${x}`);
  assertEquals(normalCdf(-Infinity), 0);
  assertEquals(normalCdf(Infinity), 1);
  assertEquals(normalCdf(-40), 0);
  assertEquals(normalCdf(40), 1);
});

Deno.test("normalQuantile agrees with references to 2e-15", () => {
  for (const [p, z] of QUANTILES) {
    assertLess(Math.abs(normalQuantile(p) - z), 2e-15 * Math.max(1, Math.abs(z)), `at ${p}`);
  }
});

Deno.test("normalCdf rises, and mirrors: Φ(x) + Φ(−x) = 1", () => {
  let before = 0;
  for (let x = -9; x <= 9; x += 1 / 128) {
    const p = normalCdf(x);
    assertLessOrEqual(before, p, `at ${x}`);
    assertLess(Math.abs(p + normalCdf(-x) - 1), 3e-16, `at ${x}`);
    before = p;
  }
});

Deno.test("normalQuantile inverts normalCdf in all three of its ranges", () => {
  for (let x = -36; x <= 5; x += 1 / 16) {
    // an error δ of p moves the quantile by δ/φ(x), which the density makes large on the right
    const density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    const slack = x < 0 ? 4e-15 * Math.max(1, -x) : 3e-16 / density + 4e-15;
    assertLess(Math.abs(normalQuantile(normalCdf(x)) - x), slack, `at ${x}`);
  }
});

Deno.test("normalQuantile is odd about a half", () => {
  for (const p of [2 ** -53, 2 ** -20, 0.0625, 0.25, 0.375]) {
    assertEquals(normalQuantile(1 - p), -normalQuantile(p));
  }
});

Deno.test("what is no probability is refused by name and value", () => {
  for (const p of [0, 1, -0.1, 1.5, NaN, Infinity]) {
    assertThrows(() => normalQuantile(p), RangeError, `${p}`);
  }
  assertThrows(() => normalCdf(NaN), RangeError, "normalCdf");
});
