import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { normalCdf, normalQuantile } from "../../numerics/normal.ts";
import { studentQuantile, studentTails } from "../../numerics/student.ts";

Deno.test("one and two degrees of freedom have closed forms", () => {
  for (const t of [1e-3, 0.3, 1, 2.5, 40, 1e6]) {
    const cauchy = 1 - 2 / Math.PI * Math.atan(t);
    assertAlmostEquals(studentTails(t, 1), t > 100 ? 2 / Math.PI / t : cauchy, 1e-12);
    // 1 − t/√(2 + t²), without cancellation
    const root = Math.sqrt(2 + t * t);
    assertAlmostEquals(studentTails(t, 2) / (2 / (root * (root + t))), 1, 1e-12);
  }
});

Deno.test("published quantiles", () => {
  // E. S. Pearson, H. O. Hartley, Biometrika tables
  const cases: [number, number, number][] = [
    [0.975, 1, 12.7062],
    [0.975, 9, 2.2622],
    [0.975, 39, 2.0227],
    [0.995, 24, 2.7969],
    [0.95, 120, 1.6577],
  ];
  for (const [p, degrees, t] of cases) {
    assertAlmostEquals(studentQuantile(p, degrees), t, 5e-5);
    assertAlmostEquals(studentQuantile(1 - p, degrees), -t, 5e-5);
  }
});

Deno.test("quantile and tails are inverse, and normal in the end", () => {
  for (const degrees of [1, 2, 3, 10, 39, 999, 1e5]) {
    for (const p of [0.5001, 0.6, 0.9, 0.999, 1 - 1e-9]) {
      assertAlmostEquals(
        studentTails(studentQuantile(p, degrees), degrees) / (2 * (1 - p)),
        1,
        1e-6,
      );
    }
  }
  for (const degrees of [1e6, 1e8, Infinity]) {
    assertAlmostEquals(studentQuantile(0.975, degrees), normalQuantile(0.975), 1e-5);
    assertAlmostEquals(studentTails(3, degrees), 2 * normalCdf(-3), 1e-7);
  }
  assertEquals([studentTails(0, 5), studentTails(Infinity, 5)], [1, 0]);
  assertEquals(studentTails(-2, 5), studentTails(2, 5));
  assertThrows(() => studentTails(1, 0), RangeError, "degrees");
  assertThrows(() => studentTails(1, 2.5), RangeError, "degrees is 2.5: give a whole number");
});

Deno.test("tails and quantiles are right where the square of t is no number", () => {
  // ν = 1: 2/(πt); ν = 2: 1/t²
  for (const t of [1e101, 1e154, 1e155, 1e250]) {
    assertAlmostEquals(studentTails(t, 1) * t * Math.PI / 2, 1, 1e-12);
  }
  assertAlmostEquals(studentTails(1e120, 2) * 1e240, 1, 1e-12);
  assertAlmostEquals(studentQuantile(1e-200, 1) * Math.PI * 1e-200, -1, 1e-12);
  assertEquals(studentTails(Infinity, 1), 0);
});
