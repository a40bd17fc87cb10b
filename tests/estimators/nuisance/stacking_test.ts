import { assert, assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { convexShares, quadraticShares, stacked } from "../../../estimators/nuisance/stacking.ts";
import { Stream } from "../../../numerics/random.ts";

const n = 200;
const draw = (name: string) => Stream.of("tests", "stack", name).fillNormal(new Float64Array(n));
const [f, g, noise] = ["f", "g", "noise"].map(draw) as [Float64Array, Float64Array, Float64Array];
const squares = (y: Float64Array) => ({ weight: f.map(() => 1), linear: y.map((value) => -value) });
const risk = (y: Float64Array, v: Float64Array) =>
  v.reduce((sum, value, i) => sum + (value / 2 - y[i]!) * value, 0);

Deno.test("a stack of one function is that function", () => {
  assertEquals([...quadraticShares(squares(noise), [f])], [1]);
  assertEquals(stacked([f], [1]), f);
});

Deno.test("shares are those of a mixture that is there", () => {
  const y = f.map((value, i) => 0.3 * value + 0.7 * g[i]!);
  const shares = quadraticShares(squares(y), [f, g, noise]);
  [0.3, 0.7, 0].forEach((share, k) => assertAlmostEquals(shares[k]!, share, 1e-6));
});

Deno.test("shares are not negative, add up to 1, and no single function or mixture is better", () => {
  const y = f.map((value, i) => 2 * value - 0.5 * g[i]! + noise[i]!);
  const values = [g, noise.map((value) => value / 2), f, f.map((value) => value / 3)];
  const shares = quadraticShares(squares(y), values);
  assert(shares.every((share) => share >= 0));
  assertAlmostEquals(shares.reduce((sum, share) => sum + share, 0), 1, 1e-12);
  const least = risk(y, stacked(values, shares));
  values.forEach((one) => assertLess(least, risk(y, one) + 1e-6));
  const random = Stream.of("tests", "stack", "mixtures");
  for (let trial = 0; trial < 50; trial++) {
    const parts = values.map(() => random.uniform());
    const sum = parts.reduce((total, part) => total + part, 0);
    assertLess(least, risk(y, stacked(values, parts.map((part) => part / sum))) + 1e-6);
  }
});

Deno.test("functions that are the same share", () => {
  const shares = quadraticShares(squares(f), [f, f.slice()]);
  assertAlmostEquals(shares[0]! + shares[1]!, 1, 1e-12);
  assert(quadraticShares(squares(f), [new Float64Array(n), f])[1]! > 0.999);
});

Deno.test("a convex loss is minimised likewise", () => {
  const label = f.map((value, i) => noise[i]! > -value ? 1 : 0);
  const lossAt = (v: Float64Array) => {
    const p = v.map((value) => 1 / (1 + Math.exp(-value)));
    return {
      value: v.map((value, i) => Math.log1p(Math.exp(value)) - label[i]! * value),
      slope: p.map((value, i) => value - label[i]!),
      curvature: p.map((value) => value * (1 - value)),
    };
  };
  const values = [f, g, f.map((value) => 3 * value)];
  const shares = convexShares(values, lossAt);
  const mean = (parts: ArrayLike<number>) =>
    lossAt(stacked(values, parts)).value.reduce((sum, value) => sum + value, 0);
  const least = mean(shares);
  assertAlmostEquals(shares.reduce((sum, share) => sum + share, 0), 1, 1e-9);
  for (let j = 0; j < 3; j++) {
    for (const step of [0.01, 0.1]) {
      const other = shares.map((share, k) => (1 - step) * share + (k === j ? step : 0));
      assertLess(least, mean(other) + 1e-9);
    }
  }
  assertEquals(
    [...convexShares(values, (v) => ({ ...lossAt(v), ...quadratic(v) }))].map((share) =>
      share.toFixed(4)
    ),
    [...quadraticShares(squares(noise), values)].map((share) => share.toFixed(4)),
  );
});

function quadratic(v: Float64Array) {
  return {
    value: v.map((value, i) => (value / 2 - noise[i]!) * value),
    slope: v.map((value, i) => value - noise[i]!),
    curvature: v.map(() => 1),
  };
}

Deno.test("as many functions as can be tried", () => {
  assertThrows(() => quadraticShares(squares(f), []), RangeError, "1 to 8");
});
