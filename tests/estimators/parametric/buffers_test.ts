import { assert, assertEquals, assertThrows } from "@std/assert";
import { bufferPool } from "../../../estimators/parametric/buffers.ts";

Deno.test("the meter knows what is lent and the most that was", () => {
  const pool = bufferPool();
  const a = pool.take(10);
  const b = pool.take(3);
  pool.give(a);
  const c = pool.take(5);
  assertEquals([pool.lentBytes, pool.peakBytes], [64, 104]);
  pool.resetPeak();
  assertEquals(pool.peakBytes, 64);
  pool.give(b, c);
  assertEquals([pool.lentBytes, pool.peakBytes], [0, 64]);
});

Deno.test("arrays come back as zeros and are lent again", () => {
  const pool = bufferPool();
  const a = pool.take(4).fill(7);
  pool.give(a);
  const again = pool.take(4);
  assert(again === a);
  assertEquals(again, new Float64Array(4));
  assert(pool.take(4) !== a);
});

Deno.test("no array is taken back twice, nor one from elsewhere", () => {
  const pool = bufferPool();
  const a = pool.take(2);
  pool.give(a);
  assertThrows(() => pool.give(a), RangeError, "array of 2 numbers is not lent");
  assertThrows(() => pool.give(new Float64Array(2)), RangeError, "give back each array once");
  assertEquals(pool.lentBytes, 0);
});
