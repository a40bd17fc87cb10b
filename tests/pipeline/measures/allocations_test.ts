import { assert, assertEquals, assertThrows } from "@std/assert";
import { withAllocationMeter } from "../../../pipeline/measures/allocations.ts";

Deno.test("arrays of numbers are counted however they are made", () => {
  withAllocationMeter((meter) => {
    const made = (make: () => unknown): number => {
      meter.reset();
      make();
      return meter.bytes;
    };
    assertEquals(made(() => new Float64Array(10)), 80);
    assertEquals(made(() => Float64Array.of(1, 2, 3)), 24);
    assertEquals(made(() => Float64Array.from({ length: 4 }, (_, i) => i)), 32);
    assertEquals(made(() => new Uint8Array(7)), 7);
    const counted = new Float64Array(5);
    assertEquals(made(() => counted.slice()), 40);
    assertEquals(made(() => counted.map((x) => x + 1)), 40);
    assertEquals(made(() => counted.subarray(1)), 32);
    assertEquals(made(() => counted.fill(1)), 0);
    assertEquals(made(() => meter.aside(() => new Float64Array(10))), 0);
    assertEquals(made(() => assertThrows(() => meter.aside(() => new Float64Array(-1)))), 0);
    assertEquals(made(() => new Float64Array(1)), 8);
  });
});

Deno.test("arrays are the language's own again afterwards, whatever happens", () => {
  const before = Float64Array;
  assertThrows(() =>
    withAllocationMeter(() => {
      assert(Float64Array !== before && new Float64Array(1) instanceof before);
      throw new Error("ends");
    }), "ends");
  assert(Float64Array === before);
});
