import { assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { decodeBlock, encodeBlock, joined } from "../../../pipeline/blocks/block.ts";
import { decodeSamples, encodeSamples, rows } from "../../../pipeline/blocks/samples.ts";
import { asStored } from "./support.ts";

Deno.test("a block comes back as it was, whatever its numbers", () => {
  const columns = {
    a: Float64Array.of(1, -0, NaN, Infinity, 5e-324),
    empty: new Float64Array(0),
    b: Float64Array.of(0.1),
  };
  const { meta, columns: back } = decodeBlock(encodeBlock({ name: "ψ", list: [1, null] }, columns));
  assertEquals(meta, { name: "ψ", list: [1, null] });
  assertEquals(Object.keys(back), ["a", "empty", "b"]);
  for (const [name, column] of Object.entries(columns)) {
    assertEquals(
      [...back[name]!].map((x) => Object.is(x, -0) ? "-0" : x),
      [...column].map((x) => Object.is(x, -0) ? "-0" : x),
    );
  }
});

Deno.test("bulky columns are kept in single precision, between others", () => {
  const single = joined(
    [[1, 0.1], [NaN, 1e-3], [7, 8]],
    (pair) => Float64Array.from(pair).subarray(0, 1),
  );
  const bytes = encodeBlock({}, { single, double: Float64Array.of(0.1) });
  const { columns } = decodeBlock(bytes);
  assertEquals([...columns.single!], [1, NaN, 7]);
  assertEquals([...columns.double!], [0.1]);
  const tenth = decodeBlock(encodeBlock({}, { tenth: Float32Array.of(0.1) })).columns.tenth!;
  assertEquals(tenth instanceof Float64Array, true);
  assertEquals([...tenth], [Math.fround(0.1)]);
});

Deno.test("a block can be read from the middle of a buffer", () => {
  const bytes = encodeBlock({ n: 1 }, { a: Float64Array.of(1, 2, 3) });
  const buffer = new Uint8Array(bytes.length + 16);
  buffer.set(bytes, 8);
  assertEquals([...decodeBlock(buffer.subarray(8, 8 + bytes.length)).columns.a!], [1, 2, 3]);
});

Deno.test("what is no number has the same bytes, however it came about", () => {
  // The bits of ∞ − ∞ as the processor makes them, and as JavaScript writes NaN.
  const made = new Float64Array(
    new BigUint64Array([0xfff8_0000_0000_0000n, 0x7ff8_0000_0000_0001n]).buffer,
  );
  const single = new Float32Array(new Uint32Array([0xffc0_0000, 0x7fc0_0001]).buffer);
  const plain = [NaN, NaN];
  assertEquals(
    encodeBlock({}, { made, single }),
    encodeBlock({}, { made: new Float64Array(plain), single: new Float32Array(plain) }),
  );
});

Deno.test("equal blocks have equal bytes, and other bytes are refused", () => {
  const block = () => encodeBlock({ n: 1 }, { a: Float64Array.of(1, 2) });
  assertEquals(block(), block());
  assertThrows(() => decodeBlock(new Uint8Array(64)), TypeError, "not a block");
});

Deno.test("samples come back in order, and rows are views", () => {
  const sample = (shift: number) => ({
    n: 2,
    x: Float64Array.of(1, 2, 3, 4).map((v) => v + shift),
    t: Float64Array.of(5, 6).map((v) => v + shift),
    y: Float64Array.of(7, 8).map((v) => v + shift),
  });
  const [first, second] = decodeSamples(encodeSamples([sample(0), sample(10)]));
  assertEquals([...first!.x, ...first!.t, ...first!.y], [1, 2, 3, 4, 5, 6, 7, 8]);
  assertEquals([...second!.x], [11, 12, 13, 14]);
  assertEquals([...rows(second!, 1, 2).x], [13, 14]);
  assertEquals(rows(second!, 1, 2).y.buffer, second!.y.buffer);
});

Deno.test("samples keep seven digits", () => {
  const sample = {
    n: 2,
    x: Float64Array.of(0.1, -1 / 3),
    t: Float64Array.of(1e-3, 2 / 3),
    y: Float64Array.of(1e9 / 7, -0.7),
  };
  const [back] = decodeSamples(encodeSamples([sample]));
  assertEquals(back, asStored(sample));
  assertEquals(decodeSamples(encodeSamples([back!])), [back]);
  for (const name of ["x", "t", "y"] as const) {
    sample[name].forEach((value, i) => {
      assertAlmostEquals(back![name][i]!, value, 6e-8 * Math.abs(value));
      assertNotEquals(back![name][i], value);
    });
  }
});
