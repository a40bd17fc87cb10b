import { assertEquals, assertThrows } from "@std/assert";
import { writeAll } from "../../../pipeline/commands/write_all.ts";

/** A stream that answers each write with a number of bytes, or with an error. */
function stream(answers: readonly (number | Error)[]) {
  const written: number[] = [];
  let at = 0;
  const writeSync = (bytes: Uint8Array): number => {
    const answer = answers[at++] ?? bytes.length;
    if (typeof answer !== "number") throw answer;
    written.push(...bytes.subarray(0, answer));
    return Math.min(answer, bytes.length);
  };
  return { writeSync, text: () => new TextDecoder().decode(new Uint8Array(written)) };
}

Deno.test("a text is written whole, though the stream takes parts of it, or none for a while", () => {
  const { WouldBlock, BrokenPipe, PermissionDenied } = Deno.errors;
  const slow = stream([3, new WouldBlock("full"), new WouldBlock("full"), 1, 0, 2]);
  writeAll(slow, "a text with ü in it\n");
  assertEquals(slow.text(), "a text with ü in it\n");
  for (const gone of [new BrokenPipe("gone"), Object.assign(new Error("gone"), { code: "EIO" })]) {
    const closed = stream([3, gone]);
    writeAll(closed, "abcdef");
    assertEquals(closed.text(), "abc");
  }
  assertThrows(() => writeAll(stream([new PermissionDenied("no")]), "a"), PermissionDenied);
});
