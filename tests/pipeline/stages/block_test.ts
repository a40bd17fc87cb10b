import { assertEquals, assertThrows } from "@std/assert";
import { decodeBlock, encodeBlock } from "../../../pipeline/stages/block.ts";
import { decodeEstimates, encodeEstimates } from "../../../pipeline/stages/estimates.ts";
import { decodeSamples, encodeSamples, rows } from "../../../pipeline/stages/samples.ts";

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

Deno.test("a block can be read from the middle of a buffer", () => {
  const bytes = encodeBlock({ n: 1 }, { a: Float64Array.of(1, 2, 3) });
  const buffer = new Uint8Array(bytes.length + 16);
  buffer.set(bytes, 8);
  assertEquals([...decodeBlock(buffer.subarray(8, 8 + bytes.length)).columns.a!], [1, 2, 3]);
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

Deno.test("estimates must be as many as declared", () => {
  const meta = {
    problem: "p",
    estimator: "e",
    learner: "l",
    n: 10,
    first: 0,
    count: 2,
    settings: ["a", "b"],
    p: 3,
    truth: [1, 2, 3],
  };
  const twelve = Float64Array.from({ length: 12 }, (_, i) => i);
  assertEquals(decodeEstimates(encodeEstimates(meta, twelve, twelve)).meta, meta);
  assertThrows(() => encodeEstimates(meta, twelve.subarray(1), twelve), RangeError, "11 gradients");
});
