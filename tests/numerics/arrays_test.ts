import { assertEquals, assertThrows } from "@std/assert";
import { copyOf, copyOfWholes, wholes, zeros } from "../../numerics/arrays.ts";

const SIZES = [0, 1, 2, 3, 10, 255, 256, 257, 2048, 5000];

Deno.test("new vectors are zeros of the size asked for, and nobody else's", () => {
  const made = SIZES.flatMap((n) => Array.from({ length: 40 }, () => [zeros(n), wholes(n)]));
  made.flat().forEach((array, i) => {
    assertEquals(array.every((value) => value === 0), true, `${array.length} numbers`);
    array.fill(i);
  });
  made.flat().forEach((array, i) => {
    assertEquals(array.length, SIZES[Math.floor(i / 80)]);
    assertEquals(array.every((value) => value === i), true, `${array.length} numbers`);
  });
});

Deno.test("a copy is equal to the bit, and apart", () => {
  for (const n of SIZES) {
    const v = Float64Array.from({ length: n }, (_, i) => i === 1 ? NaN : i === 2 ? -0 : i / 3);
    const copy = copyOf(v);
    assertEquals(copy.length, n);
    assertEquals(copy.every((value, i) => Object.is(value, v[i])), true);
    copy.fill(-7);
    assertEquals(v.includes(-7), false);
    const whole = Uint32Array.from({ length: n }, (_, i) => 2 ** 32 - 1 - i);
    const same = copyOfWholes(whole);
    assertEquals(same, whole);
    same.fill(0);
    assertEquals(whole.includes(0), false);
  }
});

Deno.test("a size that is none is refused as by typed arrays", () => {
  assertThrows(() => zeros(-1), RangeError);
  assertThrows(() => wholes(-1), RangeError);
  assertEquals(zeros(NaN).length, 0);
});
