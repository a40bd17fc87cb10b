/**
 * Stages that take too much memory fail, each alone, and the others go on.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { heldBy, LIMITS, limitsWith, tooLarge } from "../../../pipeline/engine/limits.ts";
import { Stages } from "./sandboxed.ts";

/** Room for some workers, and for one array of those below. */
const MOST = 8e8;
const LIMITED = { ...LIMITS, memoryBytes: MOST };

const GREEDY: Readonly<Record<string, string>> = {
  objects: "const all = []; for (;;) all.push(new Array(1e5).fill(1.5));",
  "one list": "let list; for (let i = 0;; i++) list = { list, i };",
  "small buffers": "const all = []; for (;;) all.push(new Uint8Array(1e6).fill(1));",
  "large buffers": "const all = []; for (;;) all.push(new Float64Array(5e7).fill(1));",
  "one buffer": "return new Float64Array(1e9).fill(1)[0];",
  "buffers that it never touches": "const all = []; for (;;) all.push(new Float64Array(1e9));",
  "memory of WebAssembly": `const { buffer } = new WebAssembly.Memory({ initial: 32768 });
    return new Uint8Array(buffer).fill(1)[0];`,
};

for (const [what, body] of Object.entries(GREEDY)) {
  Deno.test(`a stage that takes all memory for ${what} fails alone`, async () => {
    await using stages = new Stages(2, LIMITED);
    const other = stages.text("let x = 0; for (let i = 0; i < 1e8; i++) x += i % 2; return x;");
    assertEquals(await stages.refusal(body), tooLarge(MOST));
    assertEquals(await other, "50000000");
    assertEquals(await stages.text("return 1;"), "1");
  });
}

Deno.test("two that take too much together run one after the other", async () => {
  await using stages = new Stages(2, LIMITED);
  const body = (seed: number) =>
    `const a = new Float64Array(6e7).fill(${seed});
    let x = 0;
    for (let i = 0; i < 5e8; i++) x += a[i % 1000];
    return x;`;
  assertEquals(
    await Promise.all([stages.text(body(1)), stages.text(body(2))]),
    ["500000000", "1000000000"],
  );
});

Deno.test("a text that doubles for ever, and a table without end, meet limits of the language", async () => {
  await using stages = new Stages(1, LIMITED);
  assertEquals(
    await stages.refusal(`let text = "x"; for (;;) text += text;`),
    "RangeError: Invalid string length",
  );
  assertStringIncludes(await stages.refusal("return new Float64Array(2 ** 50);"), "RangeError");
});

Deno.test("the limit is said in gigabytes, as it is given", () => {
  assertStringIncludes(tooLarge(18.96e9), "the limit of 19 GB");
  assertEquals(limitsWith({ memoryLimit: 3 }).memoryBytes, 3e9);
  assertEquals(limitsWith({}).memoryBytes, undefined);
});

Deno.test("what a process holds is told by the system", () => {
  const before = heldBy(Deno.pid);
  const bytes = new Uint8Array(2e8).fill(1);
  if (Deno.build.os === "linux") assertEquals(heldBy(Deno.pid) - before > 1e8, bytes[0] === 1);
  assertEquals(heldBy(2 ** 30), 0);
});
