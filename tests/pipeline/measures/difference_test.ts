import { assert, assertEquals } from "@std/assert";
import { along, differenceAt0 } from "../../../pipeline/measures/difference.ts";

Deno.test("a difference is exact for powers up to the fourth, and off by h⁴ for others", () => {
  const quartic = (t: number): number => 3 + 2 * t - 5 * t * t + t * t * t + 7 * t * t * t * t;
  assert(Math.abs(differenceAt0(quartic, 0.5) - 2) < 1e-12);
  const off = [0.2, 0.1].map((h) => Math.abs(differenceAt0(Math.exp, h) - 1));
  assert(Math.abs(off[0]! / off[1]! - 16) < 0.2, `${off}`);
  assert(Math.abs(differenceAt0((t) => Math.sin(3 * t)) - 3) < 1e-10);
});

Deno.test("a point along a direction is a new array", () => {
  const a = Float64Array.of(1, 2);
  assertEquals(along(a, Float64Array.of(10, -10), 0.5), Float64Array.of(6, -3));
  assertEquals(a, Float64Array.of(1, 2));
});
